"""Who may do what: the logbook."""
