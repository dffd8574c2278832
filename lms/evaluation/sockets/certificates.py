"""What this part plugs into the floors below: certificates and their verification."""
