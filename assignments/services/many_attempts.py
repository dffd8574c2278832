"""Attempts of many people at once: for taking over results, and for the demo. The same rules, in a handful of queries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assignments.drawing import draw
from assignments.enums import AttemptState, HandedInBy, QuizState
from assignments.models import AnswerMark, Attempt, AttemptItem, QuestionVersion, Quiz
from assignments.queries.quizzes import parts_of, pools_of
from assignments.questions.marking import needs_grader
from assignments.services.attempts import items_of, key_points
from assignments.timing import due_at
from courses.models import Enrolment
from lms.people import audit
from lms.people.errors import Refusal
from lms.people.models import AuditEntry

BATCH = 500


@dataclass(frozen=True)
class Sitting:
    """One person's first attempt: from when to when, drawn by which seed, and what the person answers to a question."""

    enrolment: Enrolment
    started_at: datetime
    handed_in_at: datetime
    seed: str
    answer: Callable[[QuestionVersion], Any]


@transaction.atomic
def take_many(*, quiz: Quiz, sittings: Sequence[Sitting]) -> list[Attempt]:
    """Let many people take a quiz, each at its own time, all or none. Returns their marked attempts.

    Raises Refusal when the quiz is not set, a sitting lies outside its window or its time, it holds essays, or somebody of
    them has an attempt already.
    """
    parts = parts_of(quiz)
    if quiz.state != QuizState.OPEN or any(one.question and needs_grader(one.question.kind) for one in parts):
        raise Refusal(_("Only a quiz that is set and has no essays can be taken for many at once."))
    if Attempt.objects.filter(quiz=quiz, enrolment__in=[one.enrolment.pk for one in sittings]).exists():
        raise Refusal(_("Somebody of these has an attempt already."))
    pools = pools_of(parts)
    attempts: list[Attempt] = []
    for start in range(0, len(sittings), BATCH):
        batch = sittings[start : start + BATCH]
        drawn = [
            draw(
                parts,
                pools,
                seed=one.seed,
                shuffle_questions=quiz.shuffle_questions,
                shuffle_options=quiz.shuffle_options,
            )
            for one in batch
        ]
        made = [
            _attempt(quiz, one, sum((each.version.points for each in mine), Decimal(0)))
            for one, mine in zip(batch, drawn, strict=True)
        ]
        items = [items_of(attempt, mine) for attempt, mine in zip(made, drawn, strict=True)]
        for sitting, attempt, mine in zip(batch, made, items, strict=True):
            _answered(sitting, attempt, mine)
        _written(batch, made, items)
        attempts += made
    return attempts


def _attempt(quiz: Quiz, sitting: Sitting, points_max: Decimal) -> Attempt:
    due = due_at(started_at=sitting.started_at, minutes=quiz.minutes, closes_at=quiz.closes_at)
    early = quiz.opens_at is not None and sitting.started_at < quiz.opens_at
    if early or sitting.handed_in_at < sitting.started_at or (due is not None and sitting.handed_in_at > due):
        raise Refusal(_("An attempt of %(name)s lies outside the quiz's time.") % {"name": sitting.enrolment.user})
    return Attempt(
        quiz=quiz,
        enrolment=sitting.enrolment,
        number=1,
        seed=sitting.seed,
        state=AttemptState.MARKED,
        started_at=sitting.started_at,
        due_at=due,
        handed_in_at=sitting.handed_in_at,
        handed_in_by=HandedInBy.PERSON,
        points=Decimal(0),
        points_max=points_max,
    )


def _answered(sitting: Sitting, attempt: Attempt, items: Sequence[AttemptItem]) -> None:
    step = (sitting.handed_in_at - sitting.started_at) / max(1, len(items))
    for number, item in enumerate(items, start=1):
        item.answer = sitting.answer(item.version)
        item.points = key_points(item)
        if item.answer is not None:
            item.seq, item.answered_at = 1, sitting.started_at + step * number
    attempt.points = sum((item.points for item in items if item.points is not None), Decimal(0))


def _written(batch: Sequence[Sitting], attempts: Sequence[Attempt], items: Sequence[Sequence[AttemptItem]]) -> None:
    Attempt.objects.bulk_create(attempts)
    # Only now do the attempts have ids.
    for attempt, mine in zip(attempts, items, strict=True):
        for item in mine:
            item.attempt = attempt
    flat = [item for mine in items for item in mine]
    AttemptItem.objects.bulk_create(flat, batch_size=1000)
    marks = (
        AnswerMark(item=item, by_version=item.version, points=item.points or 0, at=sitting.handed_in_at)
        for sitting, mine in zip(batch, items, strict=True)
        for item in mine
    )
    AnswerMark.objects.bulk_create(marks, batch_size=1000)
    AuditEntry.objects.bulk_create(
        audit.entry(one.enrolment.user, "assignments.attempt.hand_in", attempt, {"points": [None, str(attempt.points)]})
        for one, attempt in zip(batch, attempts, strict=True)
    )
