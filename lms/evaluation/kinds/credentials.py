"""What people are told of: verifiable credentials beside the certificates."""
