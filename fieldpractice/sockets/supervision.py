"""What this part plugs into the floors below: the supervisor's word on each week."""
