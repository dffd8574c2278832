"""The worker's part of this room, one module a part. Each task may run twice at once without harm."""

from fieldpractice.tasks import presence, zoom

__all__ = ["presence", "zoom"]
