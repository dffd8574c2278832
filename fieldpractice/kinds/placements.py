"""What people are told: placements: who practises where, pauses and moves."""
