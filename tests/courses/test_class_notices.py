"""Reminders before a class, and what stands in somebody's calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from courses.class_notices import events, reminders
from courses.enums import EnrolmentState
from courses.models import Cohort
from courses.services import meetings
from lms.notices.models import Notice
from lms.notices.services import remind
from lms.people import clock
from tests.conftest import Cast
from tests.factories.classes import at, make_meeting, make_plan
from tests.factories.courses import make_enrolment


def test_who_has_a_seat_is_reminded_a_day_before_and_only_once(cast: Cast, cohort: Cohort) -> None:
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort)
    who = make_enrolment(actor=cast.coordinator, cohort=cohort)
    make_enrolment(actor=cast.coordinator, cohort=cohort, state=EnrolmentState.NOMINATED)
    assert not list(reminders(at(8) - timedelta(hours=24, seconds=1)))
    with clock.at(at(8) - timedelta(hours=24)):
        for _turn in range(2):
            remind()
    notice = Notice.objects.get(kind="courses.class_tomorrow")
    assert (notice.to, notice.path) == (who.user, meeting.get_absolute_url())
    assert notice.values["hours"] == "08.00–12.00 WITA"
    assert not list(reminders(at(8)))


def test_a_class_called_off_is_not_reminded_of_and_stays_in_the_calendar_as_such(cast: Cast, cohort: Cohort) -> None:
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort, trainer=cast.facilitator)
    who = make_enrolment(actor=cast.coordinator, cohort=cohort)
    for user in (who.user, cast.facilitator):
        (event,) = events(user)
        assert (event.uid, event.sequence, event.starts_at) == (f"class-{meeting.public_id}", 0, at(8))
        assert (event.zone, event.where, event.cancelled) == ("Asia/Makassar", "Aula BPVP Makassar", False)
    assert not list(events(cast.outsider))
    later = replace(make_plan(cohort), starts_at=at(9))
    meetings.change_meeting(actor=cast.coordinator, meeting=meeting, plan=later, seen=0)
    meetings.cancel_meeting(actor=cast.coordinator, meeting=meeting, reason="Banjir")
    (event,) = events(who.user)
    assert (event.uid, event.sequence, event.cancelled) == (f"class-{meeting.public_id}", 2, True)
    assert not list(reminders(at(8) - timedelta(hours=3)))
