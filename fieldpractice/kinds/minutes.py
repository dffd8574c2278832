"""What people are told: a session under way: briefing, minutes, follow-ups."""
