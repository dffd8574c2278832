"""Who is reminded of a form that is due, or overdue, and until when."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from assignments.models import Extension, Task
from assignments.queries.reminders import tasks
from assignments.queries.tasks import due_at
from assignments.services import telling
from assignments.services.submissions import hand_in, return_for_improvement
from courses.models import Cohort, Enrolment
from lms.notices.models import Notice
from lms.people import clock
from tests.conftest import Cast
from tests.factories.assignments.submissions import ANSWERS, make_handed_in
from tests.factories.courses import make_enrolment
from tests.factories.people import make_unit

pytestmark = pytest.mark.django_db


def kinds_at(hours: float, task: Task, enrolment: Enrolment) -> list[str]:
    """What is yielded so many hours from the due instant."""
    return [one.kind.removeprefix("assignments.") for one in tasks(due_at(task, enrolment) + timedelta(hours=hours))]


def test_due_in_two_days_then_overdue_then_no_more(task: Task, enrolment: Enrolment) -> None:
    assert kinds_at(-49, task, enrolment) == []
    assert kinds_at(-48, task, enrolment) == ["task_due"]
    assert kinds_at(0, task, enrolment) == ["task_due"], "the due minute is still in time"
    assert kinds_at(0.1, task, enrolment) == ["task_overdue"]
    assert kinds_at(24 * 15, task, enrolment) == []


def test_what_is_handed_in_is_not_reminded_of(task: Task, enrolment: Enrolment) -> None:
    make_handed_in(task=task, enrolment=enrolment)
    assert kinds_at(-1, task, enrolment) == []
    assert kinds_at(1, task, enrolment) == []


def test_each_in_the_own_zone_and_with_the_own_extension(
    cast: Cast, cohort: Cohort, task: Task, enrolment: Enrolment
) -> None:
    east = make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=make_unit(time_zone="Asia/Jayapura"))
    longer = make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit)
    Extension.objects.create(
        task=task, enrolment=longer, due_on=task.due_on + timedelta(days=7), reason="Sakit", actor=cast.coordinator
    )
    at = due_at(task, east) + timedelta(minutes=1)
    found = {one.to: one.kind for one in tasks(at)}
    assert found == {east.user: "assignments.task_overdue", enrolment.user: "assignments.task_due"}
    assert kinds_at(-1, task, longer).count("task_due") == 1


def test_the_same_queries_for_one_person_and_for_three(
    cast: Cast, cohort: Cohort, task: Task, enrolment: Enrolment, django_assert_num_queries: Callable[..., Any]
) -> None:
    at = due_at(task, enrolment)
    with django_assert_num_queries(5):
        assert len(list(tasks(at))) == 1
    for _ in range(2):
        make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit)
    with django_assert_num_queries(5):
        assert len(list(tasks(at))) == 3


def test_what_came_back_leaves_the_bell_when_it_is_handed_in_again(
    cast: Cast, task: Task, enrolment: Enrolment
) -> None:
    version = make_handed_in(task=task, enrolment=enrolment)
    submission = version.submission
    return_for_improvement(actor=cast.facilitator, submission=submission, version=version, reason="Lengkapi")
    telling.returned(actor=cast.facilitator, submission=submission, version=version, reason="Lengkapi")
    back = Notice.objects.unread().filter(kind="assignments.returned")
    assert back.count() == 1
    hand_in(actor=enrolment.user, submission=submission, answers=ANSWERS, idempotency_key=uuid.uuid4().hex)
    assert back.count() == 0
    assert clock.now() < due_at(task, enrolment)
