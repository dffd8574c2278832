"""A running cohort in the second week of its field practice: two participants of two units, a facilitator in charge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from courses.models import Cohort, Enrolment
from courses.services.facilitators import add_facilitator
from lms.people import clock
from tests.conftest import Cast
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.fieldpractice import make_placement
from tests.factories.people import make_unit

NOW = datetime(2026, 9, 16, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_the_field() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    cohort = make_cohort(actor=cast.coordinator, name="Angkatan Uji")
    add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    return cohort


@pytest.fixture
def one(cast: Cast, cohort: Cohort) -> Enrolment:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, name="Sari Wulandari", work_unit=cast.unit)
    make_placement(enrolment, actor=cast.coordinator)
    return enrolment


@pytest.fixture
def two(cast: Cast, cohort: Cohort) -> Enrolment:
    unit = make_unit(name="BPVP Kendari")
    return make_enrolment(actor=cast.coordinator, cohort=cohort, name="Bagus Pratama", work_unit=unit)
