"""The pieces of the homes that this room draws, one module a part."""
