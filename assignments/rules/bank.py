"""Who may do what: the question bank."""
