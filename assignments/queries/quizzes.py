"""Which quizzes and attempts somebody may see, what is open to whom, and what an attempt came to."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple, Protocol, TypeVar

from django.db.models import BooleanField, Exists, ExpressionWrapper, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assignments.drawing import Pools
from assignments.enums import AttemptState, QuestionKind, QuizState, ReviewMoment, WorkKind, WorkState
from assignments.models import Attempt, QuestionVersion, Quiz, QuizAllowance, QuizPart, Topic, Work
from courses.enums import LEARNING, CohortState, EnrolmentState
from courses.models import Cohort, CohortFacilitator, Enrolment
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User
from lms.people.roles import hats_of
from lms.ui.times import instant_in_words

CENT = Decimal("0.01")
HUNDRED = Decimal(100)


def quizzes_visible_to(user: User) -> QuerySet[Quiz]:
    """Administrators and coordinators see all; facilitators those of their cohorts. A participant's are `quizzes_for`."""
    hats = hats_of(user)
    if hats.has(Role.ADMINISTRATOR, Role.COORDINATOR):
        return Quiz.objects.all()
    if hats.has(Role.FACILITATOR):
        charge = CohortFacilitator.objects.valid().filter(user=user)
        return Quiz.objects.filter(cohort__in=charge.values("cohort"))
    return Quiz.objects.none()


def quizzes_for(user: User) -> QuerySet[Quiz]:
    """Return the quizzes set for cohorts in which this person learns or has learnt."""
    return set_for(user.pk)


def set_for(user_id: int) -> QuerySet[Quiz]:
    """Return the same for the person with this id."""
    return Quiz.objects.exclude(state=QuizState.DRAFT).filter(cohort__in=_learning(user_id).values("cohort"))


def not_released(cohort: Cohort | None = None) -> Combinable:
    """Whether a grade of an attempt's essays has not been released: its participant does not see the result yet.

    With `cohort`, for many attempts of it: what is not released is looked up once and not for each.
    """
    works = Work.objects.filter(kind=WorkKind.ESSAY).exclude(state=WorkState.RELEASED)
    if cohort is None:
        return Exists(works.filter(attempt_item__attempt=OuterRef("pk")))
    held = works.filter(cohort=cohort).values("attempt_item__attempt")
    return ExpressionWrapper(Q(pk__in=held), output_field=BooleanField())


def attempts_of(user: User) -> QuerySet[Attempt]:
    """Return the person's own attempts."""
    return Attempt.objects.filter(enrolment__user=user, enrolment__in=_learning(user.pk))


def attempts_in_charge(user: User) -> QuerySet[Attempt]:
    """Return what was handed in for the quizzes that this person runs."""
    return Attempt.objects.filter(quiz__in=quizzes_visible_to(user)).exclude(state=AttemptState.OPEN)


def enrolment_for(user: User, quiz: Quiz) -> Enrolment | None:
    """Return the person's own enrolment in the quiz's cohort, if it lets learn."""
    return _learning(user.pk).select_related("cohort").filter(cohort_id=quiz.cohort_id).first()


def _learning(user_id: int) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(user_id=user_id, state__in=LEARNING)


class Extra(NamedTuple):
    """What one person is allowed beyond the others: all allowances add up, and the closing given last counts."""

    minutes: int = 0
    attempts: int = 0
    open_until: datetime | None = None


# The closing given last to the person of an allowance: rows are never taken back, so a mistyped one is followed by another.
LAST_CLOSING = Subquery(
    QuizAllowance.objects.filter(quiz=OuterRef("quiz"), enrolment=OuterRef("enrolment"), open_until__isnull=False)
    .order_by("-at", "-pk")
    .values("open_until")[:1]
)
# What an allowance sums up to, in the order of `Extra`.
EXTRA = {"minutes": Sum("extra_minutes"), "attempts": Sum("extra_attempts"), "until": Max(LAST_CLOSING)}


def extra_of(quiz: Quiz, enrolment_id: int) -> Extra:
    """Return what is allowed to one person."""
    sums = QuizAllowance.objects.filter(quiz=quiz, enrolment_id=enrolment_id).aggregate(**EXTRA)
    return Extra(sums["minutes"] or 0, sums["attempts"] or 0, sums["until"])


def closes_for(quiz: Quiz, extra: Extra) -> datetime | None:
    """Return when a quiz closes to somebody; extra minutes come on top of it."""
    if extra.open_until is None:
        return quiz.closes_at
    if quiz.state == QuizState.CLOSED:
        return extra.open_until
    return quiz.closes_at and max(quiz.closes_at, extra.open_until)


def closed_because(
    quiz: Quiz, *, cohort_state: str, enrolment_state: str, used: int, extra: Extra, now: datetime
) -> str:
    """Return why somebody cannot begin an attempt now, with what would change it, or "" when it is open. Pure."""
    if quiz.state == QuizState.DRAFT:
        return _("It is still being prepared.")
    if is_closed(quiz, now, extra):
        return _("It has closed. Ask your facilitator if you missed it for a good reason.")
    if quiz.opens_at and now < quiz.opens_at:
        return _("It opens on %(when)s.") % {"when": instant_in_words(quiz.opens_at, style="long")}
    if cohort_state != CohortState.OPEN or enrolment_state != EnrolmentState.ACTIVE:
        return _("It can be taken while the cohort is running and your enrolment is active.")
    if used >= quiz.attempts + extra.attempts:
        return _("You have used all your attempts.")
    return ""


def is_closed(quiz: Quiz, now: datetime | None = None, extra: Extra | None = None) -> bool:
    """Whether nobody can begin any more, or with `extra` this person: closed by hand, or its closing time has come."""
    now = now or clock.now()
    if extra and extra.open_until and now < extra.open_until:
        return False
    return quiz.state == QuizState.CLOSED or (quiz.closes_at is not None and now >= quiz.closes_at)


def shows_answers(quiz: Quiz, now: datetime | None = None) -> bool:
    """Whether somebody who has handed in may see right answers and feedback now.

    "After the test closes" is when nobody answers any more: extra minutes and the grace go on after its closing time, and for
    somebody it may stay open longer.
    """
    if quiz.review == ReviewMoment.AFTER_CLOSE:
        return is_closed(quiz, now) and not still_taken(quiz, now)
    return quiz.review == ReviewMoment.AFTER_HAND_IN


def still_taken(quiz: Quiz, now: datetime | None = None) -> bool:
    """Whether somebody answers a closed quiz, or may still begin it: it is open to them, they learn, and an attempt is left."""
    if Attempt.objects.filter(quiz=quiz, state=AttemptState.OPEN).exists():
        return True
    given = (
        QuizAllowance.objects.filter(quiz=quiz, enrolment__state=EnrolmentState.ACTIVE).order_by().values("enrolment")
    )
    rows = given.annotate(**EXTRA).filter(until__gt=now or clock.now())
    most = {row["enrolment"]: quiz.attempts + row["attempts"] for row in rows}
    if not most:
        return False
    used = Counter(Attempt.objects.filter(quiz=quiz, enrolment__in=most).values_list("enrolment", flat=True))
    return any(used[enrolment] < attempts for enrolment, attempts in most.items())


def percent(points: Decimal, points_max: Decimal) -> Decimal:
    """Return points as a percentage, rounded half up to two places once, at the end."""
    return (points * HUNDRED / points_max).quantize(CENT, ROUND_HALF_UP) if points_max else Decimal(0)


def shown_percent(value: Decimal, mark: Decimal | None = None) -> Decimal:
    """Return a percentage with one place, never rounded across the mark it is held against."""
    shown = value.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if mark is not None and value < mark <= shown:
        shown = value.quantize(Decimal("0.1"), ROUND_DOWN)
    return shown


def percent_of(attempt: Scored) -> Decimal | None:
    """Return what an attempt came to in percent; None while it is not marked."""
    return None if attempt.points is None else percent(attempt.points, attempt.points_max)


def passes(quiz: Quiz, value: Decimal | None) -> bool | None:
    """Whether a percentage reaches the pass mark; reached exactly is reached. None without a mark or without a value."""
    return None if quiz.pass_mark is None or value is None else value >= quiz.pass_mark


class Scored(Protocol):
    """What an attempt counts by; a row of a list has it as well as the attempt itself."""

    @property
    def number(self) -> int: ...
    @property
    def points(self) -> Decimal | None: ...
    @property
    def points_max(self) -> Decimal: ...


class Counted(NamedTuple):
    """An attempt as far as it counts: of ten thousand people no more than this is read."""

    pk: int
    number: int
    points: Decimal
    points_max: Decimal


S = TypeVar("S", bound=Scored)


def best_of(attempts: Iterable[S]) -> S | None:
    """Return the attempt that counts, everywhere: the marked one with the largest share of its points, the earlier of two equal ones."""
    marked = [one for one in attempts if one.points is not None]
    if len(marked) < 2:
        return marked[0] if marked else None
    return max(marked, key=lambda one: (Fraction(one.points or 0) / Fraction(one.points_max), -one.number))


def counted_attempts(quiz: Quiz) -> dict[int, Counted]:
    """Return, by enrolment, the attempt that counts for each person of a quiz, with its points alone: one query."""
    rows: dict[int, list[Counted]] = {}
    marked = Attempt.objects.filter(quiz=quiz, points__isnull=False).values_list("enrolment", *Counted._fields)
    for enrolment, *counted in marked.order_by("number").iterator(2000):
        rows.setdefault(enrolment, []).append(Counted(*counted))
    return {enrolment: best for enrolment, mine in rows.items() if (best := best_of(mine))}


def topic_name(topic: Topic) -> str:
    """Return a topic's name in the reader's language; where there is no English one, the Indonesian."""
    return topic.name_en if topic.name_en and get_language() == "en" else topic.name


def parts_of(quiz: Quiz) -> list[QuizPart]:
    """Return a quiz's parts in order, each with its question at its current version, or its topic."""
    related = ("question__current__question", "question__topic", "topic")
    return list(quiz.parts.select_related(*related).order_by("order"))


def pools_of(parts: Iterable[QuizPart]) -> Pools:
    """Return what may be drawn from each topic of these parts: current versions of questions in use, essays left out. One query.

    An essay needs a reader, so it is asked only where somebody has chosen it.
    """
    topics = [part.topic_id for part in parts if part.topic_id]
    pools: dict[int, list[QuestionVersion]] = {}
    if not topics:
        return pools
    versions = QuestionVersion.objects.filter(
        current_of__isnull=False, question__topic__in=topics, question__retired_at__isnull=True
    ).exclude(question__kind=QuestionKind.ESSAY)
    for version in versions.select_related("question").order_by("question__code"):
        pools.setdefault(version.question.topic_id, []).append(version)
    return pools


def fingerprint(quiz: Quiz) -> str:
    """Return a digest of all that is edited on a quiz's page, so that two editors notice each other."""
    parts = quiz.parts.order_by("order").values_list("question_id", "topic_id", "count")
    values = [str(getattr(quiz, name)) for name in EDITED] + [str(list(parts))]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:32]


EDITED = (
    "state", "title", "intro", "opens_at", "closes_at", "minutes", "grace_seconds", "attempts", "shuffle_questions",
    "shuffle_options", "pass_mark", "review", "weight",
)  # fmt: skip


def handed_in(quiz: Quiz) -> QuerySet[Attempt]:
    """Return the attempts of a quiz that are no longer under way."""
    return Attempt.objects.filter(quiz=quiz).exclude(state=AttemptState.OPEN)
