"""What people are told: Zoom's side: its notifications, its health."""
