"""The forms of this room's screens, one module a part."""
