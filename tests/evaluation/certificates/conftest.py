"""A running cohort whose facilitator is in charge, at a time at which its people may have results."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from courses.models import Cohort
from courses.services.facilitators import add_facilitator
from lms.celery import app
from lms.people import clock
from tests.conftest import Cast
from tests.factories.courses import DURING, make_cohort


@pytest.fixture(autouse=True)
def a_day() -> Iterator[None]:
    with clock.at(DURING):
        yield


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    cohort = make_cohort(actor=cast.coordinator, capacity=5000)
    add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    return cohort


@pytest.fixture
def quiet_bell() -> Iterator[None]:
    """Let the bell ring into an empty room, as where the worker is busy: what is to be done waits in its row."""
    app.conf.task_always_eager = False
    yield
    app.conf.task_always_eager = True
