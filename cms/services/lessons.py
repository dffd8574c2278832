"""Rendering of lessons."""

from __future__ import annotations

from collections.abc import Iterable

from cms import lessons


def render_lessons(*, digests: Iterable[str]) -> None:
    """Render lessons one by one, each kept at once: a worker that stops half way loses nothing. Not atomic on purpose."""
    for digest in digests:
        lessons.make(digest)
