"""Rendered lessons: made once for a digest, kept in the database and in the cache for ever."""

from __future__ import annotations

from django.core.cache import cache

from cms import rendering
from cms.markdown.documents import read_document
from cms.models import FrozenText, RenderedLesson
from lms.people import clock


def cache_key(digest: str) -> str:
    return f"cms:lesson:{digest}:{rendering.RENDERING}"


def rendered(digest: str) -> str:
    """Return the markup of the lesson with this digest: from the cache, else from the database, else made now.

    Raises FrozenText.DoesNotExist for a digest that was never frozen.
    """
    html = cache.get(cache_key(digest))
    if html is None:
        html = _kept(digest) or make(digest).html
        cache.set(cache_key(digest), html, None)
    return str(html)


def _kept(digest: str) -> str | None:
    kept = RenderedLesson.objects.filter(digest=digest, rendering=rendering.RENDERING)
    return kept.values_list("html", flat=True).first()


def offline(digest: str) -> str:
    """Return the lesson as one file; made now if the worker has not been there yet."""
    kept = RenderedLesson.objects.filter(digest=digest, rendering=rendering.RENDERING).exclude(offline_html="")
    return kept.values_list("offline_html", flat=True).first() or make(digest).offline_html


def make(digest: str) -> RenderedLesson:
    """Render a lesson and keep it. Safe to run twice and at once: the same text gives the same markup."""
    frozen = FrozenText.objects.get(digest=digest)
    document = read_document("lesson", frozen.text)
    made = {
        "html": rendering.render_lesson(document, frozen.media),
        "offline_html": rendering.render_offline(document, frozen.media),
        "made_at": clock.now(),
    }
    row, _created = RenderedLesson.objects.update_or_create(digest=digest, rendering=rendering.RENDERING, defaults=made)
    return row
