"""Two at the same moment: a scan while the class is being closed, two who tap the same person, two who plan the same hour."""

from __future__ import annotations

import pytest

from courses.enums import AttendanceState, ScanWay
from courses.models import Attendance, AttendanceScan, ClassMeeting, Cohort, Enrolment
from courses.services import attendance, meetings
from courses.services.attendance import Seen
from lms.people import clock
from lms.people.errors import Refusal
from tests.conftest import Cast
from tests.courses.services.test_learning import meanwhile
from tests.factories.classes import at, make_meeting, make_plan
from tests.factories.courses import make_cohort, make_enrolment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting(cast: Cast, cohort: Cohort) -> ClassMeeting:
    return make_meeting(actor=cast.coordinator, cohort=cohort, trainer=cast.facilitator)


@pytest.fixture
def ratna(cast: Cast, cohort: Cohort) -> Enrolment:
    return make_enrolment(actor=cast.coordinator, cohort=cohort, name="Ratna")


def count_in(cast: Cast, meeting: ClassMeeting, who: Enrolment, *, minute: int = 0) -> None:
    with clock.at(at(12)):
        fact = Seen(who, at(8, minute), ScanWay.OFFLINE, f"tap-{minute:04}")
        attendance.take(actor=cast.facilitator, meeting=meeting, seen=[fact])


def close(cast: Cast, meeting: ClassMeeting) -> None:
    with clock.at(at(12)):
        attendance.hold(actor=cast.facilitator, meeting=meeting)


@pytest.mark.parametrize("closed_first", [True, False])
def test_a_fact_that_comes_in_while_the_class_is_closed_counts(
    cast: Cast, meeting: ClassMeeting, ratna: Enrolment, closed_first: bool
) -> None:
    acts = [lambda: close(cast, meeting), lambda: count_in(cast, meeting, ratna)]
    meanwhile(*(acts if closed_first else acts[::-1]))
    ratna.refresh_from_db()
    assert Attendance.objects.get().state == AttendanceState.PRESENT
    assert ratna.class_jp == 5


def test_of_two_facts_the_earlier_one_is_the_arrival(cast: Cast, meeting: ClassMeeting, ratna: Enrolment) -> None:
    meanwhile(lambda: count_in(cast, meeting, ratna, minute=5), lambda: count_in(cast, meeting, ratna, minute=40))
    assert AttendanceScan.objects.count() == 2
    assert Attendance.objects.get().arrived_at == at(8, 5)


def test_of_two_who_plan_the_same_room_one_is_told(cast: Cast, cohort: Cohort) -> None:
    other = make_cohort(actor=cast.coordinator, version=cohort.version)
    told = []

    def plan(which: Cohort) -> None:
        try:
            meetings.plan_meeting(actor=cast.coordinator, cohort=which, plan=make_plan(which))
        except Refusal as refusal:
            told.append(str(refusal))

    meanwhile(lambda: plan(cohort), lambda: plan(other))
    assert (ClassMeeting.objects.count(), len(told)) == (1, 1)
