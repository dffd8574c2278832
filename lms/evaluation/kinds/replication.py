"""What people are told of: whether to replicate."""
