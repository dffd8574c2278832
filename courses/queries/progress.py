"""A cohort at a glance: how far everybody is, who is stuck, where and since when. Costs the same at 30 and at 3,000 people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Avg, Case, Count, IntegerField, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from cms.enums import StageKind
from courses.enums import SEATED, CohortState, EnrolmentState
from courses.models import Enrolment, EnrolmentEvent
from courses.queries.attended import percent_of
from courses.queries.learning import CohortFacts
from courses.queries.ledger import earned_by_person
from courses.queries.outline import Lesson, Module
from courses.queries.plans import StageDates
from lms.people import clock

# On the cohort page: those who have a seat.
SHOWN = tuple(SEATED)
PAGE = 30


def stuck_days() -> int:
    """Return after how many days without a finished lesson somebody counts as stuck (PADAN_STUCK_DAYS, 5 by default)."""
    return int(getattr(settings, "PADAN_STUCK_DAYS", 5))


def is_stuck(cohort: CohortFacts) -> Q:
    """Return the condition on an enrolment of this cohort that the person has finished no lesson for too long.

    Counted from the last finished lesson; for somebody who has finished none, from the day the person took up the place,
    the first day of the online stage at the earliest: who moved up from the waiting list has just begun. Nobody is stuck
    whose lessons are all done, as far as they were open so long ago, or whose cohort is not running.
    """
    nobody = Q(pk__in=[])
    online = cohort.plan.stage(StageKind.ONLINE)
    limit = clock.now() - timedelta(days=stuck_days())
    if cohort.state != CohortState.OPEN or online is None:
        return nobody
    silent = Q(last_done_at__lte=limit)
    if begins(online) <= limit:
        silent |= Q(last_done_at__isnull=True, state_at__lte=limit)
    unfinished = Q(state=EnrolmentState.ACTIVE, lessons_done__lt=lessons_open(cohort, limit))
    return Q(cohort_id=cohort.id) & unfinished & silent


def lessons_open(cohort: CohortFacts, at: datetime) -> int:
    """Return how many online lessons had been opened by their day at an instant. A gate on another module opens no day."""
    gates, day = cohort.plan.gates, at.astimezone(clock.WIB).date()
    closed = {key for key, gate in gates.items() if gate.opens_on and gate.opens_on > day}
    return sum(len(module.lessons) for module in cohort.outline.online_modules if module.key not in closed)


def begins(online: StageDates) -> datetime:
    """Return the instant at which a stage begins: 0.00 WIB of its first day."""
    return clock.at_midday(online.starts_on, minutes=-720)


def still_since(online: StageDates, person: Mapping[str, Any]) -> datetime:
    """Return since when somebody stands still, from a row with `last_done_at` and `state_at`."""
    since: datetime = person["last_done_at"] or max(begins(online), person["state_at"])
    return since


@dataclass(frozen=True)
class Figures:
    """One cohort in numbers. `jp` is the average of those with a seat, None when there is nobody; `whole` what there is to earn online."""

    seated: int
    active: int
    waiting: int
    nominated: int
    accepted: int
    finished: int
    stuck: int
    completed: int
    ended: int
    units: int
    jp: float | None
    earned: int
    whole: int

    @property
    def jp_percent(self) -> Decimal | None:
        """The JP of online lessons earned, of those to earn; exact, as it is rounded where it is written."""
        return percent_of(self.earned, self.whole * self.seated)

    @property
    def completed_percent(self) -> Decimal | None:
        """How many of those with a seat completed the course; None before anybody’s course has ended."""
        return percent_of(self.completed, self.seated) if self.ended else None


def figures_of(cohort: CohortFacts) -> Figures:
    """Return the numbers of a cohort: one query."""
    lessons = len(cohort.outline.online)
    seated = Q(state__in=SHOWN)
    ends = (EnrolmentState.COMPLETED, EnrolmentState.NOT_COMPLETED)
    return Figures(
        whole=cohort.outline.online_jp,
        **Enrolment.objects.filter(cohort_id=cohort.id).aggregate(
            seated=Count("id", filter=seated),
            active=Count("id", filter=Q(state=EnrolmentState.ACTIVE)),
            waiting=Count("id", filter=Q(state=EnrolmentState.WAITLISTED)),
            nominated=Count("id", filter=Q(state=EnrolmentState.NOMINATED)),
            accepted=Count("id", filter=Q(state=EnrolmentState.ACCEPTED)),
            finished=Count("id", filter=seated & Q(lessons_done__gte=lessons)),
            stuck=Count("id", filter=is_stuck(cohort)),
            completed=Count("id", filter=Q(state=EnrolmentState.COMPLETED)),
            units=Count("work_unit", distinct=True, filter=seated),
            ended=Count("id", filter=Q(state__in=ends)),
            jp=Avg("jp_done", filter=seated),
            earned=Coalesce(Sum("jp_done", filter=seated), 0),
        ),
    )


def given_up(cohort_id: int) -> QuerySet[EnrolmentEvent]:
    """Return the steps by which somebody gave up a seat, in order."""
    rows = EnrolmentEvent.objects.filter(enrolment__cohort=cohort_id, before__in=SEATED, after=EnrolmentState.WITHDRAWN)
    return rows.order_by("at", "pk")


@dataclass(frozen=True)
class Row:
    """One person's line: JP by module, what is done, and where and since when the person stands still."""

    id: int
    public_id: str
    name: str
    unit: str
    state: str
    jp: int
    cells: tuple[Cell, ...]
    last_seen_at: datetime | None
    last_done_at: datetime | None
    at: Lesson | None
    stuck: bool
    stuck_since: datetime | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One module of one person: JP earned of those to earn."""

    module: Module
    jp: int
    done: bool
    begun: bool


def filtered(cohort: CohortFacts, enrolments: QuerySet[Enrolment], state: str) -> QuerySet[Enrolment]:
    """Return the enrolments in one of the states of progress: `stuck`, `unfinished`, `finished`, or all; those who are stuck come first."""
    lessons = len(cohort.outline.online)
    conditions = {
        "stuck": is_stuck(cohort),
        "unfinished": Q(lessons_done__lt=lessons),
        "finished": Q(lessons_done__gte=lessons),
    }
    chosen = enrolments.filter(conditions[state]) if state in conditions else enrolments
    stuck_first = Case(When(is_stuck(cohort), then=0), default=1, output_field=IntegerField())
    return chosen.order_by(stuck_first, "user__name", "id")


def rows_of(cohort: CohortFacts, enrolments: QuerySet[Enrolment]) -> list[Row]:
    """Return the lines of these enrolments in their order: two queries, whatever their number."""
    people = list(
        enrolments.values(
            "id", "public_id", "state", "state_at", "jp_done", "lessons_done", "last_seen_at", "last_done_at",
            "user__name", "user__title_before", "user__title_after", "work_unit__name",
        )
    )  # fmt: skip
    earned = earned_by_person([person["id"] for person in people], cohort.outline)
    return [_row(cohort, person, earned.get(person["id"], frozenset())) for person in people]


def streamed_rows(cohort: CohortFacts, enrolments: QuerySet[Enrolment]) -> Iterator[Row]:
    """Yield the same lines in batches, for a spreadsheet of any length."""
    ids = list(enrolments.values_list("id", flat=True))
    for start in range(0, len(ids), 500):
        batch = Enrolment.objects.filter(id__in=ids[start : start + 500]).order_by("user__name", "id")
        yield from rows_of(cohort, batch)


def _row(cohort: CohortFacts, person: Mapping[str, Any], earned: Set[UUID]) -> Row:
    stuck, since = _stuck(cohort, person)
    return Row(
        id=person["id"],
        public_id=person["public_id"],
        name=display_name(person),
        unit=person["work_unit__name"] or "",
        state=person["state"],
        jp=sum(lesson.jp for lesson in cohort.outline.online if lesson.key in earned),
        cells=tuple(_cell(module, earned) for module in cohort.outline.online_modules),
        last_seen_at=person["last_seen_at"],
        last_done_at=person["last_done_at"],
        at=next((lesson for lesson in cohort.outline.online if lesson.key not in earned), None),
        stuck=stuck,
        stuck_since=since,
    )


def _cell(module: Module, earned: Set[UUID]) -> Cell:
    done = [lesson for lesson in module.lessons if lesson.key in earned]
    return Cell(module, sum(lesson.jp for lesson in done), len(done) == len(module.lessons), bool(done))


def _stuck(cohort: CohortFacts, person: Mapping[str, Any]) -> tuple[bool, datetime | None]:
    """The same rule as `is_stuck`, for a row that is at hand; a test holds the two together."""
    online = cohort.plan.stage(StageKind.ONLINE)
    if cohort.state != CohortState.OPEN or online is None or person["state"] != EnrolmentState.ACTIVE:
        return False, None
    since = still_since(online, person)
    limit = clock.now() - timedelta(days=stuck_days())
    stuck = since <= limit and person["lessons_done"] < lessons_open(cohort, limit)
    return stuck, since if stuck else None


def display_name(person: Mapping[str, Any]) -> str:
    """Return the name with its titles from a row of values with `user__…` names."""
    before = f"{person['user__title_before']} " if person["user__title_before"] else ""
    after = f", {person['user__title_after']}" if person["user__title_after"] else ""
    return f"{before}{person['user__name']}{after}"
