"""Certificates as Open Badges 3.0: data, canonical form, keys and proofs. Knows no database and no network."""
