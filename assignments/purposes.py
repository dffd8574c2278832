"""What files of this room are for."""

SUBMISSION = "submission"
