"""What people are told of: the panel of ILO-Jakarta and the ministry."""
