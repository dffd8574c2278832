"""How often something may be tried. Counted in the cache, which all processes share in production."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest


def within_limit(action: str, who: str, *, limit: int, seconds: int) -> bool:
    """Count one try of `action` by `who`; returns whether it is within `limit` tries in a window of `seconds`."""
    key = f"limit:{action}:{who}"
    if cache.add(key, 1, seconds):
        return True
    try:
        return cache.incr(key) <= limit
    except ValueError:  # the window ended between the two calls
        cache.set(key, 1, seconds)
        return True


def times_tried(action: str, who: str) -> int:
    """Return how often `who` has tried `action` in the window that runs, and count nothing."""
    return int(cache.get(f"limit:{action}:{who}", 0))


def address(request: HttpRequest) -> str:
    """Return where the request comes from, as a name for counting."""
    return request.META.get("REMOTE_ADDR") or "-"
