"""What people are told of: results of surveys."""
