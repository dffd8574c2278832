"""Purposes of this room's files."""

REPORT_FILE = "report_file"
