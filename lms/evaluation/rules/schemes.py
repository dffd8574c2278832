"""Who may do what: what a result is made of."""
