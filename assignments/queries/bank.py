"""The question bank: which questions there are, one question with its versions, and what an import would do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from django.core.validators import slug_re
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from assignments.enums import QuestionKind
from assignments.models import Question, QuestionVersion, Topic
from assignments.questions.asking import shown_order
from assignments.questions.bodies import Fault
from assignments.questions.drafts import Draft, keyed, keys_in, question_digest, tidied
from assignments.questions.marking import right_answer
from assignments.questions.presenting import Presented, Result, presented
from assignments.questions.wording import as_text
from assignments.rules.bank import makes_questions
from cms.models import LessonPage
from lms.people.models import User
from lms.programme.comparing import compare

PAGE = 25
MOST_CODE = 40
IN_USE, RETIRED, ALL = "in_use", "retired", "all"


def questions_visible_to(user: User) -> QuerySet[Question]:
    """Return the questions somebody may see with their keys: all for those who make them, none for anybody else."""
    rows = Question.objects.all()
    return rows if makes_questions(user) else rows.none()


def topics_visible_to(user: User) -> QuerySet[Topic]:
    """Return the topics, for those who make questions."""
    rows = Topic.objects.all()
    return rows if makes_questions(user) else rows.none()


@dataclass(frozen=True)
class Wanted:
    """Which questions a list shows."""

    topic: Topic | None = None
    kind: str = ""
    state: str = IN_USE
    text: str = ""


def question_list(user: User, wanted: Wanted) -> QuerySet[Question]:
    """Return the wanted questions with topic and current version. One query."""
    rows = questions_visible_to(user).select_related("topic", "current").order_by("topic__order", "topic__code", "code")
    if wanted.topic:
        rows = rows.filter(topic=wanted.topic)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.state != ALL:
        rows = rows.filter(retired_at__isnull=wanted.state == IN_USE)
    for word in wanted.text.split():
        rows = rows.filter(
            Q(code__icontains=word)
            | Q(current__body__prompt__icontains=word)
            | Q(current__body__case__icontains=word)
            | Q(current__body__explanation__icontains=word)
        )
    return rows


def topic_list(user: User) -> QuerySet[Topic]:
    """Return the topics with how many questions each has in use, and their lessons. Two queries."""
    return (
        topics_visible_to(user)
        .annotate(in_use=Count("questions", filter=Q(questions__retired_at__isnull=True)), all_of=Count("questions"))
        .prefetch_related("lessons")
        .order_by("order", "code")
    )


@dataclass(frozen=True)
class LessonChoice:
    """A lesson that a topic can rest on: the published page, by the id it keeps in every version."""

    key: UUID
    code: str
    title: str

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


def lesson_choices() -> list[LessonChoice]:
    """Return the lessons of the curriculum in the order of their pages. One query."""
    rows = LessonPage.objects.order_by("path").values_list("translation_key", "code", "title")
    return [LessonChoice(*row) for row in rows]


def lessons_by_key(keys: Iterable[UUID]) -> dict[UUID, LessonChoice]:
    """Return the lessons with these ids."""
    rows = LessonPage.objects.filter(translation_key__in=set(keys)).order_by("path")
    return {row[0]: LessonChoice(*row) for row in rows.values_list("translation_key", "code", "title")}


def lesson_called(code: str) -> LessonChoice | None:
    """Return the lesson with this code, if there is one."""
    row = LessonPage.objects.filter(code=code).values_list("translation_key", "code", "title").first() if code else None
    return LessonChoice(*row) if row else None


def versions_of(question: Question) -> list[QuestionVersion]:
    """Return every version of a question with its maker, the newest first. One query."""
    return list(question.versions.select_related("made_by").order_by("-number"))


def text_of(version: QuestionVersion, kind: str) -> str:
    """Return a version as lines of text."""
    return as_text(kind, version.body, version.points)


def comparison(question: Question, number: int) -> tuple[QuestionVersion, QuestionVersion | None, str] | None:
    """Return a version, the one before it, and the markup of what changed between them; None when there is no such version."""
    pair = {
        version.number: version
        for version in question.versions.select_related("made_by").filter(number__in=[number, number - 1])
    }
    if number not in pair:
        return None
    before = pair.get(number - 1)
    changes = compare(text_of(before, question.kind) if before else "", text_of(pair[number], question.kind))
    return pair[number], before, changes


def preview(question: Question, version: QuestionVersion) -> tuple[Presented, Presented]:
    """Return a version as a participant meets it, and as it looks after it was answered rightly."""
    chance = Random(f"{question.public_id}:{version.number}")  # noqa: S311 - the same preview each time
    shown = shown_order(question.kind, version.body, chance)
    answer = right_answer(question.kind, version.body)
    earned = None if question.kind == QuestionKind.ESSAY else version.points
    asked = presented(question.kind, version.body, shown, None, prefix="preview")
    return asked, presented(question.kind, version.body, shown, answer, Result(earned, version.points), prefix="result")


def used_keys(question: Question) -> set[str]:
    """Return every key that any version of a question has used."""
    return set().union(*(keys_in(body) for body in question.versions.values_list("body", flat=True)))


def free_code(topic: Topic) -> str:
    """Return the next free code of a topic: `code-001`, `code-002` …"""
    prefix = f"{topic.code[:34]}-"
    taken = set(Question.objects.filter(code__startswith=prefix).values_list("code", flat=True))
    number = next(number for number in range(1, len(taken) + 2) if f"{prefix}{number:03}" not in taken)
    return f"{prefix}{number:03}"


def code_from(draft: Draft) -> str:
    """Return the code of a draft; one that came without gets it from its words, so that the same question comes back to the same row."""
    if draft.code:
        return draft.code
    words = f"{draft.kind}\n{draft.body.get('case', '')}\n{draft.body.get('prompt', '')}"
    return f"{draft.topic[:27]}-{hashlib.sha256(words.encode()).hexdigest()[:10]}"


ADDED, CHANGED, UNCHANGED, REFUSED = "added", "changed", "unchanged", "refused"


@dataclass(frozen=True)
class Planned:
    """What an import would do with one draft, or why it cannot be taken."""

    draft: Draft
    outcome: str
    question: Question | None = None
    topic: Topic | None = None
    digest: str = ""
    faults: list[Fault] = field(default_factory=list)


def plan_import(drafts: Sequence[Draft]) -> list[Planned]:
    """Return what would become of each draft. Three queries, whatever the number.

    A code that is there already means the same question: with the same digest it stays as it is, else it gets a new version.
    """
    drafts = [Draft(code_from(one), *_fields(one)) for one in drafts]
    topics = {topic.code: topic for topic in Topic.objects.all()}
    there = {
        question.code: question
        for question in Question.objects.filter(code__in={one.code for one in drafts})
        .select_related("current", "topic")
        .prefetch_related(Prefetch("versions", QuestionVersion.objects.only("id", "question_id", "body")))
    }
    seen: set[str] = set()
    planned = []
    for draft in drafts:
        planned.append(_planned(draft, topics.get(draft.topic), there.get(draft.code), draft.code in seen))
        seen.add(draft.code)
    return planned


def _fields(draft: Draft) -> tuple[Any, ...]:
    return draft.topic, draft.kind, draft.body, draft.points, draft.evidence


def _planned(draft: Draft, topic: Topic | None, question: Question | None, twice: bool) -> Planned:
    before = question.current if question else None
    used = set().union(*(keys_in(one.body) for one in question.versions.all())) if question else set()
    same_kind = question is None or question.kind == draft.kind
    body = keyed(draft.kind, tidied(draft.kind, draft.body), before.body if before and same_kind else None, used)
    draft = Draft(draft.code, draft.topic, draft.kind, body, draft.points, draft.evidence)
    found = draft.faults()
    if topic is None:
        found.append(
            Fault(
                "topic",
                _("There is no topic “%(code)s”. Add it first, or write the code of one that is there.")
                % {"code": draft.topic},
            )
        )
    if not slug_re.match(draft.code) or len(draft.code) > MOST_CODE:
        found.append(Fault("code", _("A code holds letters without accents, digits, - and _ only, at most 40.")))
    if twice:
        found.append(
            Fault(
                "code", _("The code “%(code)s” stands here twice. Give each question its own.") % {"code": draft.code}
            )
        )
    if question is not None and not same_kind:
        words = {"code": draft.code, "kind": question.get_kind_display()}
        found.append(
            Fault(
                "kind",
                _("“%(code)s” is a question of another kind already (%(kind)s). Give this one another code.") % words,
            )
        )
    if found:
        return Planned(draft, REFUSED, question, topic, faults=found)
    digest = question_digest(draft.kind, body, draft.points)
    if question is None or before is None:
        return Planned(draft, ADDED, None, topic, digest)
    same = before.digest == digest and topic is not None and question.topic_id == topic.pk
    return Planned(draft, UNCHANGED if same else CHANGED, question, topic, digest)
