"""Who may do what: the programme evaluation report."""
