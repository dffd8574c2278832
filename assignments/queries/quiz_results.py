"""What those in charge read of a quiz: how it stands, who is where, and what came out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from assignments.enums import AttemptState, QuizKind
from assignments.models import Attempt, AttemptItem, Quiz, QuizAllowance, RefusedAnswer, Topic
from assignments.queries.quizzes import (
    EXTRA,
    Extra,
    best_of,
    counted_attempts,
    passes,
    percent,
    percent_of,
    quizzes_visible_to,
    shown_percent,
    topic_name,
)
from assignments.timing import seconds_left
from courses.enums import LEARNING
from courses.models import Cohort, CohortFacilitator, Enrolment
from courses.queries.visible import cohorts_visible_to
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User
from lms.people.roles import hats_of

PAGE = 30
BATCH = 500


@dataclass(frozen=True)
class Line:
    """One quiz in the list of a cohort."""

    quiz: Quiz
    under_way: int
    handed_in: int
    people: int


def quizzes_in(cohort: Cohort, user: User) -> list[Line]:
    """Return a cohort's quizzes with how many are taking them and how many have: three queries."""
    quizzes = list(
        quizzes_visible_to(user)
        .filter(cohort=cohort)
        .select_related("post_test", "pre_test")
        .order_by("opens_at", "id")
    )
    rows = Attempt.objects.filter(quiz__in=quizzes).order_by().values("quiz")
    counts = {
        row["quiz"]: row
        for row in rows.annotate(
            under_way=Count("pk", filter=Q(state=AttemptState.OPEN)),
            handed_in=Count("enrolment", filter=~Q(state=AttemptState.OPEN), distinct=True),
        )
    }
    people = takers_of(cohort).count()
    nothing = {"under_way": 0, "handed_in": 0}
    return [
        Line(quiz, (mine := counts.get(quiz.pk, nothing))["under_way"], mine["handed_in"], people) for quiz in quizzes
    ]


def cohorts_in_charge(user: User) -> list[Cohort]:
    """Return the cohorts in which this person runs quizzes, with how many each has, the newest first; none without a query."""
    if not hats_of(user).has(Role.ADMINISTRATOR, Role.COORDINATOR, Role.FACILITATOR):
        return []
    quizzes = quizzes_visible_to(user).filter(cohort=OuterRef("pk")).order_by().values("cohort")
    counted = Subquery(quizzes.annotate(count=Count("pk")).values("count"))
    rows = cohorts_visible_to(user).filter(facilitated_by(user)).annotate(quiz_count=Coalesce(counted, 0))
    return list(rows.order_by("-number"))


def facilitated_by(user: User) -> Q:
    """The condition on a cohort that this person runs its quizzes: all for organisers, their own for facilitators."""
    if hats_of(user).has(Role.ADMINISTRATOR, Role.COORDINATOR):
        return Q()
    return Q(pk__in=CohortFacilitator.objects.valid().filter(user=user).values("cohort"))


def takers_of(cohort: Cohort) -> QuerySet[Enrolment]:
    """Return those who can take a cohort's quizzes, or could, by name."""
    return Enrolment.objects.filter(cohort=cohort, state__in=LEARNING).order_by("user__name", "id")


@dataclass(frozen=True)
class Figures:
    """A quiz in numbers. Mean and passed rest on `marked` people."""

    people: int
    not_begun: int
    under_way: int
    waiting: int
    marked: int
    mean: Decimal | None
    passed: int | None


def figures_of(quiz: Quiz) -> Figures:
    """Return how a quiz stands: four queries."""
    counted = counted_attempts(quiz)
    values = [value for one in counted.values() if (value := percent_of(one)) is not None]
    states = Attempt.objects.filter(quiz=quiz).aggregate(
        under_way=Count("pk", filter=Q(state=AttemptState.OPEN)),
        waiting=Count("pk", filter=Q(state=AttemptState.HANDED_IN)),
    )
    people = takers_of(quiz.cohort)
    return Figures(
        people=people.count(),
        not_begun=filtered(quiz, people, "none").count(),
        under_way=states["under_way"],
        waiting=states["waiting"],
        marked=len(values),
        mean=shown_percent(sum(values, Decimal(0)) / len(values), quiz.pass_mark) if values else None,
        passed=None if quiz.pass_mark is None else sum(bool(passes(quiz, value)) for value in values),
    )


@dataclass(frozen=True)
class Person:
    """One person's line: the attempts, the one that counts, and what was allowed."""

    enrolment: Enrolment
    attempts: list[Attempt]
    counted: Attempt | None
    percent: Decimal | None
    passed: bool | None
    answered: int
    asked: int
    left: int | None
    late_seconds: int
    refused: int
    extra: Extra

    @property
    def last(self) -> Attempt | None:
        return self.attempts[-1] if self.attempts else None


def filtered(quiz: Quiz, people: QuerySet[Enrolment], state: str) -> QuerySet[Enrolment]:
    """Return the people who stand somewhere with a quiz: `none`, `open`, `handed_in`, `marked`, or everybody."""
    mine = Attempt.objects.filter(quiz=quiz)
    if state == "none":
        return people.exclude(pk__in=mine.values("enrolment"))
    if state in AttemptState.values:
        return people.filter(pk__in=mine.filter(state=state).values("enrolment"))
    return people


def people_of(quiz: Quiz, enrolments: Sequence[Enrolment]) -> list[Person]:
    """Return the lines of these people: three queries, whatever their number. Read with `user` and `work_unit`."""
    answered = Count("items", filter=Q(items__seq__gt=0))
    rows = Attempt.objects.filter(quiz=quiz, enrolment__in=enrolments).annotate(
        answered=answered, asked=Count("items"), late=Max("items__late_seconds")
    )
    attempts: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in rows.order_by("number"):
        attempts[attempt.enrolment_id].append(attempt)
    refused = dict(
        RefusedAnswer.objects.filter(item__attempt__quiz=quiz, item__attempt__enrolment__in=enrolments)
        .order_by()
        .values_list("item__attempt__enrolment")
        .annotate(Count("pk"))
    )
    extra = {
        row["enrolment"]: Extra(row["minutes"], row["attempts"], row["until"])
        for row in QuizAllowance.objects.filter(quiz=quiz, enrolment__in=enrolments)
        .order_by()
        .values("enrolment")
        .annotate(**EXTRA)
    }
    return [
        _person(quiz, one, attempts[one.pk], refused.get(one.pk, 0), extra.get(one.pk, Extra())) for one in enrolments
    ]


def _person(quiz: Quiz, enrolment: Enrolment, mine: list[Attempt], refused: int, extra: Extra) -> Person:
    counted, last = best_of(mine), mine[-1] if mine else None
    value = percent_of(counted) if counted else None
    under_way = last if last and last.state == AttemptState.OPEN else None
    return Person(
        enrolment=enrolment,
        attempts=mine,
        counted=counted,
        percent=None if value is None else shown_percent(value, quiz.pass_mark),
        passed=passes(quiz, value),
        answered=getattr(last, "answered", 0),
        asked=getattr(last, "asked", 0),
        left=seconds_left(clock.now(), under_way.due_at) if under_way else None,
        late_seconds=max((getattr(one, "late", 0) or 0 for one in mine), default=0),
        refused=refused,
        extra=extra,
    )


def streamed_people(quiz: Quiz) -> Iterator[Person]:
    """Yield everybody's line in batches, for a spreadsheet of any length."""
    ids = list(takers_of(quiz.cohort).values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        batch = takers_of(quiz.cohort).filter(pk__in=ids[start : start + BATCH]).select_related("user", "work_unit")
        yield from people_of(quiz, list(batch))


def asked_topics(quiz: Quiz) -> QuerySet[Topic]:
    """Return the topics that were asked, in order."""
    asked = AttemptItem.objects.filter(attempt__quiz=quiz).values("version__question__topic").distinct()
    return Topic.objects.filter(pk__in=asked)


def topics_in(quiz: Quiz) -> list[tuple[int, str]]:
    """Return the same by id and name."""
    return [(one.pk, topic_name(one)) for one in asked_topics(quiz)]


def topic_percents(attempts: Sequence[int]) -> dict[int, dict[int, Decimal]]:
    """Return, by attempt and topic, the percentage earned: one query for each 500 attempts."""
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for start in range(0, len(attempts), BATCH):
        rows = (
            AttemptItem.objects.filter(attempt__in=attempts[start : start + BATCH])
            .order_by()
            .values_list("attempt", "version__question__topic")
            .annotate(Sum("points"), Sum("points_max"))
        )
        for attempt, topic, points, most in rows:
            if points is not None and most:
                found[attempt][topic] = percent(Decimal(points), Decimal(most))
    return found


def allowances_of(quiz: Quiz) -> QuerySet[QuizAllowance]:
    """Return what was allowed to whom, the newest first."""
    return quiz.allowances.select_related("enrolment__user", "actor").order_by("-at", "-id")


def pre_tests_without_post_test(cohort: Cohort) -> QuerySet[Quiz]:
    """Return the pre-tests of a cohort that no post-test is tied to yet."""
    return Quiz.objects.filter(cohort=cohort, kind=QuizKind.PRE_TEST, post_test__isnull=True).order_by("opens_at", "id")


def refused_of(quiz: Quiz) -> QuerySet[RefusedAnswer]:
    """Return the answers that came too late to count, with their question and person, the newest first."""
    related = ("item__version__question", "item__attempt__enrolment__user")
    return RefusedAnswer.objects.filter(item__attempt__quiz=quiz).select_related(*related).order_by("-at", "-id")
