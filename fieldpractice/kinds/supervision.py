"""What people are told: the supervisor's word on each week."""
