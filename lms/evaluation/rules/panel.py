"""Who may do what: the panel of ILO-Jakarta and the ministry."""
