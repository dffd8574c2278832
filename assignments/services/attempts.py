"""Taking a quiz: beginning, answers saved one by one, handing in, and marking. Only the server's clock counts."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from assignments.answers import Given
from assignments.drawing import Drawn, TooFew, draw
from assignments.durable import durably
from assignments.enums import AttemptState, HandedInBy, QuestionKind, QuizState
from assignments.models import AnswerMark, Attempt, AttemptItem, Quiz, RefusedAnswer
from assignments.queries.quizzes import closed_because, closes_for, extra_of, parts_of, pools_of
from assignments.questions.marking import needs_grader, points_for
from assignments.services.works import put_on_desk
from assignments.timing import due_at, is_over, seconds_late
from courses.models import Enrolment
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User

log = logging.getLogger(__name__)

S = AttemptState
# The largest number a tab may count to.
MOST_SEQ = 2_000_000_000


class Outcome(StrEnum):
    """What became of an answer that was sent."""

    SAVED = "saved"
    SAME = "same"  # it stood already
    OLDER = "older"  # the same tab has sent a newer one
    CONFLICT = "conflict"  # another tab has answered meanwhile
    OVER = "over"  # time and grace had run out: kept, not counted
    HANDED_IN = "handed_in"  # the attempt was handed in before: kept, not counted


@dataclass(frozen=True)
class Saved:
    """What became of an answer, and what stands now."""

    outcome: Outcome
    item: AttemptItem

    @property
    def counted(self) -> bool:
        """Whether what was sent stands, or something newer of the same tab."""
        return self.outcome in {Outcome.SAVED, Outcome.SAME, Outcome.OLDER}


@transaction.atomic
def start(*, actor: User, quiz: Quiz, enrolment: Enrolment, seed: str = "") -> Attempt:
    """Begin an attempt, or return the one under way: a second click begins nothing.

    Questions are drawn at their current versions by a seed that is recorded. Raises Refusal, with what would change it, when
    the quiz is not open to this person. Locks the enrolment's row, so that two clicks at once find one attempt.
    """
    locked = Enrolment.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=enrolment.pk)
    mine = list(Attempt.objects.filter(quiz=quiz, enrolment=locked).order_by("number"))
    if mine and mine[-1].state == S.OPEN:
        return mine[-1]
    quiz = Quiz.objects.get(pk=quiz.pk)
    now, extra = clock.now(), extra_of(quiz, locked.pk)
    why = closed_because(
        quiz,
        cohort_state=locked.cohort.state,
        enrolment_state=locked.state,
        used=len(mine),
        extra=extra,
        now=now,
    )
    if locked.cohort_id != quiz.cohort_id or why:
        raise Refusal(why or _("This person is not in the quiz's cohort."))
    seed = seed or secrets.token_hex(16)
    drawn = _drawn(quiz, seed)
    attempt = Attempt.objects.create(
        quiz=quiz,
        enrolment=locked,
        number=len(mine) + 1,
        seed=seed,
        started_at=now,
        due_at=due_at(
            started_at=now, minutes=quiz.minutes, closes_at=closes_for(quiz, extra), extra_minutes=extra.minutes
        ),
        points_max=sum((one.version.points for one in drawn), Decimal(0)),
    )
    AttemptItem.objects.bulk_create(items_of(attempt, drawn))
    audit.record(actor, "assignments.attempt.start", attempt, {"number": [None, attempt.number]})
    return attempt


@durably()
def save_answer(*, actor: User, attempt: Attempt, given: Given) -> Saved:
    """Save one answer. Says what became of it instead of raising, because an answer that does not count is kept all the same.

    The newest answer of a tab stands, whatever the order in which a bad line delivers them. Another tab may replace only an
    answer it has seen; otherwise nothing is written and it is told. Within the grace an answer counts, and how late it came is
    recorded; after it the attempt is closed. On the disk when it returns: the phone drops its copy then. Raises Refusal for a
    question the attempt does not have. Locks the attempt.
    """
    return save_answers(actor=actor, attempt=attempt, answers=[given])[0]


@durably()
def save_answers(*, actor: User, attempt: Attempt, answers: Sequence[Given]) -> list[Saved]:
    """Save several answers of one page at once, by the rules of `save_answer`."""
    locked = _lock(attempt.pk)
    ended = _ended_by(locked)
    if locked.state == S.OPEN and ended:
        _close(locked, by=ended)
    wanted = [given.order for given in answers]
    items = {one.order: one for one in locked.items.filter(order__in=wanted).select_related("version__question")}
    saved = []
    for given in answers:
        if given.order not in items or not 0 < given.seq <= MOST_SEQ:
            raise Refusal(_("This attempt has no such question. Reload the page."))
        saved.append(_save(locked, items[given.order], given))
    return saved


@durably()
def hand_in(*, actor: User, attempt: Attempt) -> Attempt:
    """Hand an attempt in and mark it; handed in twice it is handed in once. After time and grace the clock has done it."""
    locked = _lock(attempt.pk)
    if locked.state != S.OPEN:
        return locked
    _close(locked, by=_ended_by(locked) or HandedInBy.PERSON, actor=actor)
    return locked


@transaction.atomic
def close_attempt(*, attempt_id: int) -> bool:
    """Hand in, as it stands, an attempt that the clock or the closing of its quiz has ended. Returns False when neither has."""
    locked = _lock(attempt_id)
    ended = _ended_by(locked)
    if locked.state != S.OPEN or ended is None:
        return False
    _close(locked, by=ended)
    return True


@transaction.atomic
def end_with_quiz(*, attempt_id: int) -> bool:
    """Hand in an attempt whose quiz is being closed by hand. Returns False when it is handed in already or goes on.

    It goes on for somebody to whom the quiz was opened longer, and is over when that is, if not before: its end is brought
    forward, so that the page counts down to it.
    """
    locked = _lock(attempt_id)
    if locked.state != S.OPEN:
        return False
    until, over = _kept_open_until(locked), is_over(clock.now(), locked.due_at, locked.quiz.grace_seconds)
    if over or until is None or is_over(clock.now(), until, locked.quiz.grace_seconds):
        _close(locked, by=HandedInBy.TIME if over else HandedInBy.CLOSING)
        return True
    locked.due_at = min(until, locked.due_at or until)
    locked.save(update_fields=["due_at"])
    return False


def close_due() -> int:
    """Hand in every attempt that the clock or the closing of its quiz has ended, each in its own transaction; returns how many.

    Safe to run twice. One that fails is logged and does not hold up the others.
    """
    ended = Q(due_at__lte=clock.now()) | Q(quiz__state=QuizState.CLOSED)
    due = Attempt.objects.filter(ended, state=S.OPEN).order_by("due_at")
    closed = 0
    for pk in list(due.values_list("pk", flat=True)):
        try:
            closed += close_attempt(attempt_id=pk)
        except Exception:
            log.exception("An attempt could not be closed: %s", pk)
    return closed


@transaction.atomic
def mark_essay(*, actor: User, item: AttemptItem, points: Decimal, reason: str = "") -> None:
    """Take over what a grader gave for an essay; the mark before stays on record. With the last one the attempt is marked.

    Raises Refusal for points outside the question's scale or a question that is no essay, Conflict before the attempt is handed in.
    """
    locked = _lock(item.attempt_id)
    item = AttemptItem.objects.select_related("version__question").get(pk=item.pk)
    if not needs_grader(item.version.question.kind):
        raise Refusal(_("This question is marked by its key."))
    if not 0 <= points <= item.points_max:
        raise Refusal(_("Points lie between 0 and %(most)s.") % {"most": item.points_max})
    if locked.state == S.OPEN:
        raise Conflict(_("This attempt has not been handed in yet."))
    now = clock.now()
    AnswerMark.objects.create(
        item=item, by_version=item.version, points=points, actor=actor, reason=reason[:300], at=now
    )
    before, item.points = item.points, points
    item.save(update_fields=["points"])
    settle(locked)
    audit.record(actor, "assignments.attempt.essay", locked, {"points": [str(before), str(points)], "reason": reason})


def settle(attempt: Attempt) -> None:
    """Work an attempt's points out anew from its questions; it is marked once all of them are. Only under the attempt's lock."""
    points = list(attempt.items.values_list("points", flat=True))
    marked = all(one is not None for one in points)
    attempt.points = sum((one for one in points if one is not None), Decimal(0)) if marked else None
    attempt.state = S.MARKED if marked else S.HANDED_IN
    attempt.save(update_fields=["points", "state"])


def redue(attempts: QuerySet[Attempt]) -> None:
    """Work out anew when the time of attempts under way is up. It is never brought forward: nobody loses minutes begun.

    An attempt begun without any limit keeps having no minutes, but ends with the quiz once that gets a closing time.
    """
    for attempt in attempts.select_for_update(of=("self",)).select_related("quiz"):
        quiz, before, extra = attempt.quiz, attempt.due_at, extra_of(attempt.quiz, attempt.enrolment_id)
        due = due_at(
            started_at=attempt.started_at,
            minutes=quiz.minutes if before else None,
            closes_at=closes_for(quiz, extra),
            extra_minutes=extra.minutes,
        )
        if due and before is None:
            due = max(due, clock.now())
        if due is None or before is None or due > before:
            attempt.due_at = due
            attempt.save(update_fields=["due_at"])


def items_of(attempt: Attempt, drawn: Sequence[Drawn]) -> list[AttemptItem]:
    """Return the unsaved questions of an attempt."""
    return [
        AttemptItem(attempt=attempt, order=order, version=one.version, shown=one.shown, points_max=one.version.points)
        for order, one in enumerate(drawn, start=1)
    ]


def _drawn(quiz: Quiz, seed: str) -> list[Drawn]:
    parts = parts_of(quiz)
    try:
        return draw(
            parts,
            pools_of(parts),
            seed=seed,
            shuffle_questions=quiz.shuffle_questions,
            shuffle_options=quiz.shuffle_options,
        )
    except TooFew as few:
        raise Refusal(
            _("The bank has too few questions on “%(topic)s” now. Tell your facilitator.") % {"topic": few.part.topic}
        ) from few


def _lock(attempt_id: int) -> Attempt:
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("quiz__cohort", "enrolment")
    return rows.get(pk=attempt_id)


def _ended_by(attempt: Attempt) -> HandedInBy | None:
    """What has ended an attempt under way, if anything has."""
    if is_over(clock.now(), attempt.due_at, attempt.quiz.grace_seconds):
        return HandedInBy.TIME
    if attempt.quiz.state != QuizState.CLOSED:
        return None
    until = _kept_open_until(attempt)
    if until is None:
        return HandedInBy.CLOSING
    # Closing by hand, or beginning after it, has set when it is over: a time given since never takes that away.
    longer = attempt.due_at is not None or not is_over(clock.now(), until, attempt.quiz.grace_seconds)
    return None if longer else HandedInBy.CLOSING


def _kept_open_until(attempt: Attempt) -> datetime | None:
    """Until when a quiz closed by hand is answered by somebody to whom it was opened longer; extra minutes come on top."""
    extra = extra_of(attempt.quiz, attempt.enrolment_id)
    return extra.open_until and extra.open_until + timedelta(minutes=extra.minutes)


def _save(attempt: Attempt, item: AttemptItem, given: Given) -> Saved:
    same = given.answer == item.answer
    if attempt.state != S.OPEN:
        return _too_late(attempt, item, given, same)
    mine = bool(given.tab) and given.tab == item.tab
    if mine and given.seq <= item.seq:
        return Saved(Outcome.SAME if same else Outcome.OLDER, item)
    if not mine and same:
        return Saved(Outcome.SAME, item)
    if not mine and (given.base != item.seq or given.seq <= given.base):
        return Saved(Outcome.CONFLICT, item)
    if same:
        # A page that hands in sends all its answers again: each keeps the time at which it was given, and is not late by that.
        item.seq = given.seq
        item.save(update_fields=["seq"])
        return Saved(Outcome.SAME, item)
    now = clock.now()
    item.answer, item.seq, item.tab, item.answered_at = given.answer, given.seq, given.tab[:24], now
    item.late_seconds = seconds_late(now, attempt.due_at)
    item.save(update_fields=["answer", "seq", "tab", "answered_at", "late_seconds"])
    return Saved(Outcome.SAVED, item)


def _too_late(attempt: Attempt, item: AttemptItem, given: Given, same: bool) -> Saved:
    """Keep what was typed, once, though it does not count any more."""
    older = bool(given.tab) and given.tab == item.tab and given.seq <= item.seq
    if same or older:
        return Saved(Outcome.SAME if same else Outcome.OLDER, item)
    last = item.refused.last()
    if last is None or last.answer != given.answer:
        now = clock.now()
        late = seconds_late(now, attempt.due_at)
        RefusedAnswer.objects.create(item=item, answer=given.answer, late_seconds=late, at=now)
    by_clock = attempt.handed_in_by == HandedInBy.TIME
    return Saved(Outcome.OVER if by_clock else Outcome.HANDED_IN, item)


def _close(attempt: Attempt, *, by: HandedInBy, actor: User | None = None) -> None:
    """Hand in and mark by the key; essays go to the grader's desk. An essay without a text earns nothing without being read."""
    now = clock.now()
    # By the clock it ended when the time was up, whenever the clock's task came round.
    attempt.handed_in_at = attempt.due_at if by == HandedInBy.TIME and attempt.due_at else now
    attempt.handed_in_by = by
    items = list(attempt.items.select_related("version__question"))
    marks = []
    for item in items:
        if needs_grader(item.version.question.kind) and item.answer:
            put_on_desk(
                attempt_item=item,
                subject=f"quiz:{attempt.quiz_id}",
                cohort=attempt.quiz.cohort,
                enrolment=attempt.enrolment,
                rubric=None,
                points_max=item.points_max,
            )
            continue
        item.points = key_points(item)
        marks.append(AnswerMark(item=item, by_version=item.version, points=item.points, at=now))
    AnswerMark.objects.bulk_create(marks)
    AttemptItem.objects.bulk_update([mark.item for mark in marks], ["points"])
    attempt.state = S.HANDED_IN
    attempt.save(update_fields=["handed_in_at", "handed_in_by", "state"])
    settle(attempt)
    audit.record(actor, "assignments.attempt.hand_in", attempt, {"by": by.value, "points": [None, str(attempt.points)]})


def key_points(item: AttemptItem) -> Decimal:
    """Return what an answer earns by the key of the version it was asked in."""
    kind = item.version.question.kind
    if kind == QuestionKind.ESSAY:
        return Decimal(0)
    return points_for(kind, item.version.body, item.answer, item.points_max)
