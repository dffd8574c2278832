"""The programme: ten activities by eight work units, deliverables, reviews and sign-offs."""
