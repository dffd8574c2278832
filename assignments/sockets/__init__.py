"""What this room plugs into the floors below, one module a part: navigation, pieces of the homes."""

from assignments.sockets import bank, grading, lab, notices, quizzes, submissions, taskforms

__all__ = ["bank", "grading", "lab", "notices", "quizzes", "submissions", "taskforms"]
