"""A meeting's number or UUID as a part of an address."""

from __future__ import annotations

from urllib.parse import quote


def segment(meeting: int | str) -> str:
    """Return a number or UUID encoded for a path. Zoom wants a UUID that begins with `/` or holds `//` encoded twice."""
    text = str(meeting)
    once = quote(text, safe="")
    return quote(once, safe="") if text.startswith("/") or "//" in text else once
