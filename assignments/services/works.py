"""Putting work on the grader's desk. Called by whoever hands something in, inside that hand-in's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from assignments.enums import Marking, WorkKind, WorkState
from assignments.models import AttemptItem, MatchingAnswer, RubricVersion, Submission, Work
from assignments.services import allocation
from courses.models import Cohort, Enrolment
from lms.people import clock

BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Piece:
    """What is put on the desk: exactly one of `submission`, `attempt_item` and `matching`; `subject` as in Work."""

    submission: Submission | None = None
    attempt_item: AttemptItem | None = None
    matching: MatchingAnswer | None = None
    subject: str
    cohort: Cohort
    enrolment: Enrolment
    rubric: RubricVersion | None
    points_max: Decimal

    @property
    def kind(self) -> WorkKind:
        """What sort of work it is."""
        if self.submission is not None:
            return WorkKind.FORM
        return WorkKind.ESSAY if self.attempt_item is not None else WorkKind.MATCHING

    @property
    def key(self) -> tuple[WorkKind, int]:
        """The one thing it is about."""
        thing = self.submission or self.attempt_item or self.matching
        if thing is None:
            raise ValueError("A piece of work is about one thing.")
        return self.kind, thing.pk


@transaction.atomic
def put_on_desk(
    *,
    submission: Submission | None = None,
    attempt_item: AttemptItem | None = None,
    matching: MatchingAnswer | None = None,
    subject: str,
    cohort: Cohort,
    enrolment: Enrolment,
    rubric: RubricVersion | None,
    points_max: Decimal,
) -> Work:
    """Let one piece of work wait for a grader and return its row. Done twice it waits once, since the first time.

    What was returned and comes back improved waits anew, with the grader who returned it. What is graded stays graded.
    """
    piece = Piece(
        submission=submission,
        attempt_item=attempt_item,
        matching=matching,
        subject=subject,
        cohort=cohort,
        enrolment=enrolment,
        rubric=rubric,
        points_max=points_max,
    )
    return put_many_on_desk(pieces=[piece])[0]


@transaction.atomic
def put_many_on_desk(*, pieces: Sequence[Piece]) -> list[Work]:
    """The same for many, in a handful of queries. Returns the rows in the order of the pieces."""
    there = _there(pieces)
    new = {piece.key: _new(piece) for piece in pieces if piece.key not in there}
    allocation.assign(list(new.values()))
    Work.objects.bulk_create(new.values(), batch_size=BATCH)
    _wait_again(there.values())
    known = there | new
    return [known[piece.key] for piece in pieces]


def _new(piece: Piece) -> Work:
    return Work(
        kind=piece.kind,
        cohort=piece.cohort,
        enrolment=piece.enrolment,
        work_unit_id=piece.enrolment.work_unit_id,
        submission=piece.submission,
        attempt_item=piece.attempt_item,
        matching=piece.matching,
        subject=piece.subject,
        rubric=piece.rubric,
        points_max=piece.points_max,
        anonymous=piece.submission is not None and piece.submission.task.anonymous,
        waiting_since=clock.now(),
    )


def _there(pieces: Sequence[Piece]) -> dict[tuple[WorkKind, int], Work]:
    """Return the rows that exist, by what they are about."""
    found: dict[tuple[WorkKind, int], Work] = {}
    fields = {WorkKind.FORM: "submission_id", WorkKind.ESSAY: "attempt_item_id", WorkKind.MATCHING: "matching_id"}
    for kind, field in fields.items():
        ids = [piece.key[1] for piece in pieces if piece.kind == kind]
        for start in range(0, len(ids), BATCH):
            rows = Work.objects.filter(**{f"{field}__in": ids[start : start + BATCH]})
            found |= {(kind, getattr(row, field)): row for row in rows}
    return found


def _wait_again(works: Iterable[Work]) -> None:
    """What was returned waits anew, and is marked from the beginning: the grader may have changed in between."""
    returned, now = [work for work in works if work.state == WorkState.RETURNED], clock.now()
    for start in range(0, len(returned), BATCH):
        ids = [work.pk for work in returned[start : start + BATCH]]
        Work.objects.filter(pk__in=ids, state=WorkState.RETURNED).update(
            state=WorkState.WAITING, awaits=Marking.FIRST, waiting_since=now, times=F("times") + 1
        )
    for work in returned:
        _mirror(work, now)


def _mirror(work: Work, now: datetime) -> None:
    work.state, work.awaits, work.waiting_since, work.times = WorkState.WAITING, Marking.FIRST, now, work.times + 1
