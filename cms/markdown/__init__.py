"""The curriculum as a folder of Markdown with front matter: reading, checking, writing (docs/curriculum-format.md)."""
