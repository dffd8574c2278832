"""Exchange with other programs: files in and out."""
