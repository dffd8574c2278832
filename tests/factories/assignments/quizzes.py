"""Topics with questions, and quizzes, for tests. Quizzes and attempts come about through the services."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from assignments.answers import Given
from assignments.enums import QuestionKind, QuizKind
from assignments.models import Attempt, AttemptItem, Question, Quiz, Topic
from assignments.queries.sittings import items_of
from assignments.questions.marking import right_answer
from assignments.services import attempts, bank, quizzes
from assignments.services.attempts import Saved
from assignments.services.quizzes import PartPlan, QuizPlan
from courses.models import Cohort, Enrolment
from lms.people.models import User

_count = itertools.count(1)
K = QuestionKind
WRONG = "b"


def choice(prompt: str = "Mana yang benar?") -> dict[str, Any]:
    """A body with one right answer (`a`) and two wrong ones."""
    options = [
        {"key": "a", "text": f"{prompt} benar", "correct": True, "feedback": "Tepat."},
        {"key": "b", "text": f"{prompt} salah", "correct": False, "feedback": "Belum tepat."},
        {"key": "c", "text": f"{prompt} keliru", "correct": False, "feedback": "Baca lagi."},
    ]
    return {"prompt": prompt, "options": options, "explanation": "Karena begitu."}


def make_topic(*, actor: User, questions: int = 0, **fields: Any) -> Topic:
    """A topic with so many one-choice questions of a point each."""
    number = next(_count)
    topic = Topic.objects.create(**{"code": f"topik-{number}", "name": f"Topik {number}", "order": number, **fields})
    for place in range(1, questions + 1):
        make_question(actor=actor, topic=topic, code=f"{topic.code}-{place:02}")
    return topic


def make_question(
    *,
    actor: User,
    topic: Topic,
    kind: str = K.ONE,
    body: dict[str, Any] | None = None,
    code: str = "",
    points: str = "1",
) -> Question:
    """A question of the bank; a one-choice one unless told otherwise."""
    code = code or f"soal-{next(_count)}"
    body = body or (choice(f"Soal {code}?") if kind == K.ONE else {"prompt": f"Soal {code}?"})
    return bank.add_question(actor=actor, topic=topic, kind=kind, body=body, points=Decimal(points), code=code)


def make_quiz(
    *,
    actor: User,
    cohort: Cohort,
    questions: int = 3,
    kind: str = QuizKind.PRE_TEST,
    parts: list[PartPlan] | None = None,
    opened: bool = True,
    pre_test: Quiz | None = None,
    **plan: Any,
) -> Quiz:
    """A quiz that is set, of one topic with so many questions, all of them asked."""
    if parts is None and pre_test is None:
        parts = [PartPlan(topic=make_topic(actor=actor, questions=questions), count=questions)]
    settings = QuizPlan(**{"title": "Tes awal", "shuffle_questions": False, **plan})
    quiz = quizzes.plan_quiz(actor=actor, cohort=cohort, kind=kind, plan=settings, parts=parts or [], pre_test=pre_test)
    if opened:
        quizzes.open_quiz(actor=actor, quiz=quiz)
    return quiz


def begin(quiz: Quiz, enrolment: Enrolment) -> Attempt:
    """The participant begins."""
    return attempts.start(actor=enrolment.user, quiz=quiz, enrolment=enrolment)


def answer(attempt: Attempt, order: int, value: Any, *, seq: int = 1, base: int = 0, tab: str = "satu") -> Saved:
    """The participant answers one question."""
    given = Given(order=order, answer=value, seq=seq, base=base, tab=tab)
    return attempts.save_answer(actor=attempt.enrolment.user, attempt=attempt, given=given)


def finish(attempt: Attempt) -> Attempt:
    """The participant hands in."""
    return attempts.hand_in(actor=attempt.enrolment.user, attempt=attempt)


def sit(quiz: Quiz, enrolment: Enrolment, *, right: int | Callable[[AttemptItem], bool]) -> Attempt:
    """Somebody takes the whole quiz, with so many right answers (the first ones), and hands in."""
    attempt = begin(quiz, enrolment)
    for item in items_of(attempt):
        good = right(item) if callable(right) else item.order <= right
        body = item.version.body
        answer(attempt, item.order, right_answer(item.version.question.kind, body) if good else WRONG)
    return finish(attempt)
