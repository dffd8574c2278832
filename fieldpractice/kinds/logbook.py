"""What people are told: the logbook."""
