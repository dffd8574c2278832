"""The screens of this room, one module a part."""
