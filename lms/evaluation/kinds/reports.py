"""What people are told of: the programme evaluation report."""
