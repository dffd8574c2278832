"""Forms, cohorts and tasks on the fifth day of the online stage."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assignments.models import FormVersion, Task
from courses.models import Cohort
from courses.services.facilitators import add_facilitator
from lms.people import clock
from tests.conftest import Cast
from tests.factories.assignments.taskforms import make_form, make_form_version, make_task
from tests.factories.courses import DURING, make_cohort


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
def published(cast: Cast) -> FormVersion:
    return make_form_version(actor=cast.coordinator, form=make_form(actor=cast.coordinator), closer=cast.admin)


@pytest.fixture
def task(cast: Cast, cohort: Cohort, published: FormVersion) -> Task:
    return make_task(actor=cast.coordinator, cohort=cohort, version=published)
