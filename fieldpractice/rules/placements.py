"""Who may do what: placements: who practises where, pauses and moves."""
