"""The piece of the participant's home that is about task forms."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from assignments.purposes import SUBMISSION
from assignments.queries.submissions import tasks_at_hand
from lms.people.access import person
from lms.people.registry import Panel

AT_HAND = 3


def participant(request: HttpRequest) -> Panel | None:
    """What is to be filled in next: what came back first, then by due day."""
    mine = tasks_at_hand(person(request))
    if mine is None:
        return None
    # With nothing to do the piece still sends what waits in this browser, and says so; else nothing of it is seen.
    lines = mine.to_do
    more = max(0, len(lines) - AT_HAND)
    return Panel("assignments/panel_tasks.html", {"lines": lines[:AT_HAND], "more": more, "told": _told(request)})


def _told(request: HttpRequest) -> dict[str, str]:
    """What the browser needs to send what waits in it; nothing while looking as somebody else."""
    if getattr(request, "viewed_as", None):
        return {}
    return {
        "person": person(request).public_id,
        "session": reverse("assignments:task_session"),
        "uploads": reverse("files:upload_begin"),
        "purpose": SUBMISSION,
    }
