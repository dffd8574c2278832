"""What the screens read, one module a part."""
