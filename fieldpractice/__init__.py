"""Field practice: placements, logbook, supervisors, monitoring over Zoom, and the constraints that make better material."""
