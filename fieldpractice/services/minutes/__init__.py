"""Every write about a session under way: lines of the minutes, the queue of constraints, approval, follow-ups."""
