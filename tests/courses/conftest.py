"""A running cohort on the fifth day of its online stage."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from courses.models import Cohort
from lms.people import clock
from tests.conftest import Cast
from tests.factories.courses import DURING, make_cohort


@pytest.fixture(autouse=True)
def in_the_online_stage() -> Iterator[None]:
    with clock.at(DURING):
        yield


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    return make_cohort(actor=cast.coordinator)
