"""What the worker does for this room, one module a part."""

from fieldpractice.tasks import minutes, presence, zoom

__all__ = ["minutes", "presence", "zoom"]
