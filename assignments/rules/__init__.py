"""Who may do what in this room, one module a part. Deny by default: what is not said here nobody may."""

from assignments.rules import bank, grading, lab, quizzes, submissions, taskforms

__all__ = ["bank", "grading", "lab", "quizzes", "submissions", "taskforms"]
