"""A socket of the page of a session: presence, minutes and constraints each draw their own section there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import pgettext_lazy

from fieldpractice.models import MonitoringSession

# The entry of a cohort's pages under which those of this room stand: in one word, so that a phone has two rows of entries and not three.
PRACTICE = pgettext_lazy("tab of a cohort", "Practice")

Source = Callable[[HttpRequest, MonitoringSession], dict[str, Any] | None]

_sections: list[tuple[int, str, Source]] = []


def add_session_section(order: int, template: str, source: Source) -> None:
    """Put a section on the page of a session. `source` returns what the template needs, or None when this reader gets no such section."""
    if (order, template, source) not in _sections:
        _sections.append((order, template, source))
        _sections.sort(key=lambda one: one[0])


def sections_of(request: HttpRequest, session: MonitoringSession) -> list[tuple[str, dict[str, Any]]]:
    """Return the sections this reader gets, in order: the template, and what it needs."""
    found = ((template, source(request, session)) for _order, template, source in _sections)
    return [(template, context) for template, context in found if context is not None]
