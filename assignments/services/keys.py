"""A key that changed: what it would do to those who have handed in, and doing it. The marks before stay on record."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from assignments.enums import AttemptState
from assignments.models import AnswerMark, Attempt, AttemptItem, Question, QuestionVersion, Quiz
from assignments.queries.quizzes import percent
from assignments.questions.asking import entries_of
from assignments.questions.bodies import Body
from assignments.questions.marking import needs_grader, points_for
from assignments.services.attempts import settle
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User


@dataclass(frozen=True)
class Change:
    """What a changed key does to one answer: points of the question and, where the attempt is marked, its percentage."""

    item: AttemptItem
    before: Decimal
    after: Decimal
    percent_before: Decimal | None
    percent_after: Decimal | None

    @property
    def by(self) -> Decimal:
        """How many points are gained; below 0: lost."""
        return self.after - self.before


@dataclass(frozen=True)
class DryRun:
    """A changed key tried on everything handed in. `digest` says what was seen, so that exactly this is applied."""

    quiz: Quiz
    question: Question
    version: QuestionVersion
    answers: int
    changes: list[Change]

    @property
    def gains(self) -> list[Change]:
        return [one for one in self.changes if one.by > 0]

    @property
    def losses(self) -> list[Change]:
        return [one for one in self.changes if one.by < 0]

    @property
    def prompt(self) -> str:
        """What is asked now."""
        return str(self.version.body.get("prompt") or self.version.body.get("case", ""))

    @property
    def digest(self) -> str:
        """What was seen."""
        seen = [[one.item.pk, str(one.before), str(one.after)] for one in self.changes]
        return hashlib.sha256(json.dumps([self.version.pk, seen]).encode()).hexdigest()[:32]


def dry_run(*, quiz: Quiz, question: Question) -> DryRun:
    """Try the question's current key on every answer handed in for this quiz; nothing is written. Three queries at most.

    The key alone may have changed: a question whose options, pairs, steps or parts are others than those that were asked
    cannot be regraded. Raises Refusal then, and for an essay.
    """
    version = question.current
    if version is None or needs_grader(question.kind):
        raise Refusal(_("An essay has no key."))
    rows = (
        AttemptItem.objects.filter(attempt__quiz=quiz, version__question=question)
        .exclude(attempt__state=AttemptState.OPEN)
        .select_related("version", "attempt__enrolment__user")
        .order_by("attempt__enrolment__user__name", "attempt__number")
    )
    items = list(rows)
    asked = {item.version_id: item.version for item in items}
    if any(_keys(question.kind, one.body) != _keys(question.kind, version.body) for one in asked.values()):
        raise Refusal(
            _(
                "The new version offers other answers than those people saw, so their answers cannot be marked by its key."
            )
        )
    changes = [change for item in items if (change := _change(question.kind, version, item)) and change.by]
    return DryRun(quiz, question, version, len(items), changes)


@transaction.atomic
def apply_key(*, actor: User, quiz: Quiz, question: Question, seen: str, reason: str) -> DryRun:
    """Mark every answer anew by the question's current key and return what changed; marks are added, the old ones stay.

    `seen` is the digest of the dry run that was decided on: Conflict when it would come out otherwise now. Raises Refusal
    without a reason. Locks the attempts concerned.
    """
    if not reason.strip():
        raise Refusal(_("Say why: the reason stays with each mark."))
    concerned = Attempt.objects.filter(quiz=quiz, items__version__question=question).order_by("pk")
    locked = {one.pk: one for one in concerned.select_for_update(of=("self",))}
    question = Question.objects.select_related("current").get(pk=question.pk)
    result = dry_run(quiz=quiz, question=question)
    if result.digest != seen:
        raise Conflict(_("Answers or the key have changed meanwhile. Look at what changes now, then decide again."))
    now = clock.now()
    for change in result.changes:
        change.item.points = change.after
    AttemptItem.objects.bulk_update([one.item for one in result.changes], ["points"], batch_size=300)
    AnswerMark.objects.bulk_create(
        [
            AnswerMark(
                item=one.item,
                by_version=result.version,
                points=one.after,
                actor=actor,
                reason=reason.strip()[:300],
                at=now,
            )
            for one in result.changes
        ],
        batch_size=500,
    )
    for attempt_id in sorted({one.item.attempt_id for one in result.changes}):
        settle(locked[attempt_id])
    told = {"question": question.code, "version": result.version.number, "reason": reason}
    counts = {"gain": len(result.gains), "lose": len(result.losses)}
    audit.record(actor, "assignments.quiz.regrade", quiz, {**told, **counts})
    return result


def changed_questions(quiz: Quiz) -> list[Question]:
    """Return the questions of a quiz by whose current key somebody who has handed in would get other points. Two queries at most.

    A question marked anew is no longer among them, nor is one of which only the words have changed. What many have answered
    alike is read once.
    """
    rows = (
        AttemptItem.objects.filter(attempt__quiz=quiz, points__isnull=False, version__current_of__isnull=True)
        .exclude(attempt__state=AttemptState.OPEN)
        .exclude(version__question__current=None)
        .order_by()
        .values_list("version", "answer", "points", "points_max")
        .distinct()
    )
    answers = list(rows)
    related = ("question__current", "question__topic")
    asked = QuestionVersion.objects.select_related(*related).in_bulk({row[0] for row in answers}) if answers else {}
    found: dict[int, Question] = {}
    apart: set[int] = set()
    for version, answer, points, most in answers:
        question = asked[version].question
        if question.current is None or needs_grader(question.kind):
            continue
        if _keys(question.kind, asked[version].body) != _keys(question.kind, question.current.body):
            apart.add(question.pk)
        elif points_for(question.kind, question.current.body, answer, most) != points:
            found[question.pk] = question
    return sorted((one for pk, one in found.items() if pk not in apart), key=lambda one: one.code)


def _change(kind: str, version: QuestionVersion, item: AttemptItem) -> Change | None:
    if item.points is None:
        return None
    after = points_for(kind, version.body, item.answer, item.points_max)
    attempt = item.attempt
    if attempt.points is None:
        return Change(item, item.points, after, None, None)
    total = attempt.points - item.points + after
    most = attempt.points_max
    return Change(item, item.points, after, percent(attempt.points, most), percent(total, most))


def _keys(kind: str, body: Body) -> object:
    """What an answer to this body is made of."""
    if kind == "scenario":
        return {part["key"]: (part["kind"], _keys(part["kind"], part["body"])) for part in body["parts"]}
    return {entry["key"] for entry in entries_of(kind, body)}
