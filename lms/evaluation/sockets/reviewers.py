"""What this part plugs into the floors below: the page of a unit that reviews."""
