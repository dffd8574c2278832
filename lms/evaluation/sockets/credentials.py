"""What this part plugs into the floors below: verifiable credentials beside the certificates."""
