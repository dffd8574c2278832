"""The worker's part, one module a part. Each task may run twice at once without harm."""

from assignments.tasks import grading, quizzes

__all__ = ["grading", "quizzes"]
