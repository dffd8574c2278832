"""Who may do what: figures of the units before and after, competency profiles, the portfolio."""
