"""Attendance on the screen: the code and who scans it, taps, badges, the queue of a browser without a line, corrections, closing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses import codes
from courses.enums import AttendanceState, EnrolmentState, ScanWay
from courses.models import Attendance, AttendanceCorrection, AttendanceScan, ClassMeeting, Cohort
from courses.queries import board
from courses.services import enrolments, meetings
from courses.services.attendance import scan as count_in
from lms.files.services import check_file
from lms.notices.models import Notice
from lms.people import clock
from tests.conftest import Cast
from tests.courses.asking import address, as_user, queries, status
from tests.courses.views.classes import Room
from tests.factories.classes import FIRST, at, make_meeting, make_plan
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.files import paper

A = AttendanceState


@pytest.fixture
def room(cast: Cast, cohort: Cohort) -> Room:
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort, trainer=cast.facilitator)
    people = [make_enrolment(actor=cast.coordinator, cohort=cohort, name=name) for name in ("Ratna", "Sari")]
    return Room(meeting, *people)


@pytest.fixture(autouse=True)
def just_before_the_class(room: Room) -> Iterator[None]:
    with clock.at(at(7, 50)):
        yield


def code(meeting: ClassMeeting, *, secret: str = "") -> str:
    """The address of the code that the screen shows now."""
    return address("class_scan", codes.code_at(meeting.public_id, secret or meeting.secret, clock.now()))


def scan(room: Room, url: str, **data: str) -> Any:
    """Open the code on Ratna's phone and say: here."""
    client = as_user(room.ratna.user)
    page = client.get(url)
    ticket = page.context["ticket"] if page.status_code == 200 and "ticket" in page.context else ""
    return client.post(url, {"ticket": ticket, **data})


def test_the_phone_is_counted_in_once_and_a_get_writes_nothing(room: Room) -> None:
    url = code(room.meeting)
    assert as_user(room.ratna.user).get(url).status_code == 200
    assert not AttendanceScan.objects.exists()
    for _turn in range(2):
        assert scan(room, url)["Location"] == room.meeting.get_absolute_url()
    fact = AttendanceScan.objects.get()
    assert (fact.enrolment, fact.way, fact.by, fact.at) == (room.ratna, ScanWay.CODE, room.ratna.user, at(7, 50))
    assert Attendance.objects.get().state == A.PRESENT


def test_the_code_on_the_screen_is_the_one_that_is_taken(cast: Cast, room: Room) -> None:
    page = as_user(cast.facilitator).get(address("class_attendance", room.meeting.public_id))
    assert page.context["takes_code"]
    assert "<svg" in page.text
    assert 1 <= page.context["seconds"] <= codes.SECONDS


def test_who_came_last_stands_first_and_who_is_excused_takes_no_place_from_them(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    Attendance.objects.create(meeting=room.meeting, enrolment=room.sari, state=A.EXCUSED, decided=True)
    scan(room, code(room.meeting))
    monkeypatch.setattr(board, "MOST", 1)
    with CaptureQueriesContext(connection) as asked:
        _missing, known = board.board_of(room.meeting)
    assert [line.id for line in known] == [room.ratna.pk]
    # SQLite puts nothing last by itself, PostgreSQL first.
    assert " DESC NULLS LAST, " in asked[-1]["sql"]


def test_after_its_time_the_screen_says_what_is_left_to_do(cast: Cast, room: Room) -> None:
    url, words = address("class_code", room.meeting.public_id), "Waktu memindai sudah lewat"
    with clock.at(room.meeting.times.opens_at - timedelta(minutes=1)):
        assert words not in as_user(cast.facilitator).get(url).content.decode()
    with clock.at(room.meeting.times.scan_closes_at):
        page = as_user(cast.facilitator).get(url).content.decode()
    assert words in page
    assert "Kode tampil sejak" not in page


@pytest.mark.parametrize(("seconds", "wanted"), [(19, 200), (39, 200), (41, 410), (60, 410)])
def test_a_code_is_good_for_its_step_and_one_more(room: Room, seconds: int, wanted: int) -> None:
    with clock.at(at(8)):
        url = code(room.meeting)
    with clock.at(at(8) + timedelta(seconds=seconds)):
        answer = as_user(room.ratna.user).get(url)
    assert answer.status_code == wanted
    assert not AttendanceScan.objects.exists()


def test_a_ticket_lasts_two_minutes_and_is_nobody_elses(room: Room) -> None:
    url = code(room.meeting)
    ticket = as_user(room.ratna.user).get(url).context["ticket"]
    with clock.at(at(7, 51, second=50)):
        assert as_user(room.sari.user).post(url, {"ticket": ticket}).status_code == 410
        assert as_user(room.ratna.user).post(url, {"ticket": ticket + "x"}).status_code == 410
        assert as_user(room.ratna.user).post(url, {"ticket": ticket}).status_code == 302
    # Seen when the code was opened, not when the word came through.
    assert Attendance.objects.get().arrived_at == at(7, 50)
    with clock.at(at(7, 53)):
        late = as_user(room.sari.user).post(url, {"ticket": ticket})
    assert late.status_code == 410


@pytest.mark.parametrize("token", ["x", "0123456789ab-1-aaaaaaaaaaaaaaaaaaaa", "-", "0123456789ab--", "é" * 40])
def test_what_is_no_code_is_refused(room: Room, token: str) -> None:
    url = address("class_scan", token)
    assert as_user(room.ratna.user).get(url).status_code == 422
    assert as_user(room.ratna.user).post(url).status_code == 422


@pytest.mark.parametrize("signature", ["é" * 20, "\0" * 20, "/" * 20, " " * 20])
def test_a_signature_of_strange_letters_is_refused(room: Room, signature: str) -> None:
    token = f"{room.meeting.public_id}-{codes.step_at(clock.now())}-{signature}"
    assert codes.parsed(token) is None
    if "/" not in signature:
        assert as_user(room.ratna.user).get(address("class_scan", token)).status_code == 422


def test_a_forged_code_and_one_of_the_future_are_refused(room: Room) -> None:
    assert as_user(room.ratna.user).get(code(room.meeting, secret="guessed")).status_code == 422
    token = codes.code_at(room.meeting.public_id, room.meeting.secret, clock.now() + timedelta(minutes=5))
    assert as_user(room.ratna.user).get(address("class_scan", token)).status_code == 410


def test_before_the_opening_the_phone_is_told_the_time(room: Room) -> None:
    with clock.at(at(7, 30)):
        page = scan(room, code(room.meeting))
        assert page.status_code == 200
        assert "07.45 WITA" in page.text
    assert not AttendanceScan.objects.exists()


def test_who_has_no_seat_is_told_so(cast: Cast, cohort: Cohort, room: Room) -> None:
    waiting = make_enrolment(actor=cast.coordinator, cohort=cohort, state=EnrolmentState.NOMINATED)
    for user in (cast.outsider, cast.facilitator, waiting.user):
        assert status(user, "get", code(room.meeting)) == 403
        assert status(user, "post", code(room.meeting)) == 403
    assert status(None, "get", code(room.meeting)) == 401
    assert not AttendanceScan.objects.exists()


def test_scanning_closes_as_set_and_opens_again_for_the_end(cast: Cast, cohort: Cohort) -> None:
    tomorrow = FIRST + timedelta(days=1)
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort, on=tomorrow, scan_minutes=30, needs_end_scan=True)
    who = make_enrolment(actor=cast.coordinator, cohort=cohort).user
    answers = []
    for hour, minute in ((8, 29), (8, 30), (11, 44), (11, 45), (12, 14), (12, 15)):
        with clock.at(at(hour, minute, on=tomorrow)):
            answers.append(status(who, "get", code(meeting)))
    assert answers == [200, 410, 410, 200, 200, 410]


def test_a_class_that_moved_or_was_called_off_takes_the_old_code_no_more(
    cast: Cast, room: Room, cohort: Cohort
) -> None:
    url = code(room.meeting)
    client = as_user(room.ratna.user)
    ticket = client.get(url).context["ticket"]
    meetings.change_meeting(actor=cast.coordinator, meeting=room.meeting, plan=make_plan(cohort, begins=(9, 0)), seen=0)
    page = client.post(url, {"ticket": ticket})
    assert "08.45 WITA" in page.text
    meetings.cancel_meeting(actor=cast.coordinator, meeting=room.meeting, reason="Banjir")
    assert client.post(url, {"ticket": ticket}).status_code == 410
    assert not AttendanceScan.objects.exists()


def test_taps_and_badges(cast: Cast, room: Room) -> None:
    client, board = as_user(cast.facilitator), address("class_attendance", room.meeting.public_id)
    tap = {"enrolment": room.ratna.public_id, "client_id": "aaaaaaaaaaaaaaaa"}
    for _turn in range(2):
        assert client.post(address("class_tap", room.meeting.public_id), tap)["Location"] == board
    number = room.sari.public_id.upper()
    client.post(address("class_badge", room.meeting.public_id), {"badge": f" {number[:4]}-{number[4:8]}-{number[8:]} "})
    client.post(address("class_badge", room.meeting.public_id), {"badge": "tidak ada"})
    assert sorted(AttendanceScan.objects.values_list("way", flat=True)) == [ScanWay.BADGE, ScanWay.TAP]
    page = client.get(board)
    assert (page.context["counts"].here, page.context["counts"].waiting) == (2, 0)


def test_a_scanned_badge_offers_its_trainer_the_open_class(cast: Cast, room: Room, cohort: Cohort) -> None:
    url = address("badge_scan", room.ratna.public_id)
    assert as_user(cast.coordinator).get(url).context["classes"] == [room.meeting]
    assert as_user(room.ratna.user).get(url).context["classes"] == []
    assert status(room.ratna.user, "post", url) == 403
    assert status(cast.coordinator, "post", url) == 302
    assert Attendance.objects.get().enrolment == room.ratna


def test_a_badge_in_the_break_is_for_the_coming_class(cast: Cast, room: Room, cohort: Cohort) -> None:
    """Its trainer is named for the class and does not facilitate the cohort."""
    plan = {"begins": (12, 5), "ends": (13, 0), "venue": "Ruang 2", "trainer": cast.facilitator}
    coming = make_meeting(actor=cast.coordinator, cohort=cohort, **plan)
    url = address("badge_scan", room.ratna.public_id)
    with clock.at(at(12, 3)):
        client = as_user(cast.facilitator)
        assert client.get(url).context["classes"] == [coming, room.meeting]
        assert client.post(url).status_code == 302
        assert AttendanceScan.objects.get().meeting == coming
        refused = client.post(url, {"class": room.meeting.public_id})
        assert (refused.status_code, AttendanceScan.objects.count()) == (422, 1), "not seen while that one lasted"
        assert client.post(url, {"class": "0123456789ab"}).status_code == 403
    assert AttendanceScan.objects.get().meeting == coming


def test_at_the_end_who_is_in_can_be_tapped_again(cast: Cast, cohort: Cohort) -> None:
    meeting = make_meeting(
        actor=cast.coordinator,
        cohort=cohort,
        trainer=cast.facilitator,
        on=FIRST + timedelta(days=1),
        needs_end_scan=True,
    )
    who = make_enrolment(actor=cast.coordinator, cohort=cohort)
    client, tap = as_user(cast.facilitator), {"enrolment": who.public_id}
    button = f'name="enrolment" value="{who.public_id}"'
    with clock.at(at(8, on=FIRST + timedelta(days=1))):
        client.post(address("class_tap", meeting.public_id), tap)
        assert button not in client.get(address("class_board", meeting.public_id)).text
    with clock.at(at(11, 50, on=FIRST + timedelta(days=1))):
        assert button in client.get(address("class_board", meeting.public_id)).text
        client.post(address("class_tap", meeting.public_id), tap)
    with clock.at(at(12, on=FIRST + timedelta(days=1))):
        client.post(address("class_hold", meeting.public_id), {"remarks": ""})
    assert Attendance.objects.get(enrolment=who).state == A.PRESENT


@pytest.mark.parametrize(("twice", "shown"), [(False, False), (True, True)])
def test_a_closed_class_shows_its_code_for_the_second_scan_alone(
    cast: Cast, cohort: Cohort, twice: bool, shown: bool
) -> None:
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort, needs_end_scan=twice, begins=(13, 0), ends=(17, 0))
    ClassMeeting.objects.filter(pk=meeting.pk).update(state="held")
    with clock.at(at(16, 50)):
        code = as_user(cast.coordinator).get(address("class_code", meeting.public_id))
    assert code.context["takes_code"] is shown


def send(room: Room, user: Any, body: object) -> Any:
    """What the browser sends when the line is back."""
    url = address("class_sync", room.meeting.public_id)
    return as_user(user).post(url, json.dumps(body), content_type="application/json")


def test_the_queue_keeps_the_trainers_time_and_comes_once(cast: Cast, room: Room) -> None:
    other = make_enrolment(actor=cast.coordinator, cohort=make_cohort(actor=cast.coordinator))
    tap = {"id": "a" * 16, "enrolment": room.ratna.public_id, "at": at(8, 5).isoformat()}
    bad = [
        {"id": "b" * 16, "enrolment": other.public_id, "at": at(8, 5).isoformat()},
        {"id": "c" * 16, "enrolment": room.sari.public_id, "at": at(7, 5).isoformat()},
    ]
    with clock.at(at(15)):
        for _turn in range(2):
            answer = send(room, cast.facilitator, {"taps": [tap, *bad]}).json()
    told = answer["taps"]
    assert told["a" * 16] == ""
    assert answer["who"] == {"c" * 16: "Sari"}, "whose tap it was that is not taken; nobody of another cohort is named"
    assert all(told[one["id"]] for one in bad)
    fact = AttendanceScan.objects.get()
    assert (fact.at, fact.received_at, fact.way) == (at(8, 5), at(15), ScanWay.OFFLINE)


@pytest.mark.parametrize(
    "body", [{}, [], {"taps": [{}]}, {"taps": 1}, {"taps": [{"id": "x", "enrolment": "y", "at": "2026-08-24"}]}, "x"]
)
def test_what_the_page_does_not_send_is_refused(cast: Cast, room: Room, body: object) -> None:
    assert send(room, cast.facilitator, body).status_code == 422


def test_a_correction_with_its_letter_is_read_by_whom_it_is_about(cast: Cast, room: Room) -> None:
    url = address("attendance_correct", room.meeting.public_id, room.ratna.public_id)
    client = as_user(cast.facilitator)
    assert client.post(url, {"state": "excused", "reason": "Sakit", "seen": ""}).status_code == 422
    assert client.post(url, {"state": "present", "reason": "", "seen": ""}).status_code == 422
    assert client.post(url, {"state": "present", "reason": "Hadir", "seen": "late"}).status_code == 422
    letter = SimpleUploadedFile("surat.pdf", paper(), "application/pdf")
    assert client.post(url, {"state": "excused", "reason": "Sakit", "seen": "", "letter": letter}).status_code == 302
    correction = AttendanceCorrection.objects.get()
    assert correction.letter is not None
    check_file(file_id=correction.letter.pk)
    page = as_user(room.ratna.user).get(room.meeting.get_absolute_url()).text
    assert "Sakit" in page
    assert Notice.objects.get(kind="courses.attendance_corrected").to == room.ratna.user
    page_of_letter = correction.letter.get_absolute_url()
    check_file(file_id=correction.letter.pk)
    assert status(room.sari.user, "get", page_of_letter) == 404
    assert page_of_letter in page
    answer = as_user(room.ratna.user).get(page_of_letter)
    assert answer.status_code == 200
    answer.close()


def test_closing_needs_the_beginning_then_shows_who_is_absent(cast: Cast, room: Room) -> None:
    url, client = address("class_hold", room.meeting.public_id), as_user(cast.facilitator)
    assert client.post(url, {"remarks": ""}).status_code == 422
    with clock.at(at(12)):
        assert client.post(url, {"remarks": "Listrik padam"}).status_code == 302
        page = client.get(address("class_attendance", room.meeting.public_id))
    assert page.context["counts"].absent == 2
    assert not page.context["open"]


def test_who_may_not_take_attendance(cast: Cast, room: Room) -> None:
    names = ("class_attendance", "class_board", "class_code", "class_offline", "class_session", "class_hold")
    for name in names:
        url = address(name, room.meeting.public_id)
        assert [status(user, "get", url) for user in (None, cast.outsider, room.ratna.user)] == [401, 404, 403]
    for name in ("class_tap", "class_badge", "class_sync"):
        url = address(name, room.meeting.public_id)
        assert [status(user, "post", url) for user in (None, cast.outsider, room.ratna.user)] == [401, 404, 403]
        assert status(cast.facilitator, "get", url) == 405


def test_the_board_costs_the_same_for_one_and_for_three(cast: Cast, room: Room) -> None:
    client, url = as_user(cast.facilitator), address("class_board", room.meeting.public_id)
    counts = {queries(client, url)}
    for _turn in range(3):
        make_enrolment(actor=cast.coordinator, cohort=room.meeting.stage.cohort)
        counts.add(queries(client, url))
    assert len(counts) == 1
    assert client.get(url, {"q": "ratna"}).context["missing"][0].name == "Ratna"


def test_who_got_a_seat_after_the_class_is_not_expected_on_its_board(cast: Cast, cohort: Cohort, room: Room) -> None:
    late = make_enrolment(actor=cast.coordinator, cohort=cohort, name="Eka", state=EnrolmentState.NOMINATED)
    client, url = as_user(cast.facilitator), address("class_board", room.meeting.public_id)
    hold = address("class_hold", room.meeting.public_id)
    decide = address("attendance_correct", room.meeting.public_id, late.public_id)
    with clock.at(at(12)):
        enrolments.accept(actor=cast.coordinator, enrolment=late)
        assert (client.get(hold).context["counts"].expected, client.get(hold).context["counts"].waiting) == (2, 2)
        client.post(hold, {"remarks": ""})
        board = client.get(url)
        assert (board.context["counts"].expected, board.context["counts"].waiting) == (2, 0)
        assert [one.name for one in board.context["missing"]] == ["Ratna", "Sari"]
        assert [one.name for one in board.context["newcomers"]] == ["Eka"]
        assert decide in board.text, "whoever was there all the same is still decided about"
        assert not client.get(url, {"q": "ratna"}).context["newcomers"]
        costs = queries(client, url)
        enrolments.accept(
            actor=cast.coordinator,
            enrolment=make_enrolment(actor=cast.coordinator, cohort=cohort, state=EnrolmentState.NOMINATED),
        )
        assert queries(client, url) == costs
        told = {"state": A.PRESENT, "reason": "Hadir tanpa kursi", "seen": ""}
        assert client.post(decide, told).status_code == 302
        board = client.get(url)
    assert (board.context["counts"].expected, board.context["counts"].here) == (3, 1)
    assert [one.name for one in board.context["known"]] == ["Eka"]


def test_an_organiser_decides_about_who_has_left_since_with_the_reason(cast: Cast, cohort: Cohort, room: Room) -> None:
    trainer, organiser = as_user(cast.facilitator), as_user(cast.coordinator)
    decide = address("attendance_correct", room.meeting.public_id, room.ratna.public_id)
    board_url = address("class_board", room.meeting.public_id)
    before = make_enrolment(actor=cast.coordinator, cohort=cohort, name="Adi")
    never = make_enrolment(actor=cast.coordinator, cohort=cohort, state=EnrolmentState.NOMINATED)
    enrolments.withdraw(actor=cast.coordinator, enrolment=before, reason="Sakit")
    with clock.at(at(12)):
        trainer.post(address("class_hold", room.meeting.public_id), {"remarks": ""})
    with clock.at(at(13)):
        enrolments.withdraw(actor=cast.coordinator, enrolment=room.ratna, reason="Mutasi")
        enrolments.decline(actor=cast.coordinator, enrolment=never, reason="Penuh")
        page = organiser.get(board_url)
        assert [(one.name, one.state) for one in page.context["leavers"]] == [("Ratna", A.ABSENT)]
        assert decide in page.text
        assert not organiser.get(board_url, {"q": "sari"}).context["leavers"]
        cost = queries(organiser, board_url)
        for gone in (before, never):
            url = address("attendance_correct", room.meeting.public_id, gone.public_id)
            assert status(cast.coordinator, "get", url) == 404
        # Who runs the class decides about those in it.
        assert not trainer.get(board_url).context["leavers"]
        assert status(cast.facilitator, "get", decide) == 404
        assert "keluar 24 Agu 2026" in organiser.get(decide).text
        assert organiser.post(decide, {"state": "present", "reason": "", "seen": "absent"}).status_code == 422
        told = {"state": "present", "reason": "Hadir, ponselnya rusak", "seen": "absent"}
        assert organiser.post(decide, told).status_code == 302
        line = organiser.get(board_url).context["leavers"][0]
        assert (line.state, line.decided) == (A.PRESENT, True)
        room.ratna.refresh_from_db()
        assert room.ratna.class_jp == room.meeting.jp
        notice = Notice.objects.get(kind="courses.attendance_corrected")
        assert (notice.to, notice.path) == (room.ratna.user, address("enrolment_detail", room.ratna.public_id))
        assert as_user(room.ratna.user).get(notice.path).status_code == 200
        enrolments.withdraw(actor=cast.coordinator, enrolment=room.sari, reason="Mutasi")
        assert queries(organiser, board_url) == cost


def test_a_scan_costs_the_same_in_a_full_class(cast: Cast, room: Room, django_assert_num_queries: Any) -> None:
    """What one scan asks of the database does not grow with who scanned before. Two of the eight begin and end the transaction."""
    with django_assert_num_queries(8):
        count_in(user=room.ratna.user, meeting=room.meeting, enrolment=room.ratna, at=clock.now())
    for _turn in range(3):
        other = make_enrolment(actor=cast.coordinator, cohort=room.meeting.stage.cohort)
        count_in(user=other.user, meeting=room.meeting, enrolment=other, at=clock.now())
    with django_assert_num_queries(8):
        count_in(user=room.sari.user, meeting=room.meeting, enrolment=room.sari, at=clock.now())
