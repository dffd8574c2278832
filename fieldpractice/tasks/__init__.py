"""What the worker does for this room, one module a part."""

from fieldpractice.tasks import minutes, presence

__all__ = ["minutes", "presence"]
