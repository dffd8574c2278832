"""Who may do what: Zoom's side: its notifications, its health."""
