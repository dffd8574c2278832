"""The worker's part. Tasks take ids and call one service; each may run twice at once without harm."""

from courses.tasks import imports

__all__ = ["imports"]
