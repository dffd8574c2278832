"""Who may do what: who was at a session."""
