"""What people are told: who was at a session."""
