"""A running cohort with one task, a participant, and the hour in which everything happens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assignments.models import Task
from courses.models import Cohort, Enrolment
from lms.people import clock
from tests.conftest import Cast
from tests.factories.assignments.submissions import make_task
from tests.factories.courses import DURING, make_cohort, make_enrolment


@pytest.fixture(autouse=True)
def during() -> Iterator[None]:
    with clock.at(DURING):
        yield


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    return make_cohort(actor=cast.coordinator)


@pytest.fixture
def enrolment(cast: Cast, cohort: Cohort) -> Enrolment:
    return make_enrolment(actor=cast.coordinator, cohort=cohort, name="Sari Peserta", work_unit=cast.unit)


@pytest.fixture
def task(cast: Cast, cohort: Cohort) -> Task:
    return make_task(actor=cast.coordinator, cohort=cohort)
