"""Who may do what: monitoring sessions: planned, moved, called off, joined."""
