"""What this part plugs into the floors below: filling in task forms and handing them in."""
