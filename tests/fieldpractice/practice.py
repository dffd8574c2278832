"""A cohort in its field practice: who takes part, the days, and the clock at one of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from courses.models import Cohort, Enrolment
from courses.services.facilitators import add_facilitator
from fieldpractice.models import LogbookEntry, Placement
from fieldpractice.services.logbook import keep_entry
from fieldpractice.services.placements import place_cohort
from lms.people import clock
from lms.people.models import RoleAssignment, User
from tests.conftest import Cast
from tests.factories.courses import make_cohort, make_enrolment

# The first Monday of the field stage of a cohort that began on 3 August.
FIRST = date(2026, 8, 31)


def on(number: int, *, hour: int = 10) -> datetime:
    """An hour WIB of the n-th day of the practice, from 0."""
    day = FIRST + timedelta(days=number)
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.WIB).astimezone(UTC)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


@dataclass
class Practice:
    """One participant of the supervisor's unit, placed; somebody else of another unit, not yet."""

    cast: Cast
    cohort: Cohort
    enrolment: Enrolment
    placement: Placement

    @property
    def user(self) -> User:
        return self.enrolment.user


@pytest.fixture(autouse=True)
def in_the_practice() -> Iterator[None]:
    """Monday of the third week, at ten. Refusals are read as they are written."""
    with clock.at(on(14)), override("en"):
        yield


@pytest.fixture
def practice(cast: Cast) -> Practice:
    # The cast's roles are older than the cohort.
    RoleAssignment.objects.update(valid_from=day(-60))
    with clock.at(on(-27)):
        cohort = make_cohort(actor=cast.coordinator)
        add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
        enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, name="Budi Santoso", work_unit=cast.unit)
        place_cohort(actor=cast.coordinator, cohort=cohort)
    placement = Placement.objects.select_related("enrolment__user", "enrolment__cohort").get(enrolment=enrolment)
    return Practice(cast, cohort, enrolment, placement)


def fresh(placement: Placement) -> Placement:
    """The same placement, read anew."""
    return Placement.objects.select_related("enrolment__user", "enrolment__cohort", "work_unit", "supervisor").get(
        pk=placement.pk
    )


def note(practice: Practice, number: int, **typed: Any) -> LogbookEntry:
    """What the participant notes for the n-th day: four hours of counselling unless said otherwise."""
    values: dict[str, Any] = {"service": 4, "served": 3, "hours": Decimal(4), "client_key": uuid.uuid4().hex} | typed
    values["hours"] = Decimal(str(values["hours"]))
    return keep_entry(actor=practice.user, placement=practice.placement, day=day(number), **values)
