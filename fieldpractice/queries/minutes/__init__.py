"""What the screens of a session under way read: briefing, queue, minutes, follow-ups."""
