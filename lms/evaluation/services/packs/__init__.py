"""Replication packs: made here, brought in from elsewhere, and cohorts opened from them."""
