"""What this part plugs into the floors below: monitoring sessions: planned, moved, called off, joined."""
