"""What goes into a replication pack, what a pack from elsewhere would do here, and the lists of both."""
