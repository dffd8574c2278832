"""A changed key: tried first, then applied as it was seen; the marks before stay."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assignments.enums import AttemptState, QuestionKind, ReviewMoment
from assignments.models import Attempt, Question, Quiz
from assignments.queries.outcomes import outcomes_of, paper_of
from assignments.services import bank, keys, quizzes
from assignments.services.quizzes import PartPlan
from courses.models import Cohort, Enrolment
from lms.people.errors import Conflict, Refusal
from tests.conftest import Cast
from tests.factories.assignments.quizzes import answer, begin, finish, make_question, make_quiz, make_topic
from tests.factories.courses import make_enrolment, outline


@pytest.fixture
def question(cast: Cast) -> Question:
    return make_question(actor=cast.coordinator, topic=make_topic(actor=cast.coordinator), points="2")


@pytest.fixture
def quiz(cast: Cast, cohort: Cohort, question: Question) -> Quiz:
    other = make_question(actor=cast.coordinator, topic=question.topic, points="2")
    parts = [PartPlan(question=question), PartPlan(question=other)]
    return make_quiz(actor=cast.coordinator, cohort=cohort, parts=parts)


@pytest.fixture
def handed_in(cast: Cast, cohort: Cohort, quiz: Quiz, enrolment: Enrolment) -> list[Attempt]:
    """Three people: the first right, the second with what becomes right, the third under way."""
    people = [enrolment, *(make_enrolment(actor=cast.coordinator, cohort=cohort) for _ in range(2))]
    tries = [begin(quiz, one) for one in people]
    for attempt, value in zip(tries, ("a", "b", "b"), strict=True):
        answer(attempt, 1, value)
    return [finish(tries[0]), finish(tries[1]), tries[2]]


def new_key(cast: Cast, question: Question, right: str) -> Question:
    question.refresh_from_db()
    body = question.current.body
    options = [{**one, "correct": one["key"] == right} for one in body["options"]]
    bank.edit_question(
        actor=cast.coordinator,
        question=question,
        seen=question.current.number,
        topic=question.topic,
        body={**body, "options": options},
        points=question.current.points,
        note="Kunci keliru",
    )
    return Question.objects.select_related("current").get(pk=question.pk)


def test_the_dry_run_shows_who_gains_and_who_loses_and_writes_nothing(
    cast: Cast, quiz: Quiz, question: Question, handed_in: list[Attempt]
) -> None:
    assert keys.changed_questions(quiz) == []
    question = new_key(cast, question, "b")
    assert keys.changed_questions(quiz) == [question]
    run = keys.dry_run(quiz=quiz, question=question)
    assert run.answers == 2
    found = {one.item.attempt_id: (one.before, one.after, one.percent_before, one.percent_after) for one in run.changes}
    assert found == {
        handed_in[0].pk: (2, 0, Decimal(50), Decimal(0)),
        handed_in[1].pk: (0, 2, Decimal(0), Decimal(50)),
    }
    assert (len(run.gains), len(run.losses)) == (1, 1)
    assert [one.points for one in Attempt.objects.order_by("pk")] == [2, 0, None]


def test_what_was_seen_is_applied_once_and_the_old_marks_stay(
    cast: Cast, quiz: Quiz, question: Question, handed_in: list[Attempt]
) -> None:
    question = new_key(cast, question, "b")
    seen = keys.dry_run(quiz=quiz, question=question).digest
    keys.apply_key(actor=cast.facilitator, quiz=quiz, question=question, seen=seen, reason="Kunci keliru")
    assert [one.points for one in Attempt.objects.order_by("pk")] == [0, 2, None]
    marks = handed_in[0].items.get(order=1).marks.all()
    assert [(mark.points, mark.by_version.number, mark.actor) for mark in marks] == [
        (2, 1, None),
        (0, 2, cast.facilitator),
    ]
    # Nothing is left to be marked anew, and other words alone are nothing to mark by.
    assert keys.changed_questions(quiz) == []
    bank.edit_question(
        actor=cast.coordinator,
        question=question,
        seen=2,
        topic=question.topic,
        body={**question.current.body, "explanation": "Lebih jelas."},
        points=question.current.points,
    )
    assert keys.changed_questions(quiz) == []
    with pytest.raises(Conflict):
        keys.apply_key(actor=cast.facilitator, quiz=quiz, question=question, seen=seen, reason="Sekali lagi")
    assert Attempt.objects.filter(state=AttemptState.MARKED).count() == 2


@pytest.mark.parametrize("review", [ReviewMoment.NEVER, ReviewMoment.AFTER_CLOSE])
def test_why_a_key_changed_tells_nothing_while_answers_are_withheld(
    cast: Cast, quiz: Quiz, question: Question, handed_in: list[Attempt], review: str
) -> None:
    Quiz.objects.filter(pk=quiz.pk).update(review=review)
    question = new_key(cast, question, "b")
    seen = keys.dry_run(quiz=quiz, question=question).digest
    keys.apply_key(actor=cast.facilitator, quiz=quiz, question=question, seen=seen, reason="Yang benar B")
    finish(handed_in[2])

    def marks(page: str) -> list[tuple[Decimal, str]]:
        attempt = Attempt.objects.select_related("quiz").get(pk=handed_in[0].pk)
        found = paper_of(attempt) if page == "paper" else outcomes_of(attempt, outline(attempt.quiz.cohort), "x")
        return [(mark.points, mark.reason) for mark in found.questions[0].marks]

    told = [(Decimal(2), ""), (Decimal(0), "Yang benar B")]
    assert marks("result") == [(Decimal(2), ""), (Decimal(0), "")]
    assert marks("paper") == told
    quizzes.close_quiz(actor=cast.facilitator, quiz=quiz)
    assert (marks("result") == told) is (review == ReviewMoment.AFTER_CLOSE)


def test_what_moved_after_the_dry_run_is_a_conflict(
    cast: Cast, quiz: Quiz, question: Question, handed_in: list[Attempt]
) -> None:
    question = new_key(cast, question, "b")
    seen = keys.dry_run(quiz=quiz, question=question).digest
    finish(handed_in[2])
    with pytest.raises(Conflict):
        keys.apply_key(actor=cast.facilitator, quiz=quiz, question=question, seen=seen, reason="x")
    question = new_key(cast, question, "c")
    assert keys.dry_run(quiz=quiz, question=question).digest != seen
    assert [one.points for one in Attempt.objects.order_by("pk")][:2] == [2, 0]


def test_a_reason_is_needed(cast: Cast, quiz: Quiz, question: Question, handed_in: list[Attempt]) -> None:
    question = new_key(cast, question, "b")
    seen = keys.dry_run(quiz=quiz, question=question).digest
    with pytest.raises(Refusal):
        keys.apply_key(actor=cast.facilitator, quiz=quiz, question=question, seen=seen, reason=" ")


def test_another_question_cannot_mark_old_answers(
    cast: Cast, quiz: Quiz, question: Question, handed_in: list[Attempt]
) -> None:
    body = question.current.body
    fewer = {**body, "options": body["options"][:2]}
    bank.edit_question(
        actor=cast.coordinator, question=question, seen=1, topic=question.topic, body=fewer, points=Decimal(2)
    )
    question = Question.objects.select_related("current").get(pk=question.pk)
    with pytest.raises(Refusal):
        keys.dry_run(quiz=quiz, question=question)


def test_an_essay_has_no_key(cast: Cast, quiz: Quiz) -> None:
    topic = make_topic(actor=cast.coordinator)
    essay = make_question(actor=cast.coordinator, topic=topic, kind=QuestionKind.ESSAY)
    with pytest.raises(Refusal):
        keys.dry_run(quiz=quiz, question=essay)


def test_more_points_for_a_question_change_nothing_for_those_who_were_asked_before(
    cast: Cast, quiz: Quiz, question: Question, handed_in: list[Attempt]
) -> None:
    bank.edit_question(
        actor=cast.coordinator,
        question=question,
        seen=1,
        topic=question.topic,
        body=question.current.body,
        points=Decimal(9),
    )
    question = Question.objects.select_related("current").get(pk=question.pk)
    assert keys.dry_run(quiz=quiz, question=question).changes == []
