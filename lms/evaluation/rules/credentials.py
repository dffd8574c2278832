"""Who may do what: verifiable credentials beside the certificates."""
