"""The demo's desk: two graders, work in every state, and the same world from the same seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from assignments.enums import WorkState
from assignments.models import Grade, GradeDraft, RegradeRequest, Rubric, Work
from courses.services.facilitators import add_facilitator
from lms.demo.grading import build_grades, build_rubrics
from lms.people import clock
from lms.people.enums import Role
from tests.conftest import Cast
from tests.factories.assignments.grading import make_task, make_works
from tests.factories.courses import DURING, make_cohort, make_enrolment
from tests.factories.people import give_role, make_user


@pytest.fixture(autouse=True)
def in_the_online_stage() -> Iterator[None]:
    with clock.at(DURING):
        yield


def test_work_in_every_state_by_two_graders(cast: Cast) -> None:
    second = make_user(name="Penilai Kedua")
    give_role(second, Role.FACILITATOR)
    staff = {"koordinator": cast.coordinator, "fasilitator": cast.facilitator, "fasilitator2": second}
    cohort = make_cohort(actor=cast.coordinator)
    add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    build_rubrics(staff=staff)
    rubric = Rubric.objects.get(code="dokumen-layanan").current
    task = make_task(actor=cast.coordinator, cohort=cohort, rubric=rubric)
    make_works(task=task, enrolments=[make_enrolment(actor=cast.coordinator, cohort=cohort) for _ in range(30)])
    with clock.at(clock.at_midday(DURING.date().replace(day=15))):
        build_grades(cohort=cohort, staff=staff, today=clock.today(), chance=Random(7))
    states = Counter(Work.objects.values_list("state", flat=True))
    assert set(states) == set(WorkState.values)
    assert states[WorkState.RELEASED] > states[WorkState.GRADED]
    assert states[WorkState.WAITING] == 6
    assert set(Grade.objects.values_list("grader", flat=True)) == {cast.facilitator.pk, second.pk}
    assert RegradeRequest.objects.count() == GradeDraft.objects.count() == 1
    assert all(grade.at > grade.work.waiting_since for grade in Grade.objects.select_related("work"))
