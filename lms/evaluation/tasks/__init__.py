"""What the worker does for this room, one module a part. Each task may run twice at once without harm."""

from lms.evaluation.tasks import reports, reviewers

__all__ = ["reports", "reviewers"]
