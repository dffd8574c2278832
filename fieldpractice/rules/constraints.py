"""Who may do what: the register of constraints."""
