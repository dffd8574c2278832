"""What this part plugs into the floors below: a cohort week by week, one officer on one page, who is at risk."""
