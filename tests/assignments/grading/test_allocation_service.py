"""New work finds its grader by unit, evenly or by the task; it is handed over, and somebody away is stood in for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from assignments.enums import AllocationMode, WorkState
from assignments.models import GraderAbsence, Work
from assignments.services import allocation
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry, User
from tests.assignments.grading.conftest import Desk
from tests.factories.assignments.grading import make_works
from tests.factories.courses import make_enrolment
from tests.factories.people import make_unit, make_user

M = AllocationMode


def newcomers(desk: Desk, many: int, **person: object) -> list[Work]:
    people = [
        make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort, user=make_user(**person)) for _ in range(many)
    ]
    return make_works(task=desk.task, enrolments=people)


def plan(desk: Desk, mode: str, **rest: object) -> None:
    allocation.set_plan(actor=desk.cast.coordinator, cohort=desk.cohort, mode=mode, **rest)


def test_without_a_plan_whoever_takes_it(desk: Desk) -> None:
    assert {work.grader for work in newcomers(desk, 2)} == {None}


def test_by_unit(desk: Desk) -> None:
    far = make_unit()
    plan(desk, M.BY_UNIT, by_unit={desk.cast.unit: desk.grader})
    assert [work.grader for work in newcomers(desk, 1, work_unit=desk.cast.unit)] == [desk.grader]
    assert [work.grader for work in newcomers(desk, 1, work_unit=far)] == [None]


def test_evenly_the_one_with_the_least_waiting(desk: Desk) -> None:
    Work.objects.update(grader=desk.grader)
    plan(desk, M.EVEN, even=[desk.grader, desk.second])
    assert Counter(work.grader for work in newcomers(desk, 3)) == {desk.second: 2, desk.grader: 1}


def test_graders_named_for_the_task_come_first(desk: Desk) -> None:
    plan(desk, M.BY_UNIT, by_unit={desk.cast.unit: desk.grader})
    desk.task.graders.add(desk.second)
    assert [work.grader for work in newcomers(desk, 1, work_unit=desk.cast.unit)] == [desk.second]


def test_only_those_in_charge_grade(desk: Desk) -> None:
    with pytest.raises(Refusal):
        plan(desk, M.EVEN, even=[desk.cast.outsider])
    with pytest.raises(Refusal):
        plan(desk, M.EVEN)


def test_what_waits_is_shared_out(desk: Desk) -> None:
    newcomers(desk, 3)
    plan(desk, M.EVEN, even=[desk.grader, desk.second])
    assert allocation.share_out(actor=desk.cast.coordinator, cohort=desk.cohort) == 4
    assert Counter(Work.objects.values_list("grader", flat=True)) == {desk.grader.pk: 2, desk.second.pk: 2}
    assert allocation.share_out(actor=desk.cast.coordinator, cohort=desk.cohort) == 0


def test_handed_over(desk: Desk) -> None:
    allocation.transfer(actor=desk.cast.coordinator, works=[desk.work], to=desk.second)
    desk.work.refresh_from_db()
    assert desk.work.grader == desk.second


def test_handed_over_by_two_at_once(desk: Desk) -> None:
    stale = Work.objects.select_related("cohort").get(pk=desk.work.pk)
    allocation.transfer(actor=desk.cast.coordinator, works=[desk.work], to=desk.second)
    with pytest.raises(Conflict):
        allocation.transfer(actor=desk.cast.coordinator, works=[stale], to=desk.grader)


@pytest.mark.parametrize("many", [1, 3])
def test_handing_over_many_costs_as_much_as_one(
    desk: Desk, many: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    people = [make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort) for _ in range(many - 1)]
    make_works(task=desk.task, enrolments=people)
    works = list(Work.objects.select_related("cohort"))
    with django_assert_num_queries(5):
        allocation.transfer(actor=desk.cast.coordinator, works=works, to=desk.second, reason="Cuti")
    assert set(Work.objects.values_list("grader", flat=True)) == {desk.second.pk}
    assert AuditEntry.objects.filter(action="assignments.work.transfer").count() == many


def test_what_is_graded_stays(desk: Desk) -> None:
    Work.objects.update(state=WorkState.RETURNED)
    with pytest.raises(Conflict):
        allocation.transfer(actor=desk.cast.coordinator, works=[desk.work], to=desk.second)


def test_two_markings_need_two_people(desk: Desk) -> None:
    Work.objects.update(second_grader=desk.second)
    work = Work.objects.select_related("cohort").get()
    with pytest.raises(Refusal):
        allocation.transfer(actor=desk.cast.coordinator, works=[work], to=desk.second)


def away(desk: Desk, *, substitute: User | None, start: int = 0, days: int = 3) -> GraderAbsence:
    today = clock.today()
    return allocation.record_absence(
        actor=desk.cast.coordinator,
        grader=desk.grader,
        first_day=today + timedelta(days=start),
        last_day=today + timedelta(days=start + days),
        substitute=substitute,
    )


def test_the_substitute_takes_over_at_once(desk: Desk) -> None:
    Work.objects.update(grader=desk.grader)
    absence = away(desk, substitute=desk.second)
    assert Work.objects.get().grader == desk.second
    assert away(desk, substitute=desk.second) == absence


def test_new_work_goes_to_the_substitute_until_the_last_day(desk: Desk) -> None:
    plan(desk, M.BY_UNIT, by_unit={desk.cast.unit: desk.grader})
    away(desk, substitute=desk.second)
    assert newcomers(desk, 1, work_unit=desk.cast.unit)[0].grader == desk.second
    with clock.at(clock.now() + timedelta(days=4)):
        assert newcomers(desk, 1, work_unit=desk.cast.unit)[0].grader == desk.grader


def test_days_to_come_are_handed_over_by_the_clock(desk: Desk) -> None:
    Work.objects.update(grader=desk.grader)
    away(desk, substitute=None, start=2)
    assert allocation.hand_over_due() == 0
    with clock.at(clock.now() + timedelta(days=2)):
        assert (allocation.hand_over_due(), allocation.hand_over_due()) == (1, 0)
    assert Work.objects.get().grader is None


def test_back_earlier(desk: Desk) -> None:
    absence = away(desk, substitute=desk.second)
    allocation.end_absence(actor=desk.cast.coordinator, absence=absence)
    assert not GraderAbsence.objects.exists()


def test_wrong_days_and_wrong_people(desk: Desk) -> None:
    with pytest.raises(Refusal):
        away(desk, substitute=None, days=-1)
    with pytest.raises(Refusal):
        away(desk, substitute=desk.grader)
    away(desk, substitute=None)
    with pytest.raises(Refusal):
        allocation.record_absence(
            actor=desk.cast.coordinator,
            grader=desk.second,
            first_day=clock.today(),
            last_day=clock.today(),
            substitute=desk.grader,
        )
