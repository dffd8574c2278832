"""Who may do what: the matching lab."""
