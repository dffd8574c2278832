"""What people are told: the register of constraints."""
