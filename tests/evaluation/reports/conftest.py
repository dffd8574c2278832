"""A report on a running cohort; refusals are read as they are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.utils.translation import override

from courses.models import Cohort
from courses.services.facilitators import add_facilitator
from lms.evaluation.models import ProgrammeReport
from lms.people import clock
from lms.people.enums import Column, Role
from lms.people.models import RoleAssignment, User
from tests.conftest import Cast
from tests.factories.courses import DURING, make_cohort, make_enrolment
from tests.factories.people import give_role, make_reviewer, make_user
from tests.factories.reports import make_report


@dataclass
class Desk:
    """Who writes and signs: PASKER and ILO sign; the facilitator of the cast is in charge of the cohort."""

    cast: Cast
    cohort: Cohort
    report: ProgrammeReport
    pasker: User
    elsewhere: User

    @property
    def actor(self) -> User:
        return self.cast.coordinator

    @property
    def ilo(self) -> User:
        return self.cast.reviewer


@pytest.fixture(autouse=True)
def during() -> Iterator[None]:
    with clock.at(DURING), override("en"):
        yield


@pytest.fixture
def desk(cast: Cast) -> Desk:
    elsewhere = make_user(email="elsewhere@example.test", name="Elsewhere")
    give_role(elsewhere, Role.FACILITATOR)
    pasker = make_reviewer(Column.PASKER, name="Pasker")
    RoleAssignment.objects.update(valid_from="2026-01-01")
    cohort = make_cohort(actor=cast.coordinator, capacity=4)
    add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    for name in ("Budi", "Sari"):
        make_enrolment(actor=cast.coordinator, cohort=cohort, name=name, work_unit=cast.unit)
    report = make_report(actor=cast.coordinator, cohorts=[cohort])
    User.objects.update(language="en")
    return Desk(cast, cohort, report, pasker, elsewhere)
