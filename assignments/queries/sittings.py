"""What a participant's screens of quizzes read."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assignments.answers import Given
from assignments.enums import AttemptState, HandedInBy, QuizState
from assignments.models import Attempt, AttemptItem, Quiz, QuizAllowance
from assignments.queries.quizzes import (
    EXTRA,
    Extra,
    best_of,
    closed_because,
    closes_for,
    is_closed,
    not_released,
    passes,
    percent_of,
    set_for,
    shown_percent,
)
from assignments.questions.asking import missing, read_answer
from assignments.questions.bodies import printable
from assignments.questions.presenting import Presented, presented
from assignments.questions.replies import answer_in_words
from assignments.timing import due_at, is_over, seconds_left
from courses.enums import LEARNING
from courses.queries.learning import Learner, my_enrolments
from lms.people import clock
from lms.people.models import User
from lms.people.prepared import Prepared, PreparedModels
from lms.ui.times import instant_in_words

DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Card:
    """One quiz as one participant sees it now."""

    quiz: Quiz
    learner: Learner
    attempts: list[Attempt]
    extra: Extra
    now: datetime

    @property
    def under_way(self) -> Attempt | None:
        """The attempt that can be gone on with."""
        return next((one for one in self.attempts if one.state == AttemptState.OPEN), None)

    @property
    def time_is_up(self) -> bool:
        """Whether the attempt under way only waits for the clock to hand it in."""
        one = self.under_way
        return one is not None and is_over(self.now, one.due_at, self.quiz.grace_seconds)

    @property
    def handed_in(self) -> list[Attempt]:
        """What was handed in, the newest first."""
        return [one for one in reversed(self.attempts) if one.state != AttemptState.OPEN]

    @property
    def left(self) -> int:
        """How many attempts can still be begun."""
        return max(0, self.quiz.attempts + self.extra.attempts - len(self.attempts))

    @property
    def minutes(self) -> int | None:
        """How many minutes this person has."""
        return self.quiz.minutes + self.extra.minutes if self.quiz.minutes else None

    @property
    def longer_until(self) -> datetime | None:
        """Until when it stays open to this person alone; None when that is over or no later than to everybody."""
        until, closes = self.extra.open_until, self.quiz.closes_at
        if until is None or until <= self.now:
            return None
        return until if self.quiz.state == QuizState.CLOSED or (closes is not None and until > closes) else None

    @property
    def cut_at(self) -> datetime | None:
        """When the closing would end an attempt begun now before its minutes are over; None when they fit."""
        due = due_at(
            started_at=self.now,
            minutes=self.quiz.minutes,
            closes_at=closes_for(self.quiz, self.extra),
            extra_minutes=self.extra.minutes,
        )
        return due if due and self.minutes and due < self.now + timedelta(minutes=self.minutes) else None

    @property
    def closed(self) -> str:
        """Why no attempt can be begun now, or ""."""
        return closed_because(
            self.quiz,
            cohort_state=self.learner.cohort.state,
            enrolment_state=self.learner.state,
            used=len(self.attempts),
            extra=self.extra,
            now=self.now,
        )

    @property
    def best(self) -> Attempt | None:
        """The attempt that counts."""
        return best_of(self.attempts)

    @property
    def percent(self) -> Decimal | None:
        """What counts, in percent, as it is shown."""
        value = percent_of(self.best) if self.best else None
        return None if value is None else shown_percent(value, self.quiz.pass_mark)

    @property
    def passed(self) -> bool | None:
        """Whether what counts reaches the pass mark."""
        return passes(self.quiz, percent_of(self.best) if self.best else None)

    @property
    def is_closed(self) -> bool:
        return is_closed(self.quiz, self.now, self.extra)

    @property
    def to_do(self) -> bool:
        """Whether the person can begin or go on now, and has nothing marked yet."""
        return bool(self.under_way) or (not self.closed and not self.attempts)


def cards_of(user: User, *, quiz: Quiz | None = None) -> list[Card]:
    """Return the person's quizzes, the next to be done first: three queries beside the enrolments, none for somebody without."""
    learners = {one.cohort.id: one for one in my_enrolments(user) if one.state in LEARNING}
    if not learners:
        return []
    quizzes = [quiz] if quiz else my_quizzes(user.pk)
    attempts: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in my_attempts(user.pk):
        attempts[attempt.quiz_id].append(_as_released(attempt))
    extra = {quiz_id: Extra(*given) for quiz_id, *given in my_allowances(user.pk)}
    now = clock.now()
    cards = [
        Card(one, learners[one.cohort_id], attempts[one.pk], extra.get(one.pk, Extra()), now)
        for one in quizzes
        if one.cohort_id in learners
    ]
    return sorted(cards, key=lambda card: (not card.under_way, not card.to_do, card.is_closed))


my_quizzes = PreparedModels(lambda user_id: set_for(user_id).order_by("opens_at", "id"))
my_attempts = PreparedModels(
    lambda user_id: (
        Attempt.objects.filter(enrolment__user_id=user_id, enrolment__state__in=LEARNING)
        .annotate(held=not_released())
        .order_by("number")
    )
)
my_allowances = Prepared(
    lambda user_id: (
        QuizAllowance.objects.filter(enrolment__user_id=user_id, enrolment__state__in=LEARNING)
        .order_by()
        .values("quiz")
        .annotate(**EXTRA)
        .values_list("quiz", *EXTRA)
    )
)


def _as_released(attempt: Attempt) -> Attempt:
    """Return an attempt as its participant may know it: while an essay's grade is not released, it has no result."""
    if getattr(attempt, "held", False):
        attempt.points, attempt.state = None, AttemptState.HANDED_IN
    return attempt


# --- An attempt under way ---


@dataclass
class Asked:
    """One question of the page that is being answered. `conflict` says what stands when another tab has answered meanwhile.

    `was` is the digest of the answer that the page shows, so that what was not touched is not taken for a new answer.
    """

    order: int
    seq: int
    was: str
    question: Presented
    points: Decimal
    missing: bool
    late_seconds: int
    saved: bool
    conflict: str = ""


def items_of(attempt: Attempt) -> list[AttemptItem]:
    """Return an attempt's questions in order, with their versions: one query."""
    return list(attempt.items.select_related("version__question").order_by("order"))


def asked(items: Iterable[AttemptItem], typed: Mapping[int, Any] | None = None) -> list[Asked]:
    """Return the questions to draw. `typed` holds, by place, what somebody typed that does not stand: another tab was faster."""
    return [_asked(item, typed or {}) for item in items]


def _asked(item: AttemptItem, typed: Mapping[int, Any]) -> Asked:
    kind, body = item.version.question.kind, item.version.body
    other = item.order in typed
    answer = typed[item.order] if other else item.answer
    standing = (answer_in_words(kind, body, item.answer) or "–") if other else ""
    return Asked(
        order=item.order,
        seq=item.seq,
        was="" if other else digest_of(answer),
        question=presented(kind, body, item.shown, answer, prefix=f"q{item.order}"),
        points=item.points_max,
        missing=missing(kind, body, item.answer) > 0,
        late_seconds=item.late_seconds,
        saved=item.seq > 0,
        conflict=standing,
    )


def given(item: AttemptItem, data: QueryDict) -> Given:
    """Return the answer to one question from what a page sent. Numbers that are none count as 0, which the service refuses."""
    kind, body = item.version.question.kind, item.version.body
    base = number_of(data.get(f"base-{item.order}"))
    return Given(
        order=item.order,
        answer=read_answer(kind, body, item.shown, data, f"q{item.order}"),
        base=base,
        seq=number_of(data.get("seq")) or base + 1,
        tab=printable(str(data.get("tab", "")))[:24],
    )


def touched(item: AttemptItem, data: QueryDict) -> bool:
    """Whether a page sent another answer to a question than the one it showed."""
    was = data.get(f"was-{item.order}")
    return was is not None and was != digest_of(given(item, data).answer)


def digest_of(answer: Any) -> str:
    """Return a short digest of an answer."""
    return hashlib.sha256(json.dumps(answer, sort_keys=True).encode()).hexdigest()[:10]


def number_of(raw: Any) -> int:
    """Return a number that a page sent, 0 when it is none."""
    text = str(raw or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def time_of(attempt: Attempt, quiz: Quiz) -> dict[str, Any]:
    """Return what the page counts down from: the server's seconds, until when in words, and the grace after them."""
    now = clock.now()
    left = seconds_left(now, attempt.due_at)
    return {
        "left": left,
        "over": is_over(now, attempt.due_at, quiz.grace_seconds),
        "grace": quiz.grace_seconds,
        "until": until_in_words(attempt.due_at, left),
    }


def until_in_words(due_at: datetime | None, left: int | None) -> str:
    """Return what a page says of the time of an attempt under way; "" without a limit."""
    if due_at is None or not left:
        return "" if due_at is None else _("The time is up: hand in now what you have.")
    style = "long" if left > DAY else "time"
    return _("Time until %(when)s") % {"when": instant_in_words(due_at, style=style)}


def ended_in_words(attempt: Attempt) -> str:
    """Return how and when an attempt was handed in; "" for one under way."""
    if attempt.handed_in_at is None:
        return ""
    how = HandedInBy(attempt.handed_in_by).label
    return _("%(how)s, %(when)s.") % {"how": how, "when": instant_in_words(attempt.handed_in_at, style="short")}


def late_in_words(seconds: int) -> str:
    """Return what is said of an answer that came within the grace; "" for one in time."""
    if not seconds:
        return ""
    words = ngettext(
        "%(n)s second late because of the connection; counted all the same",
        "%(n)s seconds late because of the connection; counted all the same",
        seconds,
    )
    return words % {"n": seconds}
