"""An attempt handed in, as its writer reads it: what was asked, what was right, what to read again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse

from assignments.enums import QuestionKind, ReviewMoment, WorkState
from assignments.models import AnswerMark, Attempt, AttemptItem, TopicLesson
from assignments.queries.quizzes import (
    is_closed,
    passes,
    percent,
    percent_of,
    shown_percent,
    shows_answers,
    topic_name,
)
from assignments.queries.regrades import Applied, applied_keys
from assignments.queries.sittings import late_in_words
from assignments.questions.bodies import Body
from assignments.questions.presenting import Presented, Result, presented
from assignments.questions.replies import answer_in_words
from courses.queries.outline import Lesson, Outline, local_title
from lms.people.models import User


@dataclass(frozen=True)
class Marked:
    """One mark that an answer has had: by which version of its question, by whom when not by its key, and why as far as that is shown."""

    points: Decimal
    number: int
    at: datetime
    actor: User | None
    reason: str


@dataclass(frozen=True)
class Reviewed:
    """One question of a result: with its key when answers are shown, else only what was earned."""

    order: int
    question: Presented | None
    topic: str
    points: Decimal | None
    points_max: Decimal
    late_seconds: int
    refused: list[tuple[str, int]]
    waits: bool
    # Every mark the answer has had, where there was more than one.
    marks: list[Marked]

    @property
    def late(self) -> str:
        """What is said of its lateness."""
        return late_in_words(self.late_seconds)


@dataclass(frozen=True)
class TopicShare:
    """What was earned in one topic, and where to read again when it was not everything."""

    name: str
    points: Decimal
    points_max: Decimal
    lessons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def percent(self) -> Decimal:
        return shown_percent(percent(self.points, self.points_max))


@dataclass(frozen=True)
class Outcomes:
    """A result as its participant sees it."""

    attempt: Attempt
    percent: Decimal | None
    passed: bool | None
    shows_answers: bool
    still_taken: bool
    questions: list[Reviewed]
    topics: list[TopicShare]
    late_seconds: int
    refused: int

    @property
    def waiting(self) -> list[Reviewed]:
        """The essays whose grade is still to come."""
        return [one for one in self.questions if one.waits]

    @property
    def marked(self) -> tuple[Decimal, Decimal]:
        """What has been earned so far, and of how many points: the questions that wait left out."""
        known = [(one.points, one.points_max) for one in self.questions if one.points is not None]
        return sum((got for got, _most in known), Decimal(0)), sum((most for _got, most in known), Decimal(0))

    @property
    def late(self) -> str:
        """What is said of the answer that came latest."""
        return late_in_words(self.late_seconds)


def outcomes_of(attempt: Attempt, outline: Outline, cohort_pid: str) -> Outcomes:
    """Return the result of an attempt that was handed in: seven queries at most. An essay's points show once they are released."""
    items = _items(attempt)
    questions = _questions(attempt, items, shown=(shown := shows_answers(attempt.quiz)), in_charge=False)
    return _outcomes(attempt, items, questions, shown, _topics(items, outline, cohort_pid))


def paper_of(attempt: Attempt) -> Outcomes:
    """Return the same for those in charge: with the key whenever they look, and without the lessons to read again."""
    items = _items(attempt)
    return _outcomes(attempt, items, _questions(attempt, items, shown=True, in_charge=True), True, [])


def _items(attempt: Attempt) -> list[AttemptItem]:
    marks = Prefetch("marks", AnswerMark.objects.select_related("by_version", "actor"))
    rows = attempt.items.select_related("version__question__topic", "work").prefetch_related("refused", marks)
    return list(rows.order_by("order"))


def _questions(attempt: Attempt, items: Sequence[AttemptItem], *, shown: bool, in_charge: bool) -> list[Reviewed]:
    applied = applied_keys(attempt.quiz)
    return [_reviewed(item, _body(item, applied), shown, in_charge) for item in items]


def _body(item: AttemptItem, applied: Mapping[int, Applied]) -> Body:
    """The question with the key that its mark rests on: the one it was asked with, or one applied since it was marked."""
    later, marks = applied.get(item.version.question_id), item.marks.all()
    if later is not None and marks and marks[0].at <= later.at and later.version.number > item.version.number:
        body: Body = later.version.body
    else:
        body = item.version.body
    return body


def _outcomes(
    attempt: Attempt, items: Sequence[AttemptItem], questions: list[Reviewed], shown: bool, topics: list[TopicShare]
) -> Outcomes:
    quiz, whole = attempt.quiz, not any(_waits(item) for item in items)
    value = percent_of(attempt) if whole else None
    return Outcomes(
        attempt=attempt,
        still_taken=quiz.review == ReviewMoment.AFTER_CLOSE and not shown and is_closed(quiz),
        percent=None if value is None else shown_percent(value, quiz.pass_mark),
        passed=passes(quiz, value),
        shows_answers=shown,
        questions=questions,
        topics=topics,
        late_seconds=max((item.late_seconds for item in items), default=0),
        refused=sum(len(one.refused) for one in questions),
    )


def _waits(item: AttemptItem) -> bool:
    """Whether a grader is still to read an essay, or its grade still to be released."""
    work = getattr(item, "work", None)
    return item.points is None or (work is not None and work.state != WorkState.RELEASED)


def _reviewed(item: AttemptItem, body: Body, shown: bool, in_charge: bool) -> Reviewed:
    kind, marks, points = item.version.question.kind, item.marks.all(), None if _waits(item) else item.points
    result = Result(points, item.points_max)
    # An essay has no key to be kept back: its writer may always read it again, without the explanation.
    open_to_read = shown or kind == QuestionKind.ESSAY
    body = body if shown else {**body, "explanation": ""}
    return Reviewed(
        order=item.order,
        question=presented(kind, body, item.shown, item.answer, result, prefix=f"q{item.order}")
        if open_to_read
        else None,
        topic=topic_name(item.version.question.topic),
        points=points,
        points_max=item.points_max,
        late_seconds=item.late_seconds,
        refused=[(answer_in_words(kind, body, one.answer) or "–", one.late_seconds) for one in item.refused.all()],
        waits=points is None,
        # How an essay's grade came about, its writer reads beside the grade.
        marks=[_marked(mark, shown) for mark in marks]
        if len(marks) > 1 and (in_charge or kind != QuestionKind.ESSAY)
        else [],
    )


def _marked(mark: AnswerMark, shown: bool) -> Marked:
    # Why a key was changed says what is right; those in charge are always shown it.
    return Marked(mark.points, mark.by_version.number, mark.at, mark.actor, mark.reason if shown else "")


def _topics(items: Sequence[AttemptItem], outline: Outline, cohort_pid: str) -> list[TopicShare]:
    marked = [item for item in items if not _waits(item)]
    topics = {item.version.question.topic.pk: item.version.question.topic for item in marked}
    lessons = _lessons_of(topics, outline)
    shares = []
    for pk, topic in sorted(topics.items(), key=lambda one: (one[1].order, one[1].code)):
        mine = [item for item in marked if item.version.question.topic.pk == pk]
        points = sum((item.points for item in mine if item.points is not None), Decimal(0))
        most = sum((item.points_max for item in mine), Decimal(0))
        again = [
            (local_title(one), reverse("courses:learn_lesson", args=[cohort_pid, one.slug]))
            for one in lessons.get(pk, [])
            if points < most
        ]
        shares.append(TopicShare(topic_name(topic), points, most, again))
    return shares


def _lessons_of(topics: Iterable[int], outline: Outline) -> dict[int, list[Lesson]]:
    found: dict[int, list[Lesson]] = defaultdict(list)
    rows: Iterable[tuple[int, UUID]] = TopicLesson.objects.filter(topic__in=topics).values_list("topic", "lesson_key")
    for topic, key in rows:
        if key in outline.by_key:
            found[topic].append(outline.by_key[key])
    for mine in found.values():
        mine.sort(key=lambda lesson: lesson.number)
    return found
