"""What people are told: the supervisor's word on each week."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.notices.registry import NoticeKind, Variable, add_kind
from lms.people.enums import PARTICIPANT, Role

WEEKS_WAIT = "fieldpractice.weeks_wait"
ASKED_AGAIN = "fieldpractice.asked_again"
CASE_OPENED = "fieldpractice.case_opened"
CASE_ABOUT_YOU = "fieldpractice.case_about_you"
CASE_ANSWERED = "fieldpractice.case_answered"
CASE_CLOSED = "fieldpractice.case_closed"

SUPERVISORS = frozenset({Role.SUPERVISOR})
STAFF = frozenset({Role.FACILITATOR, Role.COORDINATOR})
PERSON = Variable("text", "Budi Santoso", _("participant"))
WEEK = Variable("number", 3, _("field week"))
REASON = Variable("text", _("He was on leave on Wednesday."), _("reason"))

for kind in (
    NoticeKind(
        code=WEEKS_WAIT,
        label=_("Weeks of field practice wait for your word"),
        group="field",
        title=_("Weeks of field practice that wait for your word: {count}"),
        body=_("Look at the logbooks and say whether you have seen the work. It is no grade."),
        variables={"count": Variable("number", 2, _("number of weeks"))},
        optional=True,
        hats=SUPERVISORS,
    ),
    NoticeKind(
        code=ASKED_AGAIN,
        label=_("A week you spoke of was changed"),
        group="field",
        title=_("{person} changed week {week} after your word"),
        body=_("What you said holds for what stood there before. Please look at the week again."),
        variables={"person": PERSON, "week": WEEK},
        hats=SUPERVISORS,
    ),
    NoticeKind(
        code=CASE_OPENED,
        label=_("A supervisor disagrees"),
        group="field",
        title=_("The supervisor of {person} disagrees with week {week}"),
        body=_("Reason: {reason} Speak with both, then close the case with what you found. No grade hangs on it."),
        variables={"person": PERSON, "week": WEEK, "reason": REASON},
        hats=STAFF,
    ),
    NoticeKind(
        code=CASE_ABOUT_YOU,
        label=_("Your supervisor disagrees with a week"),
        group="field",
        title=_("Your supervisor disagrees with week {week}"),
        body=_("Reason: {reason} You may answer; your facilitator decides. No grade hangs on it."),
        variables={"week": WEEK, "reason": REASON},
        hats=frozenset({PARTICIPANT}),
    ),
    NoticeKind(
        code=CASE_ANSWERED,
        label=_("An answer in a case"),
        group="field",
        title=_("{person} answered in the case of week {week}"),
        body=_("{answer}"),
        variables={
            "person": PERSON,
            "week": WEEK,
            "answer": Variable("text", _("I was at the job fair."), _("answer")),
        },
        hats=STAFF,
    ),
    NoticeKind(
        code=CASE_CLOSED,
        label=_("A case was closed"),
        group="field",
        title=_("The case of week {week} is closed"),
        body=_("{reason}"),
        variables={"week": WEEK, "reason": REASON},
        hats=frozenset({PARTICIPANT}),
    ),
):
    add_kind(kind)
