"""Every write of this room, one module or package a part."""
