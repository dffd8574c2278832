"""The piece of an organiser's home that is about mail."""

from __future__ import annotations

from django.http import HttpRequest

from lms.notices.queries.log import undelivered_counts
from lms.people.registry import Panel


def undelivered(_request: HttpRequest) -> Panel | None:
    """What could not be delivered, or waits because of the mail server; nothing while all goes well."""
    counts = undelivered_counts()
    return Panel("notices/panel_undelivered.html", counts) if any(counts.values()) else None
