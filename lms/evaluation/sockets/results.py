"""What this part plugs into the floors below: results of surveys."""
