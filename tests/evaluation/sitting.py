"""A cohort with three people and a panel of three: ILO-Jakarta and two units of the ministry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.utils.translation import override

from courses.models import Cohort, Enrolment
from courses.services.facilitators import add_facilitator
from lms.evaluation.models import PanelMember, Scheme
from lms.people import clock
from lms.people.enums import Column
from lms.people.models import RoleAssignment
from tests.conftest import Cast
from tests.factories.courses import DURING, START, make_cohort, make_enrolment
from tests.factories.evaluation_panel import adopt, seat
from tests.factories.people import make_reviewer


@dataclass
class Sitting:
    """A cohort, its people and its panel. The scheme counts the panel alone."""

    cast: Cast
    cohort: Cohort
    people: list[Enrolment]
    members: list[PanelMember]
    scheme: Scheme


@pytest.fixture(autouse=True)
def in_the_cohort() -> Iterator[None]:
    with clock.at(DURING), override("en"):
        yield


@pytest.fixture
def bare(cast: Cast) -> Sitting:
    """No scheme yet."""
    RoleAssignment.objects.update(valid_from=START)
    cohort = make_cohort(actor=cast.coordinator)
    add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    people = [
        make_enrolment(actor=cast.coordinator, cohort=cohort, name=name)
        for name in ("Ayu Lestari", "Budi Santoso", "Citra Dewi")
    ]
    reviewers = [cast.reviewer, *(make_reviewer(column) for column in (Column.BPK, Column.LEMLATVOK))]
    RoleAssignment.objects.update(valid_from=START)
    return Sitting(cast, cohort, people, seat(cohort, *reviewers, actor=cast.coordinator), None)  # type: ignore[arg-type]


@pytest.fixture
def sitting(bare: Sitting) -> Sitting:
    bare.scheme = adopt(bare.cohort, actor=bare.cast.coordinator)
    return bare
