"""What the worker does for this room, one module a part. Each task may run twice at once without harm."""

from fieldpractice.tasks import placements, supervision

__all__ = ["placements", "supervision"]
