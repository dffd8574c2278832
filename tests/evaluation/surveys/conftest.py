"""The fixtures of surveys: a cohort that is asked, in the middle of its online stage, refusals read as they are written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from lms.people import clock
from lms.people.models import RoleAssignment, User
from tests.conftest import Cast
from tests.evaluation.surveys.asked import Surveyed, make_surveyed
from tests.factories.courses import DURING, START


@pytest.fixture(autouse=True)
def in_the_course() -> Iterator[None]:
    with clock.at(DURING), override("en"):
        yield


@pytest.fixture
def cast(cast: Cast) -> Cast:
    """The same cast, reading English."""
    User.objects.update(language="en")
    return cast


@pytest.fixture
def surveyed(cast: Cast) -> Surveyed:
    # The cast's roles are older than the cohort.
    RoleAssignment.objects.update(valid_from=START)
    found = make_surveyed(cast)
    User.objects.update(language="en")
    return found
