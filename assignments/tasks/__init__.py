"""The worker's part, one module a part. Each task may run twice at once without harm."""

from assignments.tasks import grading

__all__ = ["grading"]
