"""What this part plugs into the floors below: a session under way: briefing, minutes, follow-ups."""
