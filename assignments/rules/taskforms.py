"""Who may do what: task forms: their versions, their review, exchange with XLSForm; tasks set for a cohort."""
