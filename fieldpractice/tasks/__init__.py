"""What the worker does for this room, one module a part. Each task may run twice at once without harm."""

from fieldpractice.tasks import minutes, placements, presence, supervision, zoom

__all__ = ["minutes", "placements", "presence", "supervision", "zoom"]
