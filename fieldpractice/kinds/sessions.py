"""What people are told: monitoring sessions: planned, moved, called off, joined."""
