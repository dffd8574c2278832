"""A running cohort with a participant, as in tests of courses."""

from __future__ import annotations

import pytest

from courses.models import Cohort, Enrolment
from courses.services.facilitators import add_facilitator
from tests.conftest import Cast
from tests.courses.conftest import in_the_online_stage
from tests.factories.courses import make_cohort, make_enrolment

__all__ = ["in_the_online_stage"]


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    cohort = make_cohort(actor=cast.coordinator)
    add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    return cohort


@pytest.fixture
def enrolment(cast: Cast, cohort: Cohort) -> Enrolment:
    return make_enrolment(actor=cast.coordinator, cohort=cohort, name="Sekar Wening")
