"""Who may do what: a session under way: briefing, minutes, follow-ups."""
