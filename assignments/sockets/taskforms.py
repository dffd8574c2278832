"""What this part plugs into the floors below: task forms: their versions, their review, exchange with XLSForm; tasks set for a cohort."""
