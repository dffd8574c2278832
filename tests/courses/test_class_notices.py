"""Reminders before a class, and what stands in somebody's calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from courses.class_notices import MOVED, NAMED, UNCLOSED, events, reminders, unclosed
from courses.enums import EnrolmentState
from courses.models import Cohort, MeetingTrainer
from courses.services import attendance, cohorts, meetings
from courses.services.facilitators import add_facilitator, end_facilitator
from lms.notices.models import Notice
from lms.notices.services import remind
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User
from lms.people.services import end_role
from tests.conftest import Cast
from tests.factories.classes import FIRST, at, make_meeting, make_plan
from tests.factories.courses import make_enrolment
from tests.factories.people import give_role, make_user


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


def named(user: User) -> list[Notice]:
    return list(Notice.objects.filter(to=user, kind=NAMED, withdrawn_at__isnull=True).order_by("pk"))


def test_who_is_named_to_teach_a_class_is_told_of_its_time_with_the_way_to_it(cast: Cast, cohort: Cohort) -> None:
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort, trainer=cast.facilitator)
    (notice,) = named(cast.facilitator)
    assert notice.path == meeting.get_absolute_url()
    assert (notice.values["class"], notice.values["hours"]) == ("Konseling kerja", "08.00–12.00 WITA")
    # Who stands in for somebody hears of it; who does not teach any more no longer has it on the screen.
    other = make_user()
    meetings.remove_trainer(actor=cast.coordinator, trainer=MeetingTrainer.objects.select_related("meeting").get())
    meetings.add_trainer(actor=cast.coordinator, meeting=meeting, user=other)
    meetings.add_trainer(actor=cast.coordinator, meeting=meeting, name="Dr. Budi")
    assert (len(named(cast.facilitator)), len(named(other))) == (0, 1)
    # Named again it is told again.
    meetings.add_trainer(actor=cast.coordinator, meeting=meeting, user=cast.facilitator)
    assert len(named(cast.facilitator)) == 1


def test_nobody_is_told_of_naming_oneself_nor_of_a_class_that_is_over(cast: Cast, cohort: Cohort) -> None:
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort, trainer=cast.coordinator)
    gone = make_meeting(actor=cast.coordinator, cohort=cohort, on=FIRST + timedelta(days=1))
    meetings.cancel_meeting(actor=cast.coordinator, meeting=gone, reason="Banjir")
    meetings.add_trainer(actor=cast.coordinator, meeting=gone, user=cast.facilitator)
    with clock.at(meeting.ends_at):
        meetings.add_trainer(actor=cast.coordinator, meeting=meeting, user=cast.facilitator)
    assert not Notice.objects.filter(kind=NAMED).exists()


def test_the_time_told_to_a_trainer_is_taken_back_when_it_does_not_hold(cast: Cast, cohort: Cohort) -> None:
    one, two, three = (
        make_meeting(
            actor=cast.coordinator, cohort=cohort, trainer=cast.facilitator, begins=(8 + n, 0), ends=(9 + n, 0)
        )
        for n in range(3)
    )
    assert len(named(cast.facilitator)) == 3
    later = make_plan(cohort, begins=(14, 0), ends=(15, 0))
    meetings.change_meeting(actor=cast.coordinator, meeting=one, plan=later, seen=0)
    assert [row.path for row in named(cast.facilitator)] == [two.get_absolute_url(), three.get_absolute_url()]
    assert Notice.objects.get(kind=MOVED).to == cast.facilitator
    meetings.cancel_meeting(actor=cast.coordinator, meeting=two, reason="Banjir")
    assert [row.path for row in named(cast.facilitator)] == [three.get_absolute_url()]
    cohorts.cancel_cohort(actor=cast.coordinator, cohort=cohort, reason="Anggaran")
    assert not named(cast.facilitator)


def test_who_is_in_charge_of_the_cohort_is_told_of_a_move_and_finds_it_in_the_calendar(
    cast: Cast, cohort: Cohort
) -> None:
    charge = add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort)
    later = replace(make_plan(cohort), starts_at=at(9))
    meetings.change_meeting(actor=cast.coordinator, meeting=meeting, plan=later, seen=0)
    assert Notice.objects.get(kind="courses.class_moved").to == cast.facilitator
    assert [event.starts_at for event in events(cast.facilitator)] == [at(9)]
    end_facilitator(actor=cast.coordinator, facilitator=charge)
    with clock.at(clock.now() + timedelta(days=1)):
        meetings.cancel_meeting(actor=cast.coordinator, meeting=meeting, reason="Banjir")
        assert not Notice.objects.filter(kind="courses.class_cancelled").exists()
        assert not list(events(cast.facilitator))


def test_whose_role_has_ended_has_no_class_in_charge_any_more(cast: Cast, cohort: Cohort) -> None:
    """The charge itself stays open when a role ends; the pages are closed from then on, and so is everything that leads to them."""
    guide, closed = make_user(), make_user()
    roles = [give_role(one, Role.FACILITATOR) for one in (guide, closed)]
    for one in (guide, closed):
        add_facilitator(actor=cast.coordinator, cohort=cohort, user=one)
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort)
    assert {one.to for one in unclosed(at(14))} == {guide, closed}
    assert len(list(events(guide))) == 1
    end_role(actor=cast.admin, assignment=roles[0])
    User.objects.filter(pk=closed.pk).update(is_active=False)
    with clock.at(clock.now() + timedelta(days=1)):
        meetings.change_meeting(
            actor=cast.coordinator, meeting=meeting, plan=replace(make_plan(cohort), starts_at=at(9)), seen=0
        )
        assert not Notice.objects.filter(kind="courses.class_moved").exists()
        assert not list(events(guide))
        assert [one.to for one in unclosed(at(14))] == [cast.coordinator], "a class is not left to who cannot open it"


def test_a_closed_account_is_reminded_of_nothing_and_leaves_the_class_to_others(cast: Cast, cohort: Cohort) -> None:
    gone = make_user()
    make_meeting(actor=cast.coordinator, cohort=cohort, trainer=gone)
    assert [one.to for one in reminders(at(7))] == [gone]
    assert [one.to for one in unclosed(at(14))] == [gone]
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert not list(reminders(at(7)))
    assert [one.to for one in unclosed(at(14))] == [cast.coordinator]
    add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    assert [one.to for one in unclosed(at(14))] == [cast.facilitator]


def test_a_class_that_nobody_closed_is_left_to_its_trainer_until_it_is_closed(cast: Cast, cohort: Cohort) -> None:
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort, trainer=cast.facilitator)
    make_meeting(actor=cast.coordinator, cohort=cohort, on=FIRST + timedelta(days=1))
    assert not list(unclosed(at(13, 59)))
    with clock.at(at(14)):
        remind()
        notice = Notice.objects.get(kind=UNCLOSED)
        assert (notice.to, notice.path) == (cast.facilitator, f"{meeting.get_absolute_url()}attendance/")
        attendance.hold(actor=cast.facilitator, meeting=meeting)
        remind()
    notice.refresh_from_db()
    assert notice.withdrawn_at is not None


def test_without_a_trainer_it_is_left_to_who_is_in_charge_and_else_to_the_organisers(
    cast: Cast, cohort: Cohort
) -> None:
    make_meeting(actor=cast.coordinator, cohort=cohort)
    assert [one.to for one in unclosed(at(14))] == [cast.coordinator]
    other = make_user()
    give_role(other, Role.FACILITATOR)
    add_facilitator(actor=cast.coordinator, cohort=cohort, user=other)
    with clock.at(at(14)):
        assert [one.to for one in unclosed(at(14))] == [other]


def test_looking_for_classes_left_open_costs_the_same_for_one_and_for_three(
    cast: Cast, cohort: Cohort, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        make_meeting(actor=cast.coordinator, cohort=cohort, begins=(8 + number, 0), ends=(9 + number, 0))
        with django_assert_num_queries(4):
            assert len(list(unclosed(at(20)))) == number + 1
