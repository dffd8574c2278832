"""Who may do what: the page of a unit that reviews."""
