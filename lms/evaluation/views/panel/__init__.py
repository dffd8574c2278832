"""The pages of the panel: seats, the sheet, results, one's own."""
