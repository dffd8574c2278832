"""What this part plugs into the floors below: the programme evaluation report."""
