"""Short words for what fills the weeks in these tests."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse

from assignments.models import Task
from courses.models import Enrolment
from fieldpractice.enums import Verdict
from fieldpractice.models import LogbookEntry, Placement, WeekConfirmation
from fieldpractice.overview import Cell
from fieldpractice.queries.logbook import week_row
from fieldpractice.queries.overview import line_of
from fieldpractice.services.logbook import keep_entry
from fieldpractice.services.supervision import confirm_week
from lms.people import clock
from tests.factories.assignments.submissions import make_task
from tests.factories.courses import make_enrolment
from tests.factories.fieldpractice import make_placement
from tests.fieldpractice.practice import FIRST, Practice, day, fresh, on


def url(name: str, *args: Any) -> str:
    return reverse(f"fieldpractice:{name}", args=args)


def cell(practice: Practice, week: int) -> Cell:
    """One week as the map shows it."""
    return line_of(fresh(practice.placement)).cells[week - 1]


def task_of(practice: Practice, week: int, **fields: Any) -> Task:
    """A task of one week, open since the first day."""
    days = {"opens_on": FIRST, "due_on": day(7 * week - 1), "first_week": week, "last_week": week}
    return make_task(actor=practice.cast.coordinator, cohort=practice.cohort, **days | fields)


def note(practice: Practice, number: int, *, hours: str = "3", service: int = 4) -> LogbookEntry:
    """What the participant notes for the n-th day, that evening."""
    with clock.at(on(number, hour=18)):
        return keep_entry(
            actor=practice.user,
            placement=practice.placement,
            day=day(number),
            service=service,
            served=2,
            hours=Decimal(hours),
            client_key=f"n-{number}-{service}",
        )


def say(practice: Practice, week: int, verdict: str = Verdict.SEEN, reason: str = "") -> WeekConfirmation:
    """The supervisor's word on a week as it stands."""
    row = week_row(fresh(practice.placement), week)
    assert row is not None
    return confirm_week(
        placement=practice.placement,
        week=week,
        verdict=verdict,
        seen=row.digest,
        reason=reason,
        actor=practice.cast.supervisor,
    )


def more_people(practice: Practice, many: int) -> list[Placement]:
    """Others of the same cohort, placed on the same day."""
    found = []
    for _turn in range(many):
        one: Enrolment = make_enrolment(
            actor=practice.cast.coordinator, cohort=practice.cohort, work_unit=practice.cast.unit
        )
        found.append(make_placement(one, actor=practice.cast.coordinator, starts_on=FIRST))
    return found
