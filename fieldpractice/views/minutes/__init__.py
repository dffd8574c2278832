"""Pages of a session under way: briefing, the one screen, minutes, follow-ups."""
