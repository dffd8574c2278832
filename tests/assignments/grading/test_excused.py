"""Who is excused from a task is one answer: the gradebook, the weeks, the reminders and the count of accepted forms say the same."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assignments.enums import ExceptionKind, Standing
from assignments.queries.accepted import accepted_by_person, accepted_in
from assignments.queries.excused import excused_from, excused_from_tasks
from assignments.queries.gradebook import lines_of, people_of
from assignments.queries.reminders import tasks
from assignments.queries.standings import task_lines
from assignments.results import PartState
from assignments.services.gradebook import decide_exception
from courses.models import Enrolment
from lms.people import clock
from tests.assignments.grading.conftest import Desk
from tests.factories.assignments.grading import make_task
from tests.factories.courses import make_enrolment


def decide(desk: Desk, who: Enrolment, subject: str, *kinds: str) -> None:
    for number, kind in enumerate(kinds):
        decide_exception(
            actor=desk.cast.coordinator, enrolment=who, subject=subject, kind=kind, reason=f"Alasan {number}"
        )


def everywhere(desk: Desk, who: Enrolment, task: int) -> set[bool]:
    """Whether each place takes the person for excused; one answer where they agree."""
    (line,) = (
        one for one in lines_of(desk.cohort, people_of(desk.cohort, desk.cast.coordinator)) if one.enrolment == who.pk
    )
    (cell,) = (one for one in line.cells if one.column.subject == f"task:{task}")
    rows = Enrolment.objects.filter(pk=who.pk).select_related("work_unit", "cohort")
    (week,) = (one for one in task_lines(desk.cohort.pk, list(rows))[who.pk] if one.task.pk == task)
    told = any(one.about.pk == task and one.to.pk == who.user_id for one in tasks(clock.now()))
    return {
        cell.part.state == PartState.EXCUSED,
        week.state == Standing.EXCUSED,
        not told,
        (task, who.pk) in excused_from_tasks(enrolment__cohort=desk.cohort),
    }


def test_all_places_say_the_same_and_the_last_decision_counts(desk: Desk) -> None:
    due = make_task(actor=desk.cast.coordinator, cohort=desk.cohort, due_on=clock.today())
    one, two = (make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort) for _n in range(2))
    subject = f"task:{due.pk}"
    before = accepted_in(desk.cohort).asked
    decide(desk, one, subject, ExceptionKind.EXCUSED)
    decide(desk, two, subject, ExceptionKind.EXCUSED, ExceptionKind.LIFTED)
    assert everywhere(desk, one, due.pk) == {True}
    assert everywhere(desk, two, due.pk) == {False}
    assert accepted_in(desk.cohort).asked == before - due.count
    counted = accepted_by_person(desk.cohort)
    assert counted[one.pk].asked == counted[two.pk].asked - due.count


@pytest.mark.parametrize("many", [1, 3])
def test_the_reason_is_that_of_the_last_decision_and_costs_one_query(desk: Desk, many: int) -> None:
    subject = f"task:{desk.task.pk}"
    people = [make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort) for _n in range(many)]
    for one in people:
        decide(desk, one, subject, ExceptionKind.EXCUSED, ExceptionKind.LIFTED, ExceptionKind.EXCUSED)
    with CaptureQueriesContext(connection) as asked:
        found = excused_from(enrolment__in=[one.pk for one in people])
    assert found == {(subject, one.pk): "Alasan 2" for one in people}
    assert len(asked) == 1
