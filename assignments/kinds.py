"""What this room tells people: each kind with its words and what they may name."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from lms.notices.registry import NoticeKind, Variable, add_kind
from lms.notices.wording import example_at
from lms.people.enums import PARTICIPANT, Role

TASK_DUE = "assignments.task_due"
TASK_OVERDUE = "assignments.task_overdue"
RETURNED = "assignments.returned"
RELEASED = "assignments.released"
CHANGED = "assignments.changed"
ANSWERED = "assignments.answered"
DESK_WAITS = "assignments.desk_waits"
ASKED = "assignments.asked"

LEARNERS = frozenset({PARTICIPANT})
GRADERS = frozenset({Role.FACILITATOR, Role.COORDINATOR, Role.ADMINISTRATOR})

_task = Variable("text", _("F5 Job matching"), _("Task"))
_due = Variable("datetime", example_at(2026, 9, 11, 16), _("Due"))
_missing = Variable("number", 1, _("Forms not handed in"))
_reason = Variable("text", _("Say how the jobseeker was told."), _("Reason"))

add_kind(
    NoticeKind(
        code=TASK_DUE,
        label=_("A task is due soon"),
        group="task",
        hats=LEARNERS,
        title=_("{task} is due on {due}"),
        body=_("Not handed in yet: {missing}."),
        variables={"task": _task, "due": _due, "missing": _missing},
    )
)
add_kind(
    NoticeKind(
        code=TASK_OVERDUE,
        label=_("A task is overdue"),
        group="task",
        hats=LEARNERS,
        title=_("{task} is overdue"),
        body=_(
            "It was due on {due}. Not handed in: {missing}. Hand it in all the same: it counts as late, not as missing."
        ),
        variables={"task": _task, "due": _due, "missing": _missing},
    )
)
add_kind(
    NoticeKind(
        code=RETURNED,
        label=_("Returned to you for improvement"),
        group="task",
        hats=LEARNERS,
        title=_("{task} came back to be improved"),
        body=_("{reason}"),
        variables={"task": _task, "reason": _reason},
    )
)
add_kind(
    NoticeKind(
        code=RELEASED,
        label=_("A result is there"),
        group="task",
        hats=LEARNERS,
        title=_("Your result is there: {task}"),
        body=_("Open it to read the points and what was said about your work."),
        variables={"task": _task},
    )
)
add_kind(
    NoticeKind(
        code=CHANGED,
        label=_("A result was changed"),
        group="task",
        hats=LEARNERS,
        title=_("Your result was changed: {task}"),
        body=_("Reason: {reason}"),
        variables={"task": _task, "reason": _reason},
    )
)
add_kind(
    NoticeKind(
        code=ANSWERED,
        label=_("Your request to look again was answered"),
        group="task",
        hats=LEARNERS,
        title=_("Answered: your request to look again at {task}"),
        body="{answer}",
        variables={
            "task": _task,
            "answer": Variable("text", _("The level stays: the steps are missing."), _("Answer")),
        },
    )
)
add_kind(
    NoticeKind(
        code=DESK_WAITS,
        label=_("Work that has waited too long on your desk"),
        group="grading",
        hats=GRADERS,
        title=_("On your desk: {count} waiting too long"),
        body=_("The oldest has waited since {oldest}."),
        variables={
            "count": Variable("number", 6, _("Number of works")),
            "oldest": Variable("date", date(2026, 9, 4), _("Oldest")),
        },
        optional=True,
    )
)
add_kind(
    NoticeKind(
        code=ASKED,
        label=_("A participant asks to look again at a grade"),
        group="grading",
        hats=GRADERS,
        title=_("{name} asks to look again at {task}"),
        body="{reason}",
        variables={"name": Variable("text", "Ratna Juwita", _("Name")), "task": _task, "reason": _reason},
        optional=True,
    )
)
