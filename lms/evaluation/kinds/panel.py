"""What people are told: the panel and the results."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.notices.registry import NoticeKind, Variable, add_kind
from lms.people.enums import PARTICIPANT, Role

SEATED = "evaluation.seated"
RELEASED = "evaluation.released"
REOPENED = "evaluation.reopened"
OBJECTED = "evaluation.objected"
ANSWERED = "evaluation.answered"

COHORT = Variable("text", "Angkatan 1", _("cohort"))

for kind in (
    NoticeKind(
        code=SEATED,
        label=_("You sit on a panel of evaluators"),
        group="grading",
        title=_("You evaluate the participants of {cohort}"),
        body=_(
            "Score each of them alone, with the evidence beside. You see the others’ scores when you have given yours."
        ),
        variables={"cohort": COHORT},
        hats=frozenset({Role.REVIEWER}),
    ),
    NoticeKind(
        code=RELEASED,
        label=_("Your result is released"),
        group="task",
        title=_("Your result in {cohort} is there"),
        body=_("It says what it is made of. If something is wrong, you may object within the days named there."),
        variables={"cohort": COHORT},
        hats=frozenset({PARTICIPANT}),
    ),
    NoticeKind(
        code=REOPENED,
        label=_("Your result is looked at again"),
        group="task",
        title=_("Your result is looked at again"),
        body=_("Reason: {reason} You are told when it is released anew."),
        variables={"reason": Variable("text", _("One class was missing from the attendance."), _("reason"))},
        hats=frozenset({PARTICIPANT}),
    ),
    NoticeKind(
        code=OBJECTED,
        label=_("An objection to a result"),
        group="grading",
        title=_("{person} objects to the result in {cohort}"),
        body=_("It is answered in writing. Upheld, the result is opened again and put right."),
        variables={"person": Variable("text", "Budi Santoso", _("participant")), "cohort": COHORT},
        hats=frozenset({Role.COORDINATOR}),
    ),
    NoticeKind(
        code=ANSWERED,
        label=_("The answer to your objection"),
        group="task",
        title=_("Your objection: {decision}"),
        body=_("{answer}"),
        variables={
            "decision": Variable("text", _("Upheld"), _("decision")),
            "answer": Variable("text", _("The class of 4 August is counted now."), _("answer")),
        },
        hats=frozenset({PARTICIPANT}),
    ),
):
    add_kind(kind)
