"""What people are told of: the page of a unit that reviews."""
