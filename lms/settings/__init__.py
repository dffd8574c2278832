"""Settings: `base` for all, then one of `local` (the default), `test`, `production`."""
