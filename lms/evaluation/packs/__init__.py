"""A replication pack as files: what stands where, of what shape, and whether it arrived as it was sent. Knows no database."""
