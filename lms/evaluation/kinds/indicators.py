"""What people are told of: figures of the units before and after, competency profiles, the portfolio."""
