"""What people are told: a session under way: briefing, minutes, follow-ups."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from fieldpractice.models import FollowUp
from lms.notices.registry import NoticeKind, Variable, add_kind
from lms.notices.wording import example_at, in_each_language
from lms.ui.times import day_in_words

MINUTES_APPROVED = "fieldpractice.minutes_approved"
MINUTES_CORRECTED = "fieldpractice.minutes_corrected"
FOLLOW_UP_YOURS = "fieldpractice.follow_up_yours"
FOLLOW_UP_DUE = "fieldpractice.follow_up_due"
FOLLOW_UP_OVERDUE = "fieldpractice.follow_up_overdue"

_session = {
    "session": Variable("text", _("Monitoring 3"), _("Session")),
    "at": Variable("datetime", example_at(2026, 9, 18, 10), _("Began")),
}
_action = {
    "action": Variable("text", _("Send the list of vacancies to the kiosk each Monday"), _("What is to be done")),
    "due": Variable("date", date(2026, 9, 25), _("By when")),
    "cohort": Variable("text", _("Cohort 3"), _("Cohort")),
}

add_kind(
    NoticeKind(
        code=MINUTES_APPROVED,
        label=_("Minutes of a session are there"),
        group="field",
        title=_("The minutes of “{session}” are there"),
        body=_("What was discussed and decided in the session of {at}, and what follows from it."),
        variables=_session,
        optional=True,
    )
)
add_kind(
    NoticeKind(
        code=MINUTES_CORRECTED,
        label=_("Minutes of a session were corrected"),
        group="field",
        title=_("The minutes of “{session}” were corrected"),
        body=_("The minutes of the session of {at} were approved anew. Reason: {reason}"),
        variables={**_session, "reason": Variable("text", _("A decision was missing."), _("Reason"))},
    )
)
add_kind(
    NoticeKind(
        code=FOLLOW_UP_YOURS,
        label=_("A follow-up is yours"),
        group="field",
        title=_("Yours to do: {action}"),
        body=_("It follows from a session of {cohort}. To be done by: {due}. Say on its page how far it is."),
        # In words: it may have no day.
        variables={**_action, "due": Variable("text", _("Friday, 25 September 2026"), _("By when"))},
    )
)
add_kind(
    NoticeKind(
        code=FOLLOW_UP_DUE,
        label=_("A follow-up is due soon"),
        group="field",
        title=_("Due on {due}: {action}"),
        body=_("A follow-up of {cohort}. If it is done, say so on its page, and nobody reminds you any more."),
        variables=_action,
    )
)
add_kind(
    NoticeKind(
        code=FOLLOW_UP_OVERDUE,
        label=_("A follow-up is overdue"),
        group="field",
        title=_("Overdue since {due}: {action}"),
        body=_("A follow-up of {cohort}. Say on its page how far it is, or ask for another day."),
        variables=_action,
    )
)


def values_of(follow_up: FollowUp) -> dict[str, Any]:
    """Return what a reminder's words may name; the follow-up has a day."""
    return {"action": follow_up.action, "due": follow_up.due_on, "cohort": str(follow_up.cohort)}


def values_when_new(follow_up: FollowUp) -> dict[str, Any]:
    """Return what the words about a new follow-up may name: one without a day says so."""
    due = follow_up.due_on
    words = in_each_language(lambda: day_in_words(due) if due else _("no day set"))
    return {**values_of(follow_up), "due": words}
