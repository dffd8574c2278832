"""What people are told of: what a result is made of."""
