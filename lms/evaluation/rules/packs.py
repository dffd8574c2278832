"""Who may do what: the replication pack."""
