"""Logbooks and words for everybody of the cohort of the many, so that a map of all weeks has something in each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from courses.models import Cohort
from fieldpractice.enums import Verdict
from fieldpractice.models import Placement
from fieldpractice.queries.logbook import for_weeks, today_at, week_rows
from fieldpractice.services.logbook import Noted
from fieldpractice.services.logbook_many import DayNoted, WordGiven, confirm_many, keep_many
from fieldpractice.services.placements import place_cohort
from lms.people import clock
from lms.people.models import User

BATCH, DAYS = 250, 5


def filled(*, cohort: Cohort, actor: User) -> Placement | None:
    """Place everybody and fill five days of each week so far; weeks that are over have their word. Returns somebody's placement."""
    if not Placement.objects.filter(enrolment__cohort=cohort).exists():
        place_cohort(actor=actor, cohort=cohort)
    empty = Placement.objects.filter(enrolment__cohort=cohort, entries__isnull=True).order_by("pk")
    ids = list(empty.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        _fill(ids[start : start + BATCH], actor)
    return Placement.objects.filter(enrolment__cohort=cohort).order_by("pk").first()


def _fill(ids: list[int], actor: User) -> None:
    keep_many(rows=[row for one in _people(ids) for row in _days(one)])
    people = _people(ids)
    at = clock.now()
    confirm_many(
        words=[
            WordGiven(one, row, Verdict.SEEN, at, actor=actor)
            for one in people
            for row in week_rows(one)
            if row.ended and row.entries
        ]
    )


def _people(ids: list[int]) -> list[Placement]:
    rows = for_weeks(Placement.objects.filter(pk__in=ids)).order_by("pk")
    return list(rows.select_related("enrolment__user", "enrolment__cohort", "work_unit", "supervisor"))


def _days(one: Placement) -> Iterator[DayNoted]:
    today = today_at(one)
    for week in one.weeks():
        for number in range(DAYS):
            day = week.starts_on + timedelta(days=number)
            if day < today and day in week:
                noted = Noted(day, 4, 3, Decimal("3.5"), "")
                yield DayNoted(one, noted, clock.at_midday(day, minutes=240), f"bench-{day:%Y%m%d}")
