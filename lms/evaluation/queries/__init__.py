"""What the screens of this room read, one module or package a part."""
