"""What people are told of: the replication pack."""
