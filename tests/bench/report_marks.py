"""Tests, task forms, the panel's scores and the results of a cohort of any size.

A few people are led through the services; what was written of them is then written of everybody else alike.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery

from assignments.enums import QuizKind, SubmissionState
from assignments.models import Attempt, AttemptItem, Quiz, Submission, SubmissionVersion
from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment
from lms.evaluation.models import PanelMember, PanelScore, ParticipantEvaluation
from lms.evaluation.queries.panel.board import board_of
from lms.evaluation.queries.panel.results import fingerprint, locked_fingerprint, results_of
from lms.evaluation.services.panel import closing, scoring
from lms.people import clock
from lms.people.enums import Column
from lms.people.models import User
from tests.bench.pouring import plain, pour, pour_alike
from tests.factories.assignments.grading import make_form_version, make_task
from tests.factories.assignments.quizzes import make_quiz, sit
from tests.factories.evaluation_panel import LEVELS, adopt, all_at, seat
from tests.factories.people import make_reviewer

# So many people are led through the services.
EXAMPLES, QUESTIONS, FORMS = 6, 10, 12
Examples = Sequence[Enrolment]


def evaluate(actor: User, cohort: Cohort, rows: list[Enrolment]) -> None:
    """Give everybody two tests, twelve accepted forms, the scores of three evaluators and a released result."""
    examples, others = rows[:EXAMPLES], rows[EXAMPLES:]
    before = make_quiz(actor=actor, cohort=cohort, questions=QUESTIONS)
    after = make_quiz(actor=actor, cohort=cohort, kind=QuizKind.POST_TEST, pre_test=before)
    for place, one in enumerate(examples):
        sit(before, one, right=3 + place % 3)
        sit(after, one, right=6 + place % 4)
    for quiz in (before, after):
        _sat(quiz, examples, others)
    for number in range(FORMS):
        _hand_in(actor, cohort, rows, number)
    adopt(cohort, actor=actor)
    members = seat(cohort, *(make_reviewer(one) for one in (Column.ILO, Column.PASKER, Column.BPK)), actor=actor)
    for place, one in enumerate(examples):
        for turn, member in enumerate(members):
            _score(member, one, place, turn)
    _scored(examples, others)


def release(actor: User, cohort: Cohort, rows: list[Enrolment]) -> None:
    """Lock and release the results of the examples, and write those of all others alike."""
    examples, others = rows[:EXAMPLES], rows[EXAMPLES:]
    # While the examples are locked and released the cohort has nobody else.
    away = Enrolment.objects.filter(pk__in=[one.pk for one in others])
    away.update(state=EnrolmentState.NOMINATED)
    closing.lock_results(actor=actor, cohort=cohort, seen=fingerprint(results_of(board_of(cohort))))
    locked = list(ParticipantEvaluation.objects.filter(enrolment__cohort=cohort))
    closing.release_results(actor=actor, cohort=cohort, seen=locked_fingerprint(locked))
    for one, people in zip(_of(ParticipantEvaluation, examples), _shared_out(others), strict=True):
        ids = [who.pk for who in people]
        scores = (plain(ParticipantEvaluation, "score", one.score - Decimal(n % 900) / 100) for n in itertools.count())
        pour_alike(one, ("enrolment_id", "score"), zip(ids, scores, strict=False))
        Enrolment.objects.filter(pk__in=ids).update(state=one.enrolment.state)


def _of(model: Any, people: Examples, **more: Any) -> list[Any]:
    rows = model.objects.filter(enrolment__in=people, **more).select_related("enrolment")
    found = {row.enrolment_id: row for row in rows}
    return [found[one.pk] for one in people]


def _shared_out(others: Sequence[Enrolment]) -> Iterator[Sequence[Enrolment]]:
    return (others[place::EXAMPLES] for place in range(EXAMPLES))


def _sat(quiz: Quiz, examples: Examples, others: Sequence[Enrolment]) -> None:
    for attempt, people in zip(_of(Attempt, examples, quiz=quiz), _shared_out(others), strict=True):
        pour_alike(attempt, ("enrolment_id",), ((one.pk,) for one in people))
        made = Attempt.objects.filter(quiz=quiz, enrolment__in=[one.pk for one in people]).values_list("pk", flat=True)
        made = list(made)
        for item in AttemptItem.objects.filter(attempt=attempt):
            pour_alike(item, ("attempt_id",), ((pk,) for pk in made))


def _hand_in(actor: User, cohort: Cohort, rows: Sequence[Enrolment], number: int) -> None:
    form = make_form_version(actor=actor)
    task = make_task(actor=actor, cohort=cohort, form_version=form, plan_key=f"b{number}")
    pour(Submission, ("enrolment_id",), ((one.pk,) for one in rows), task=task, form_version=form)
    mine = Submission.objects.filter(task=task)
    keys = ((pk, f"R{pk}", str(pk)) for pk in list(mine.values_list("pk", flat=True)))
    answers = {"ringkasan": "Ringkasan layanan", "jumlah": "3"}
    names = ("submission_id", "receipt", "idempotency_key")
    pour(SubmissionVersion, names, keys, number=1, answers=answers, sha256="0" * 64)
    version = SubmissionVersion.objects.filter(submission=OuterRef("pk")).values("pk")[:1]
    mine.update(current=Subquery(version), state=SubmissionState.ACCEPTED, submitted_at=clock.now())


def _score(member: PanelMember, enrolment: Enrolment, place: int, turn: int) -> None:
    """Levels that differ between people, and in one criterion between evaluators: less than the panel has to meet on."""
    levels = all_at(LEVELS[1 + place % 3])
    if turn == place % 3:
        levels[next(iter(levels))] = LEVELS[1 + (place + 1) % 3]
    scoring.give_score(actor=member.user, member=member, enrolment=enrolment, levels=levels)


def _scored(examples: Examples, others: Sequence[Enrolment]) -> None:
    for one, people in zip(examples, _shared_out(others), strict=True):
        for score in PanelScore.objects.filter(enrolment=one):
            pour_alike(score, ("enrolment_id",), ((who.pk,) for who in people))
