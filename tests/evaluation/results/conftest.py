"""A cohort whose surveys are closed, somebody in charge of it, and a clock that stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from courses.models import Cohort
from courses.services.facilitators import add_facilitator
from lms.evaluation.models import SurveyRun
from lms.people import clock
from lms.people.models import RoleAssignment
from tests.conftest import Cast
from tests.factories.courses import DURING, START, make_cohort
from tests.factories.survey_results import make_run


@dataclass
class Place:
    """Where results are read: the cast, and a cohort that the facilitator is in charge of."""

    cast: Cast
    cohort: Cohort

    def run(self, answers: Any, **fields: Any) -> SurveyRun:
        return make_run(
            actor=self.cast.coordinator, cohort=fields.pop("cohort", self.cohort), answers=answers, **fields
        )


@pytest.fixture(autouse=True)
def during() -> Iterator[None]:
    """The clock stands; refusals are read as they are written."""
    with clock.at(DURING), override("en"):
        yield


@pytest.fixture
def place(cast: Cast) -> Place:
    RoleAssignment.objects.update(valid_from=START)
    cohort = make_cohort(actor=cast.coordinator)
    add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    return Place(cast, cohort)


def url(name: str, *args: Any) -> str:
    return reverse(f"evaluation:{name}", args=args)


def answer(step: int, **more: Any) -> dict[str, Any]:
    """Somebody who answers both questions of the first section alike."""
    return {"jelas": step, "sesuai": step, **more}
