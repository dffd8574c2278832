"""A running cohort on the third day of its online stage, and one person in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from courses.models import Cohort, Enrolment
from courses.services.facilitators import add_facilitator
from lms.people import clock
from tests.conftest import Cast
from tests.factories.courses import DURING, make_cohort, make_enrolment


@pytest.fixture(autouse=True)
def in_the_online_stage() -> Iterator[None]:
    with clock.at(DURING):
        yield


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    cohort = make_cohort(actor=cast.coordinator)
    add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    return cohort


@pytest.fixture
def enrolment(cast: Cast, cohort: Cohort) -> Enrolment:
    return make_enrolment(actor=cast.coordinator, cohort=cohort, name="Sekar Wening")
