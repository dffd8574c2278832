"""What this part plugs into the floors below: who was at a session."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from fieldpractice.models import MonitoringSession
from fieldpractice.queries import presence as queries
from fieldpractice.registry import add_session_section
from lms.people import clock
from lms.people.access import person


def presence_section(request: HttpRequest, session: MonitoringSession) -> dict[str, Any] | None:
    """Staff see a session in numbers and the way to its board; a participant the own presence, once it is worked out."""
    user = person(request)
    if user.has_perm("fieldpractice.decide_presence", session):
        if session.is_cancelled:
            return None
        counts = queries.counts_of(session) if session.window[1] <= clock.now() else None
        return {"session": session, "counts": counts if counts and counts.asked else None}
    mine = queries.my_presence(session, user.pk)
    return {"session": session, "mine": mine, "tone": queries.TONES[mine["row"].state]} if mine else None


add_session_section(20, "fieldpractice/_presence_section.html", presence_section)
