"""What people are told: monitoring sessions: planned, moved, called off, joined. Hours stand in the reader's zone, with its name."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from fieldpractice.models import MonitoringSession
from lms.notices.registry import NoticeKind, Variable, add_kind

PLANNED = "fieldpractice.sessions_planned"
MOVED, MOVED_SOON = "fieldpractice.session_moved", "fieldpractice.session_moved_soon"
CANCELLED, CANCELLED_SOON = "fieldpractice.session_cancelled", "fieldpractice.session_cancelled_soon"
LINK = "fieldpractice.session_link"
TOMORROW, SOON = "fieldpractice.session_tomorrow", "fieldpractice.session_soon"

THE_SESSION = {
    "session": Variable("text", _("Monitoring session 3"), _("title of the session")),
    "cohort": Variable("text", _("Cohort 3"), _("cohort")),
    "when": Variable("datetime", datetime(2026, 10, 30, 2, tzinfo=UTC), _("when it begins")),
}
_reason = Variable("text", _("Flood"), _("reason"))
MOVED_TITLE = _("“{session}” is now on {when}")
MOVED_BODY = _(
    "The monitoring session “{session}” of {cohort} has another time: {when}. Your calendar follows by itself."
)
CANCELLED_TITLE = _("“{session}” on {when} is called off")
CANCELLED_BODY = _("The monitoring session “{session}” of {cohort} on {when} does not take place. Reason: {reason}")


def _moved(code: str, label: Any, *, urgent: bool) -> NoticeKind:
    return NoticeKind(code, label, "field", MOVED_TITLE, MOVED_BODY, THE_SESSION, urgent=urgent)


def _cancelled(code: str, label: Any, *, urgent: bool) -> NoticeKind:
    variables = {**THE_SESSION, "reason": _reason}
    return NoticeKind(code, label, "field", CANCELLED_TITLE, CANCELLED_BODY, variables, urgent=urgent)


KINDS = (
    NoticeKind(
        code=PLANNED,
        label=_("Monitoring sessions are planned"),
        group="field",
        title=_("Monitoring sessions of {cohort}: {count}"),
        body=_("The first one is on {when}. All dates stand on the page of sessions and in your calendar."),
        variables={
            "cohort": THE_SESSION["cohort"],
            "count": Variable("number", 6, _("number of sessions")),
            "when": THE_SESSION["when"],
        },
    ),
    _moved(MOVED, _("A monitoring session has another time"), urgent=False),
    _moved(MOVED_SOON, _("A monitoring session within a day has another time"), urgent=True),
    _cancelled(CANCELLED, _("A monitoring session is called off"), urgent=False),
    _cancelled(CANCELLED_SOON, _("A monitoring session within a day is called off"), urgent=True),
    NoticeKind(
        code=LINK,
        label=_("A monitoring session has another link"),
        group="field",
        title=_("“{session}” on {when} has another link"),
        body=_(
            "Join the monitoring session “{session}” of {cohort} from its page: the button there leads to the new link."
        ),
        variables=THE_SESSION,
        urgent=True,
    ),
    NoticeKind(
        code=TOMORROW,
        label=_("Reminder a day before a monitoring session"),
        group="field",
        title=_("“{session}”: {when}"),
        body=_("Your monitoring session “{session}” of {cohort} begins on {when}. Join it from its page."),
        variables=THE_SESSION,
        optional=True,
    ),
    NoticeKind(
        code=SOON,
        label=_("Reminder an hour before a monitoring session"),
        group="field",
        title=_("“{session}” begins soon: {when}"),
        body=_("Your monitoring session “{session}” of {cohort} begins on {when}. Join it from its page."),
        variables=THE_SESSION,
        urgent=True,
    ),
)


def values_of(session: MonitoringSession) -> dict[str, object]:
    """Return what the words about a session may name."""
    return {"session": session.title, "cohort": session.cohort.name, "when": session.starts_at}


for one in KINDS:
    add_kind(one)
