"""What people are told: who was at a session."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from lms.notices.registry import NoticeKind, Variable, add_kind
from lms.people.enums import PARTICIPANT, Role

DECIDED = "fieldpractice.presence_decided"
UNSETTLED = "fieldpractice.presence_unsettled"

_session = Variable("text", _("Monitoring 2"), _("session"))
_day = Variable("date", date(2026, 11, 27), _("day of the session"))

add_kind(
    NoticeKind(
        code=DECIDED,
        label=_("Your presence at a session was decided"),
        group="field",
        title=_("Your presence at “{session}”: {state}"),
        body=_("Your presence at “{session}” on {day} is now: {state}. Reason: {reason}"),
        variables={
            "session": _session,
            "day": _day,
            "state": Variable("text", _("Present"), _("presence")),
            "reason": Variable("text", _("The line broke in the whole district."), _("reason")),
        },
        hats=frozenset({PARTICIPANT}),
    )
)
add_kind(
    NoticeKind(
        code=UNSETTLED,
        label=_("Zoom gave no report of a session"),
        group="field",
        title=_("No report of “{session}”"),
        body=_(
            "A day after “{session}” on {day} Zoom has given no report. Bring in the file from Zoom's web page, or tap who was there."
        ),
        variables={"session": _session, "day": _day},
        hats=frozenset({Role.COORDINATOR, Role.FACILITATOR}),
    )
)
