"""What people are told of: certificates and their verification."""
