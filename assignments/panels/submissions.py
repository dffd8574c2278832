"""The piece of the participant's home that is about task forms."""

from __future__ import annotations

from django.http import HttpRequest

from assignments.queries.submissions import tasks_of_person
from lms.people.access import person
from lms.people.registry import Panel

AT_HAND = 3


def participant(request: HttpRequest) -> Panel | None:
    """What is to be filled in next: what came back first, then by due day."""
    lines = [line for mine in tasks_of_person(person(request)) for line in mine.to_do]
    if not lines:
        return None
    return Panel("assignments/panel_tasks.html", {"lines": lines[:AT_HAND], "more": max(0, len(lines) - AT_HAND)})
