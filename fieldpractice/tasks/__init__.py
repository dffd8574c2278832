"""What the worker does for this room, one module a part."""
