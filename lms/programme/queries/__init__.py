"""Every reading of the programme."""
