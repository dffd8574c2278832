"""What a matching case is, as data, and how a ranking is scored. No database here."""
