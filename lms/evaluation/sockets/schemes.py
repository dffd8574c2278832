"""What this part plugs into the floors below: what a result is made of."""
