"""The pages of this room, one module or package a part."""
