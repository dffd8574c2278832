"""Who may do what: whether to replicate."""
