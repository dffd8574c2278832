"""What the worker does for this room, one module a part."""

from fieldpractice.tasks import minutes

__all__ = ["minutes"]
