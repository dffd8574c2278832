"""Lists of people as spreadsheets: read, judged row by row, and written."""
