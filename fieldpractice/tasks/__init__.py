"""The worker's part of this room, one module a part. Each task may run twice at once without harm."""

from fieldpractice.tasks import presence

__all__ = ["presence"]
