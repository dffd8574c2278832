"""What this part plugs into the floors below: placements: who practises where, pauses and moves."""
