"""What this part plugs into the floors below: Zoom's side: its notifications, its health."""
