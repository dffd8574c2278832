"""Who may do what: results of surveys."""
