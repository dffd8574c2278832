"""Work that is put on the desk waits once, comes back after a return, and finds its grader."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assignments.enums import Marking, WorkKind, WorkState
from assignments.models import Work
from assignments.services.works import put_many_on_desk, put_on_desk
from lms.people import clock
from tests.assignments.grading.conftest import Desk
from tests.factories.assignments.grading import make_submission, piece_of
from tests.factories.courses import make_enrolment


def test_waits_since_it_was_handed_in(desk: Desk) -> None:
    assert (desk.work.kind, desk.work.state, desk.work.times) == (WorkKind.FORM, WorkState.WAITING, 1)
    assert desk.work.waiting_since == clock.now()
    assert desk.work.work_unit == desk.cast.unit


def test_put_twice_waits_once_since_the_first_time(desk: Desk) -> None:
    with clock.at(clock.now() + timedelta(hours=3)):
        again = put_on_desk(**vars(piece_of(desk.work.submission)))
    assert again == desk.work
    assert again.waiting_since == desk.work.waiting_since
    assert Work.objects.count() == 1


def test_what_was_returned_waits_anew_with_its_grader(desk: Desk) -> None:
    Work.objects.update(state=WorkState.RETURNED, grader=desk.grader, awaits=Marking.SECOND)
    with clock.at(clock.now() + timedelta(days=2)):
        again = put_on_desk(**vars(piece_of(desk.work.submission)))
        assert again.waiting_since == clock.now()
    kept = Work.objects.get()
    assert (kept.state, kept.awaits, kept.times, kept.grader) == (WorkState.WAITING, Marking.FIRST, 2, desk.grader)
    assert (again.state, again.times) == (kept.state, kept.times)


def test_without_a_thing_it_is_no_work(desk: Desk) -> None:
    with pytest.raises(ValueError, match="one thing"):
        put_on_desk(
            subject="task:1", cohort=desk.cohort, enrolment=desk.enrolment, rubric=None, points_max=desk.work.points_max
        )


@pytest.mark.parametrize("many", [1, 3])
def test_many_cost_as_much_as_one(desk: Desk, many: int) -> None:
    people = [make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort) for _ in range(many)]
    pieces = [piece_of(make_submission(task=desk.task, enrolment=one)) for one in people]
    with CaptureQueriesContext(connection) as asked:
        works = put_many_on_desk(pieces=pieces)
    assert [work.submission for work in works] == [piece.submission for piece in pieces]
    assert len([query for query in asked if "SAVEPOINT" not in query["sql"]]) == 4
