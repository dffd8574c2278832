"""A running cohort with two graders, a task with a rubric, and somebody who handed it in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from assignments.models import Task, Work
from courses.models import Cohort, Enrolment
from courses.services.facilitators import add_facilitator
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User
from tests.conftest import Cast
from tests.factories.assignments.grading import make_task, make_work
from tests.factories.courses import DURING, make_cohort, make_enrolment
from tests.factories.people import give_role, make_user


@pytest.fixture(autouse=True)
def in_the_online_stage() -> Iterator[None]:
    with clock.at(DURING):
        yield


@dataclass
class Desk:
    """What a test of grading begins with."""

    cast: Cast
    cohort: Cohort
    grader: User
    second: User
    participant: User
    enrolment: Enrolment
    task: Task
    work: Work


@pytest.fixture
def desk(cast: Cast) -> Desk:
    cohort = make_cohort(actor=cast.coordinator)
    second = make_user(email="facilitator2@example.test", name="Penilai Kedua")
    give_role(second, Role.FACILITATOR)
    for one in (cast.facilitator, second):
        add_facilitator(actor=cast.coordinator, cohort=cohort, user=one)
    participant = make_user(email="peserta@example.test", name="Ratna Juwita", work_unit=cast.unit)
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, user=participant)
    task = make_task(actor=cast.coordinator, cohort=cohort)
    return Desk(
        cast=cast,
        cohort=cohort,
        grader=cast.facilitator,
        second=second,
        participant=participant,
        enrolment=enrolment,
        task=task,
        work=make_work(task=task, enrolment=enrolment),
    )
