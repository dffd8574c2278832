"""What this part plugs into the floors below: whether to replicate."""
