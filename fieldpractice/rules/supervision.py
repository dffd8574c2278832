"""Who may do what: the supervisor's word on each week."""
