"""Attendance: what follows from facts, what a person decides, what the ledger says of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from courses import papers
from courses.attending import Times, decide
from courses.enums import AttendanceState, EnrolmentState, MeetingState, ScanWay
from courses.models import Attendance, AttendanceCorrection, AttendanceScan, ClassMeeting, Cohort, Enrolment
from courses.queries.board import story_of
from courses.queries.ledger import CLASS, FIELD, LESSON, ledger, sums_by_person
from courses.queries.meetings import agenda_of
from courses.services import attendance, enrolments, learning, meetings
from courses.services.attendance import Seen
from lms.files.models import StoredFile
from lms.files.services import receive_whole
from lms.notices.models import Notice
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry
from tests.conftest import Cast
from tests.factories.classes import FIRST, at, make_meeting, make_plan
from tests.factories.courses import learner_of, make_enrolment, outline

A = AttendanceState


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Refusals are compared in the language they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def meeting(cast: Cast, cohort: Cohort) -> ClassMeeting:
    return make_meeting(actor=cast.coordinator, cohort=cohort, trainer=cast.facilitator)


@pytest.fixture
def ratna(cast: Cast, cohort: Cohort) -> Enrolment:
    return make_enrolment(actor=cast.coordinator, cohort=cohort, name="Ratna")


@pytest.fixture
def letter(cast: Cast) -> StoredFile:
    return receive_whole(actor=cast.facilitator, purpose="class_excuse", name="surat.pdf", content=b"%PDF-1.4 izin")


def scanned(meeting: ClassMeeting, who: Enrolment, moment: datetime) -> Attendance | None:
    with clock.at(moment):
        return attendance.scan(user=who.user, meeting=meeting, enrolment=who, at=moment)


def tapped(
    cast: Cast,
    meeting: ClassMeeting,
    who: Enrolment,
    moment: datetime,
    *,
    sent: datetime | None = None,
    name: str = "tap-0001",
) -> Attendance | None:
    with clock.at(sent or moment):
        fact = Seen(who, moment, ScanWay.OFFLINE if sent else ScanWay.TAP, name)
        return attendance.take(actor=cast.facilitator, meeting=meeting, seen=[fact])[0]


def closed(cast: Cast, meeting: ClassMeeting, moment: datetime | None = None) -> None:
    with clock.at(moment or at(12)):
        attendance.hold(actor=cast.facilitator, meeting=meeting)


def state_of(who: Enrolment) -> str:
    return str(Attendance.objects.get(enrolment=who).state)


TIMES = Times(at(8), at(12))
TWICE = Times(at(8), at(12), needs_end_scan=True)


@pytest.mark.parametrize(
    ("times", "seen", "state", "late"),
    [
        (TIMES, [at(7, 45)], A.PRESENT, 0),
        (TIMES, [at(8, 14, second=59)], A.PRESENT, 0),
        (TIMES, [at(8, 15)], A.LATE, 15),
        (TIMES, [at(9, 59)], A.LATE, 119),
        (TIMES, [at(10)], A.HALF, 120),
        (TIMES, [at(11, 59)], A.HALF, 239),
        (TIMES, [at(12)], A.ABSENT, 0),
        (TIMES, [at(12, 14)], A.ABSENT, 0),
        (TIMES, [at(7, 44)], A.ABSENT, 0),
        (TIMES, [at(12, 15)], A.ABSENT, 0),
        (TIMES, [at(9), at(8)], A.PRESENT, 0),
        (TWICE, [at(8)], A.HALF, 0),
        (TWICE, [at(8), at(11, 45)], A.PRESENT, 0),
        (TWICE, [at(8, 30), at(12, 10)], A.LATE, 30),
        (TWICE, [at(11, 50)], A.HALF, 230),
        (TWICE, [at(12, 10)], A.ABSENT, 0),
        (TWICE, [], A.ABSENT, 0),
    ],
)
def test_what_follows_from_the_moments_somebody_was_seen(
    times: Times, seen: list[datetime], state: AttendanceState, late: int
) -> None:
    decision = decide(times, seen, over=True)
    assert decision is not None
    assert (decision.state, decision.minutes_late) == (state, late)


def test_while_the_class_runs_nobody_is_absent_and_the_second_scan_is_not_missed() -> None:
    assert decide(TIMES, [], over=False) is None
    decision = decide(TWICE, [at(8)], over=False)
    assert decision is not None
    assert decision.state == A.PRESENT


def test_a_scan_is_one_fact_however_often_it_is_sent(meeting: ClassMeeting, ratna: Enrolment) -> None:
    first = scanned(meeting, ratna, at(7, 50))
    again = scanned(meeting, ratna, at(8, 40))
    assert first is not None
    assert again is not None
    assert (first.state, again.state, again.arrived_at) == (A.PRESENT, A.PRESENT, at(7, 50))
    assert AttendanceScan.objects.count() == 1


def test_who_has_no_seat_is_not_counted(cast: Cast, cohort: Cohort, meeting: ClassMeeting) -> None:
    waiting = make_enrolment(actor=cast.coordinator, cohort=cohort, state=EnrolmentState.NOMINATED)
    with pytest.raises(Refusal, match="no seat"):
        scanned(meeting, waiting, at(8))
    assert not AttendanceScan.objects.exists()


def test_taps_before_after_and_of_the_future_are_refused(cast: Cast, meeting: ClassMeeting, ratna: Enrolment) -> None:
    for moment in (at(7, 44), at(12, 15)):
        with pytest.raises(Refusal, match="15 minutes"):
            tapped(cast, meeting, ratna, moment)
    with pytest.raises(Refusal, match="future"):
        tapped(cast, meeting, ratna, at(8, 30), sent=at(8, 20))
    row = tapped(cast, meeting, ratna, at(8, 21), sent=at(8, 20))
    assert row is not None
    assert row.arrived_at == at(8, 20)


def test_an_offline_tap_keeps_the_trainers_time_and_comes_once(
    cast: Cast, meeting: ClassMeeting, ratna: Enrolment
) -> None:
    closed(cast, meeting)
    assert state_of(ratna) == A.ABSENT
    for _turn in range(2):
        tapped(cast, meeting, ratna, at(8, 5), sent=at(18))
    row = Attendance.objects.get()
    assert (row.state, row.arrived_at) == (A.PRESENT, at(8, 5))
    assert AttendanceScan.objects.get().received_at == at(18)
    ratna.refresh_from_db()
    assert ratna.class_jp == 5


def test_what_comes_in_a_week_late_is_for_a_person_to_decide(
    cast: Cast, meeting: ClassMeeting, ratna: Enrolment
) -> None:
    closed(cast, meeting)
    with pytest.raises(Refusal, match="correction"):
        tapped(cast, meeting, ratna, at(8, 5), sent=at(12) + timedelta(days=7))
    assert state_of(ratna) == A.ABSENT
    tapped(cast, meeting, ratna, at(8, 5), sent=at(11, 59) + timedelta(days=7))
    assert state_of(ratna) == A.PRESENT


def test_closing_makes_the_others_absent_and_earns_the_jp(cast: Cast, cohort: Cohort, meeting: ClassMeeting) -> None:
    people = [make_enrolment(actor=cast.coordinator, cohort=cohort) for _ in range(4)]
    scanned(meeting, people[0], at(8))
    scanned(meeting, people[1], at(8, 20))
    scanned(meeting, people[2], at(10, 30))
    assert not any(ledger([one.pk for one in people], outline(cohort)))
    for early in (at(7, 59), at(8, 1), at(11, 44, second=59)):
        with clock.at(early), pytest.raises(Refusal, match="15 minutes before its end"):
            attendance.hold(actor=cast.facilitator, meeting=meeting)
    closed(cast, meeting)
    for one in people:
        one.refresh_from_db()
    assert [state_of(one) for one in people] == [A.PRESENT, A.LATE, A.HALF, A.ABSENT]
    assert [one.class_jp for one in people] == [5, 5, 2, 0]
    assert meeting.state == MeetingState.HELD
    with pytest.raises(Conflict):
        closed(cast, meeting)


def test_with_a_second_scan_a_class_is_closed_at_its_end(cast: Cast, cohort: Cohort) -> None:
    twice = make_meeting(actor=cast.coordinator, cohort=cohort, needs_end_scan=True)
    who = make_enrolment(actor=cast.coordinator, cohort=cohort)
    scanned(twice, who, at(8))
    with pytest.raises(Refusal, match="once it ends"):
        closed(cast, twice, at(11, 59))
    closed(cast, twice, at(12))
    assert state_of(who) == A.HALF
    # Who scans the second time just after the closing was there all day.
    twice.refresh_from_db()
    scanned(twice, who, at(12, 5))
    assert state_of(who) == A.PRESENT


def test_who_is_first_seen_after_the_end_was_not_there(cast: Cast, cohort: Cohort) -> None:
    twice = make_meeting(actor=cast.coordinator, cohort=cohort, needs_end_scan=True)
    ratna, sari = (make_enrolment(actor=cast.coordinator, cohort=cohort) for _ in range(2))
    with pytest.raises(Refusal, match="was not seen while the class lasted"):
        scanned(twice, ratna, at(12, 5))
    with pytest.raises(Refusal, match="was not seen while the class lasted"):
        tapped(cast, twice, ratna, at(12, 5))
    assert not AttendanceScan.objects.exists()
    scanned(twice, sari, at(8))
    row = scanned(twice, sari, at(12, 5))
    assert row is not None
    closed(cast, twice, at(12, 14))
    assert [state_of(one) for one in (ratna, sari)] == [A.ABSENT, A.PRESENT]


def decided(cast: Cast, meeting: ClassMeeting, who: Enrolment, state: A, seen: str, **more: Any) -> None:
    attendance.correct(
        actor=cast.facilitator, meeting=meeting, enrolment=who, state=state, reason="Rapat", seen=seen, **more
    )


def test_what_was_decided_ends_when_the_class_goes_to_another_day(
    cast: Cast, cohort: Cohort, meeting: ClassMeeting, letter: StoredFile
) -> None:
    ratna, sari = (make_enrolment(actor=cast.coordinator, cohort=cohort) for _ in range(2))
    with clock.at(at(8, 10)):
        decided(cast, meeting, ratna, A.PRESENT, "")
        decided(cast, meeting, sari, A.EXCUSED, "", letter=letter)
        later = make_plan(cohort, begins=(8, 20), ends=(12, 20))
        meetings.change_meeting(actor=cast.coordinator, meeting=meeting, plan=later, seen=0)
        assert [state_of(one) for one in (ratna, sari)] == [A.PRESENT, A.EXCUSED]
        afternoon = make_plan(cohort, begins=(13, 0), ends=(17, 0))
        meetings.change_meeting(actor=cast.coordinator, meeting=meeting, plan=afternoon, seen=1)
        # The leave was for this day, the presence for hours that had begun.
        assert [row.enrolment for row in Attendance.objects.all()] == [sari]
        tomorrow = make_plan(cohort, on=FIRST + timedelta(days=1))
        meetings.change_meeting(actor=cast.coordinator, meeting=meeting, plan=tomorrow, seen=2)
    assert not Attendance.objects.exists()
    assert AttendanceCorrection.objects.count() == 2
    assert [one["counts"] for one in story_of(meeting, sari)] == [False]
    assert AuditEntry.objects.filter(action="courses.attendance.lapse").count() == 2
    told = Notice.objects.filter(kind="courses.attendance_corrected", key__contains=":lapsed:").order_by("pk")
    assert [(one.to, one.values["state"]["en"]) for one in told] == [(who.user, "open again") for who in (ratna, sari)]
    closed(cast, meeting, at(12, on=FIRST + timedelta(days=1)))
    assert [state_of(one) for one in (ratna, sari)] == [A.ABSENT, A.ABSENT]


def test_who_has_left_is_not_told_that_a_decision_ended(
    cast: Cast, cohort: Cohort, meeting: ClassMeeting, letter: StoredFile
) -> None:
    ratna, sari = (make_enrolment(actor=cast.coordinator, cohort=cohort) for _ in range(2))
    for who in (ratna, sari):
        decided(cast, meeting, who, A.EXCUSED, "", letter=letter)
    enrolments.withdraw(actor=cast.coordinator, enrolment=sari, reason="Mutasi")
    tomorrow = make_plan(cohort, on=FIRST + timedelta(days=1))
    meetings.change_meeting(actor=cast.coordinator, meeting=meeting, plan=tomorrow, seen=0)
    assert not Attendance.objects.exists()
    assert [one.to for one in Notice.objects.filter(key__contains=":lapsed:")] == [ratna.user]


def test_a_class_entered_on_the_wrong_day_keeps_what_was_decided_in_it(
    cast: Cast, cohort: Cohort, meeting: ClassMeeting, ratna: Enrolment
) -> None:
    with clock.at(at(18)):
        decided(cast, meeting, ratna, A.PRESENT, "")
        earlier = make_plan(cohort, begins=(13, 0), ends=(17, 0))
        meetings.change_meeting(actor=cast.coordinator, meeting=meeting, plan=earlier, seen=0)
    assert state_of(ratna) == A.PRESENT


def test_a_scan_for_the_old_hours_does_not_count_for_the_new_ones(
    cast: Cast, cohort: Cohort, meeting: ClassMeeting, ratna: Enrolment
) -> None:
    scanned(meeting, ratna, at(8))
    tomorrow = make_plan(cohort, on=FIRST + timedelta(days=1))
    with clock.at(at(8, 10)):
        meetings.change_meeting(actor=cast.coordinator, meeting=meeting, plan=tomorrow, seen=0)
    assert not Attendance.objects.exists()
    assert AttendanceScan.objects.count() == 1
    row = scanned(meeting, ratna, at(8, 20, on=FIRST + timedelta(days=1)))
    assert row is not None
    assert (row.state, row.minutes_late) == (A.LATE, 20)
    # Moved to later on the same day: who came for the old hours is in time for the new ones.
    with clock.at(at(8, 30, on=FIRST + timedelta(days=1))):
        later = make_plan(cohort, on=FIRST + timedelta(days=1), begins=(8, 30))
        meetings.change_meeting(actor=cast.coordinator, meeting=meeting, plan=later, seen=1)
    assert state_of(ratna) == A.PRESENT


def test_a_correction_stands_and_scans_change_nothing_any_more(
    cast: Cast, meeting: ClassMeeting, ratna: Enrolment
) -> None:
    scanned(meeting, ratna, at(8, 30))
    with clock.at(at(9)):
        attendance.correct(
            actor=cast.facilitator,
            meeting=meeting,
            enrolment=ratna,
            state=A.PRESENT,
            reason="Macet di jalan dinas",
            seen=A.LATE,
        )
    tapped(cast, meeting, ratna, at(9, 30))
    closed(cast, meeting)
    assert state_of(ratna) == A.PRESENT
    correction = AttendanceCorrection.objects.get()
    assert (correction.before, correction.after, correction.reason) == (A.LATE, A.PRESENT, "Macet di jalan dinas")
    with pytest.raises(TypeError):
        correction.save()


def test_corrections_are_appended_and_need_what_they_need(
    cast: Cast, meeting: ClassMeeting, ratna: Enrolment, letter: StoredFile
) -> None:
    closed(cast, meeting)
    ask = {"actor": cast.facilitator, "meeting": meeting, "enrolment": ratna}
    with pytest.raises(Refusal, match="Say why"):
        attendance.correct(**ask, state=A.PRESENT, reason=" ", seen=A.ABSENT)
    with pytest.raises(Refusal, match="letter"):
        attendance.correct(**ask, state=A.EXCUSED, reason="Sakit", seen=A.ABSENT)
    with pytest.raises(Conflict):
        attendance.correct(**ask, state=A.PRESENT, reason="Hadir", seen=A.LATE)
    attendance.correct(**ask, state=A.EXCUSED, reason="Sakit", seen=A.ABSENT, letter=letter)
    ratna.refresh_from_db()
    assert ratna.class_jp == 0
    attendance.correct(**ask, state=A.HALF, reason="Datang siang", seen=A.EXCUSED)
    ratna.refresh_from_db()
    assert ratna.class_jp == 2
    assert [one.after for one in AttendanceCorrection.objects.all()] == [A.EXCUSED, A.HALF]


def test_before_a_class_somebody_can_only_be_excused(
    cast: Cast, meeting: ClassMeeting, ratna: Enrolment, letter: StoredFile
) -> None:
    ask = {"actor": cast.facilitator, "meeting": meeting, "enrolment": ratna, "reason": "Diklat lain"}
    with clock.at(at(7, 44)):
        with pytest.raises(Refusal, match="not begun"):
            attendance.correct(**ask, state=A.PRESENT)
        attendance.correct(**ask, state=A.EXCUSED, letter=letter)
    assert state_of(ratna) == A.EXCUSED


def test_a_class_called_off_takes_nobody(cast: Cast, meeting: ClassMeeting, ratna: Enrolment) -> None:
    meetings.cancel_meeting(actor=cast.coordinator, meeting=meeting, reason="Banjir")
    with pytest.raises(Refusal, match="Banjir"):
        scanned(meeting, ratna, at(8))
    with pytest.raises(Refusal):
        attendance.correct(actor=cast.facilitator, meeting=meeting, enrolment=ratna, state=A.PRESENT, reason="Hadir")


def test_the_ledger_names_class_jp_and_attendance_as_evidence(cast: Cast, cohort: Cohort, ratna: Enrolment) -> None:
    module = next(one for one in outline(cohort).modules.values() if one.code == "TM1-1")
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort, module_key=module.key)
    lesson = outline(cohort).lessons[0]
    learning.mark_done(actor=ratna.user, learner=learner_of(ratna), lesson=lesson)
    scanned(meeting, ratna, at(8, 20))
    closed(cast, meeting)
    first, second = ledger([ratna.pk], outline(cohort))
    assert (first.source, first.subject) == (LESSON, lesson)
    assert (second.source, second.jp, second.at, second.evidence) == (CLASS, 5, at(12), A.LATE)
    assert (second.subject.code, second.subject.module_key) == ("TM1-1", module.key)
    sums = sums_by_person([ratna.pk], outline(cohort))[ratna.pk]
    assert (sums.jp, sums.by_source, sums.by_stage) == (
        6,
        {LESSON: 1, CLASS: 5, FIELD: 0},
        {"online": 1, "offline_1": 5},
    )
    ratna.refresh_from_db()
    assert (ratna.jp_done, ratna.class_jp, ratna.lessons_done) == (1, 5, 1)
    learning.mark_done(actor=ratna.user, learner=learner_of(ratna), lesson=outline(cohort).lessons[1])
    ratna.refresh_from_db()
    assert (ratna.jp_done, ratna.class_jp) == (2, 5)


def test_who_was_seen_and_left_before_the_end_has_in_the_sums_what_the_ledger_says(
    cast: Cast, cohort: Cohort, meeting: ClassMeeting, ratna: Enrolment
) -> None:
    scanned(meeting, ratna, at(8))
    enrolments.withdraw(actor=cast.coordinator, enrolment=ratna, reason="Pindah tugas")
    closed(cast, meeting)
    ratna.refresh_from_db()
    assert ratna.class_jp == 5 == sums_by_person([ratna.pk], outline(cohort))[ratna.pk].jp


def test_the_list_of_several_days_says_what_the_ledger_says(
    cast: Cast, cohort: Cohort, meeting: ClassMeeting, ratna: Enrolment
) -> None:
    afternoon = make_meeting(actor=cast.coordinator, cohort=cohort, begins=(13, 0), ends=(16, 0))
    make_meeting(actor=cast.coordinator, cohort=cohort, on=FIRST + timedelta(days=1))
    scanned(meeting, ratna, at(8))
    scanned(afternoon, ratna, at(13))
    closed(cast, meeting)
    cells = papers._cells(papers._columns(agenda_of(cohort)), [ratna.pk], by_class=False)
    # The afternoon and the next day are still to be closed: they are no JP that were missed.
    assert cells == {ratna.pk: ["5/5 JP\n08.00", "–"]}
    closed(cast, afternoon, at(16))
    cells = papers._cells(papers._columns(agenda_of(cohort)), [ratna.pk], by_class=False)
    assert cells == {ratna.pk: ["10/10 JP\n08.00", "–"]}


def test_the_list_of_several_days_says_leave_and_what_a_person_decided(
    cast: Cast, cohort: Cohort, meeting: ClassMeeting, ratna: Enrolment, letter: StoredFile
) -> None:
    sari = make_enrolment(actor=cast.coordinator, cohort=cohort, name="Sari")
    closed(cast, meeting)
    with clock.at(at(13)):
        decided(cast, meeting, ratna, A.EXCUSED, A.ABSENT, letter=letter)
        decided(cast, meeting, sari, A.HALF, A.ABSENT)
    cells = papers._cells(papers._columns(agenda_of(cohort)), [ratna.pk, sari.pk], by_class=False)
    assert cells == {ratna.pk: ["On leave"], sari.pk: ["2/5 JP *"]}


def test_who_got_a_seat_after_a_class_has_not_missed_it(cast: Cast, cohort: Cohort, meeting: ClassMeeting) -> None:
    during, after = (make_enrolment(actor=cast.coordinator, cohort=cohort, state="nominated") for _ in range(2))
    for who, moment in ((during, at(11, 59)), (after, at(12))):
        with clock.at(moment):
            enrolments.accept(actor=cast.coordinator, enrolment=who)
    closed(cast, meeting, at(15))
    assert list(Attendance.objects.values_list("enrolment", "state")) == [(during.pk, A.ABSENT)]


def test_who_left_the_cohort_is_not_expected(cast: Cast, meeting: ClassMeeting, ratna: Enrolment) -> None:
    enrolments.withdraw(actor=cast.coordinator, enrolment=ratna, reason="Pindah tugas")
    closed(cast, meeting)
    assert not Attendance.objects.exists()
