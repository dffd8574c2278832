"""A running cohort with three people in it, in the second week of its field practice, and a host."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from courses.models import Cohort, Enrolment
from courses.services.facilitators import add_facilitator
from fieldpractice.models import ZoomHost
from fieldpractice.services.groups import keep_host
from lms.people import clock
from tests.conftest import Cast
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import make_unit
from tests.fieldpractice.zoom.standin import standin

__all__ = ["standin"]

# A Wednesday, 10.00 WIB.
NOW = datetime(2026, 9, 16, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_field_practice() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    found = make_cohort(actor=cast.coordinator, capacity=40)
    add_facilitator(actor=cast.coordinator, cohort=found, user=cast.facilitator)
    return found


@pytest.fixture
def people(cast: Cast, cohort: Cohort) -> list[Enrolment]:
    units = [make_unit(time_zone=zone) for zone in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")]
    return [make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=unit) for unit in units]


@pytest.fixture
def host(cast: Cast, cohort: Cohort) -> ZoomHost:
    return keep_host(
        actor=cast.coordinator,
        programme=cohort.programme,
        name="Zoom 1",
        email="zoom1@example.test",
        user=cast.facilitator,
    )


def draft(cohort: Cohort, **fields: Any) -> Any:
    """A session of an hour and a half tomorrow, unless said otherwise."""
    from datetime import timedelta

    from fieldpractice.services.sessions import SessionDraft

    begins = fields.pop("starts_at", NOW + timedelta(days=1))
    values = {"title": "Pemantauan 1", "ends_at": begins + timedelta(minutes=90)} | fields
    return SessionDraft(starts_at=begins, **values)
