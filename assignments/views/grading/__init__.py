"""Screens of grading: the desk, sharing out, rubrics, the gradebook, and what a participant reads."""
