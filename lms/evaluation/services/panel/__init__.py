"""Writes of the panel: seats, scores, meetings, locking and releasing, objections."""
