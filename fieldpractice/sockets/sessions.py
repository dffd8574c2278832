"""What this part plugs into the floors below: monitoring sessions: planned, moved, called off, joined."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from courses.registry import CohortTab, add_cohort_tab
from fieldpractice.kinds.sessions import SOON, TOMORROW, values_of
from fieldpractice.queries.sessions import (
    asked_to_each,
    calendar_of,
    coming_session,
    coming_within,
    is_today,
    next_session,
    sessions_to_lead,
)
from fieldpractice.registry import PRACTICE
from lms.notices.registry import CalendarEvent, Reminder, add_events, add_reminders
from lms.people import clock
from lms.people.access import person
from lms.people.enums import PARTICIPANT, Role
from lms.people.models import User
from lms.people.registry import NavItem, Panel, add_nav, add_panel, add_places

STAFF = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.FACILITATOR, Role.REVIEWER})

DAY, HOUR = timedelta(hours=24), timedelta(hours=1)


def reminders(now: datetime) -> Iterator[Reminder]:
    """Yield what people are reminded of: the planned sessions that begin within a day, and once more within an hour. Three queries.

    Once for each beginning: other changes of a session remind nobody again.
    """
    coming = coming_within(now, DAY)
    if not coming:
        return
    asked = asked_to_each(coming)
    for session in coming:
        kind = SOON if session.starts_at <= now + HOUR else TOMORROW
        path, values = session.get_absolute_url(), values_of(session)
        for user in asked[session.pk]:
            key = f"{kind}:{session.pk}:{session.starts_at:%Y%m%d%H%M}:{user.pk}"
            yield Reminder(kind=kind, to=user, path=path, values=values, key=key, about=session)


def events(user: User) -> Iterator[CalendarEvent]:
    """Yield the sessions somebody is asked to, leads or opens, also those called off: a calendar must hear of it."""
    for session in calendar_of(user):
        yield CalendarEvent(
            uid=f"session-{session.public_id}",
            sequence=session.sequence,
            title=session.title,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            zone=session.cohort.time_zone,
            where="Zoom",
            url=session.get_absolute_url(),
            description=session.cancelled_because or session.agenda or session.cohort.name,
            cancelled=session.is_cancelled,
        )


def to_join(request: HttpRequest) -> Panel | None:
    """The session under way, or the next one. One query."""
    session = next_session(person(request))
    if session is None:
        return None
    now_on = session.starts_at <= clock.now()
    context = {"session": session, "now_on": now_on}
    return Panel("fieldpractice/panel_next_session.html", context, first=is_today(session), asks=now_on)


def to_lead(request: HttpRequest) -> Panel | None:
    """The sessions of the next two weeks that somebody leads. One query."""
    sessions = sessions_to_lead(person(request))
    return Panel("fieldpractice/panel_sessions_to_lead.html", {"sessions": sessions}) if sessions else None


add_nav(NavItem("fieldpractice:session_list", _("Monitoring"), STAFF, 40, "field"))
for _entry in ("dashboard", "fieldpractice:logbook"):
    add_places(_entry, "/monitoring/")
add_cohort_tab(CohortTab("fieldpractice:cohort_sessions", _("Monitoring"), 62, group=PRACTICE))
add_panel(PARTICIPANT, 11, to_join, reads=[coming_session])
add_panel(Role.FACILITATOR, 7, to_lead)
add_reminders(reminders)
add_events(events)
