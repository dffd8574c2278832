"""Who may do what: certificates and their verification."""
