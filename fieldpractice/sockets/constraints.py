"""What this part plugs into the floors below: the register of constraints."""
