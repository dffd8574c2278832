"""What this part plugs into the floors below: who was at a session."""
