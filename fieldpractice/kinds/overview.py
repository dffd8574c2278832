"""What people are told: a cohort week by week, one officer on one page, who is at risk."""
