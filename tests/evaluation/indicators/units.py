"""A cohort whose training lies behind, its units, and what they reported: short words for these tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from courses.models import Cohort, Enrolment
from courses.services.facilitators import add_facilitator
from lms.evaluation.models import UnitMonth
from lms.evaluation.services.indicators import report_month
from lms.people import clock
from lms.people.models import RoleAssignment, User, WorkUnit
from tests.conftest import Cast
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import make_unit

# A Monday in March: the usual plan ends its training on 8 July, so the months are Dec–Feb, Aug–Oct, Nov–Jan.
BEGINS = date(2026, 3, 16)
BEFORE = [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
THREE = [date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)]
SIX = [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
LATER = datetime(2026, 11, 26, 3, tzinfo=UTC)
VALUES: dict[str, Any] = {
    "registered": 100,
    "counselled": 40,
    "referred": 30,
    "placed": 20,
    "vacancies": 50,
    "filled": 20,
    "days_to_fill": Decimal("21.0"),
}


@dataclass
class Units:
    """One cohort with one participant of the contact's unit; `others` adds people of further units."""

    cast: Cast
    cohort: Cohort
    enrolment: Enrolment

    @property
    def unit(self) -> WorkUnit:
        return self.cast.unit

    @property
    def contact(self) -> User:
        return self.cast.unit_contact

    def others(self, many: int) -> list[WorkUnit]:
        found = []
        for _turn in range(many):
            unit = make_unit()
            with clock.at(clock.at_midday(BEGINS)):
                make_enrolment(actor=self.cast.coordinator, cohort=self.cohort, work_unit=unit)
            found.append(unit)
        return found


@pytest.fixture(autouse=True)
def months_later() -> Iterator[None]:
    """26 November 2026: the three months after are over, the six are not. Refusals are read as they are written."""
    with clock.at(LATER), override("en"):
        yield


@pytest.fixture
def units(cast: Cast) -> Units:
    RoleAssignment.objects.update(valid_from=date(2026, 1, 1))
    with clock.at(clock.at_midday(date(2026, 3, 2))):
        cohort = make_cohort(actor=cast.coordinator, starts_on=BEGINS, name="Angkatan 1")
        add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
        enrolment = make_enrolment(
            actor=cast.coordinator, cohort=cohort, name="Budi Santoso", work_unit=cast.unit, rank="III/c"
        )
    return Units(cast, cohort, enrolment)


def report(units: Units, unit: WorkUnit, month: date, **values: Any) -> UnitMonth:
    """What a unit reports of one month: the usual figures unless said otherwise."""
    return report_month(actor=units.cast.coordinator, unit=unit, month=month, values=VALUES | values)


def report_all(units: Units, unit: WorkUnit, months: list[date], **values: Any) -> None:
    for month in months:
        report(units, unit, month, **values)


def url(name: str, *args: Any) -> str:
    return reverse(f"evaluation:{name}", args=args)
