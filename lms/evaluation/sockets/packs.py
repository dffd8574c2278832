"""What this part plugs into the floors below: the replication pack."""
