"""A participant's tasks, in the order of what is next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from assignments.enums import SubmissionState, TaskState
from assignments.models import Submission
from assignments.queries.submissions.reading import open_comments
from assignments.queries.tasks import SetTask, tasks_of
from courses.enums import LEARNING, EnrolmentState
from courses.models import Enrolment
from courses.queries.homes import leading
from courses.queries.learning import my_enrolments
from lms.people import clock
from lms.people.models import User
from lms.people.prepared import PreparedModels

S = SubmissionState
# What asks for something comes first; what is over comes last.
RANKS = {"returned": 0, "draft": 1, "new": 1, "submitted": 2, "coming": 3, "accepted": 4, "closed": 5}


@dataclass(frozen=True)
class Line:
    """One form of a task as its participant stands with it.

    `state` is that of the submission, or `new` (open, nothing written yet), `coming` (not open yet), `closed` (nothing was handed in).
    """

    set_task: SetTask
    ordinal: int
    state: str
    public_id: str = ""
    late: bool = False
    receipt: str = ""
    at: datetime | None = None
    comments: int = 0

    @property
    def task(self) -> Any:
        return self.set_task.task

    @property
    def is_open(self) -> bool:
        """Whether something can be written and handed in."""
        return self.state in {"returned", "draft", "new"}

    @property
    def overdue(self) -> bool:
        return self.is_open and self.set_task.is_past_due


@dataclass(frozen=True)
class Mine:
    """The lines of one enrolment, next first, and what of them is to do and done."""

    enrolment: Enrolment
    lines: list[Line]

    @property
    def to_do(self) -> list[Line]:
        return [line for line in self.lines if line.is_open]

    @property
    def waiting(self) -> list[Line]:
        return [line for line in self.lines if line.state == S.SUBMITTED]

    @property
    def coming(self) -> list[Line]:
        return [line for line in self.lines if line.state == "coming"]

    @property
    def over(self) -> list[Line]:
        return [line for line in self.lines if line.state in {S.ACCEPTED, "closed"}]


def tasks_of_person(user: User) -> list[Mine]:
    """Return a person's tasks by enrolment, newest cohort first: four queries."""
    return [_mine(one) for one in my_places(user.pk)]


def tasks_at_hand(user: User) -> Mine | None:
    """Return the tasks of the cohort that the person's home is about, or None: the same number of queries for everybody."""
    learner = leading(my_enrolments(user))
    if learner is None:
        return None
    return next((_mine(one) for one in my_places(user.pk) if one.pk == learner.id), None)


my_places = PreparedModels(
    lambda user_id: (
        Enrolment.objects.filter(user_id=user_id, state__in=LEARNING)
        .select_related("cohort", "work_unit")
        .order_by("-cohort__number")
    )
)

# Not what was typed: a list of sixty forms would carry all their answers.
LISTED = (
    "public_id", "task_id", "enrolment_id", "ordinal", "state", "submitted_at", "draft_at", "current__late",
    "current__receipt",
)  # fmt: skip
my_submissions = PreparedModels(
    lambda user_id: (
        Submission.objects.filter(enrolment__user_id=user_id, enrolment__state__in=LEARNING)
        .order_by()
        .select_related("current")
        .only(*LISTED)
        .annotate(said=Count("current__comments", filter=open_comments("current__comments__")))
    )
)


def _mine(enrolment: Enrolment) -> Mine:
    begun = [row for row in my_submissions(enrolment.user_id) if row.enrolment_id == enrolment.pk]
    known = {(row.task_id, row.ordinal): row for row in begun}
    lines = [
        _line(one, ordinal, known.get((one.task.pk, ordinal)), enrolment)
        for one in tasks_of(enrolment)
        for ordinal in range(1, one.task.count + 1)
    ]
    return Mine(enrolment, _in_order(lines))


def _in_order(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (RANKS[line.state], line.set_task.due_at, line.task.pk, line.ordinal))


def _line(one: SetTask, ordinal: int, row: Any, enrolment: Enrolment) -> Line:
    if row is None:
        return Line(one, ordinal, _unbegun(one, enrolment))
    ended = one.task.state != TaskState.OPEN or enrolment.state != EnrolmentState.ACTIVE
    state = "closed" if row.state == S.DRAFT and ended else str(row.state)
    version = row.current
    return Line(
        one,
        ordinal,
        state,
        public_id=row.public_id,
        late=bool(version and version.late),
        receipt=version.receipt if version else "",
        at=row.submitted_at or row.draft_at,
        comments=row.said,
    )


def _unbegun(one: SetTask, enrolment: Enrolment) -> str:
    if one.opens_at > clock.now():
        return "coming"
    return "new" if one.task.state == TaskState.OPEN and enrolment.state == EnrolmentState.ACTIVE else "closed"
