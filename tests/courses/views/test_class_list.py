"""A cohort's agenda, planning, and the page of one class."""

from __future__ import annotations

import re
from datetime import timedelta

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.enums import AttendanceState
from courses.models import ClassMeeting, Cohort, MeetingTrainer
from courses.queries.letters import EXCUSE
from courses.services import attendance, enrolments, meetings, successions
from courses.services.facilitators import add_facilitator
from lms.notices.models import Notice
from lms.people import clock
from lms.people.errors import Refusal
from lms.people.models import User
from tests.conftest import Cast
from tests.courses.asking import address, as_user, queries, sent_again, status
from tests.factories.classes import FIRST, at, make_meeting
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.files import make_file, paper
from tests.factories.people import make_user

TYPED = {
    "stage": "offline_1",
    "title": "Konseling kerja",
    "jp": 4,
    "day": f"{FIRST}",
    "begins": "08.00",
    "ends": "11:00",
    "time_zone": "Asia/Jayapura",
    "venue": "Aula BPVP Ternate",
    "late_minutes": 15,
}


def test_a_class_is_planned_in_the_venues_hours(cast: Cast, cohort: Cohort) -> None:
    answer = as_user(cast.coordinator).post(address("class_add", cohort.public_id), TYPED)
    meeting = ClassMeeting.objects.get()
    assert answer["Location"] == meeting.get_absolute_url()
    assert (meeting.starts_at, meeting.ends_at) == (at(8, zone="Asia/Jayapura"), at(11, zone="Asia/Jayapura"))
    page = as_user(cast.coordinator).get(meeting.get_absolute_url()).text
    # The reader works in WIB: the venue's hours first, the reader's own after them.
    assert page.index("08.00–11.00 WIT") < page.index("06.00–09.00 WIB")


def test_a_class_online_says_when_it_ends_in_all_three_zones(cast: Cast, cohort: Cohort) -> None:
    online = {"venue": "", "online_url": "https://rapat.example.test/1", "zone": "Asia/Jakarta", "ends": (9, 30)}
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort, **online)
    page = as_user(cast.coordinator).get(meeting.get_absolute_url()).text
    assert "08.00–09.30 WIB · 09.00–10.30 WITA · 10.00–11.30 WIT" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day", "2026-13-01"),
        ("begins", "25.00"),
        ("title", ""),
        ("ends", "07.00"),
        ("venue", ""),
        ("jp", "-1"),
        ("day", "2026-08-03"),
    ],
)
def test_bad_input_comes_back_with_what_was_typed(cast: Cast, cohort: Cohort, field: str, value: str) -> None:
    answer = as_user(cast.coordinator).post(address("class_add", cohort.public_id), {**TYPED, field: value})
    assert answer.status_code == 422
    assert "Aula BPVP Ternate" in answer.text or field == "venue"
    assert not ClassMeeting.objects.exists()


def test_a_clash_is_said_in_the_form(cast: Cast, cohort: Cohort) -> None:
    make_meeting(actor=cast.coordinator, cohort=cohort, zone="Asia/Jayapura")
    answer = as_user(cast.coordinator).post(address("class_add", cohort.public_id), TYPED)
    assert answer.status_code == 422
    assert "08.00–12.00 WIT" in answer.text


def test_moving_and_calling_off_tell_everybody(cast: Cast, cohort: Cohort) -> None:
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort, trainer=cast.facilitator)
    who = make_enrolment(actor=cast.coordinator, cohort=cohort, name="Ratna")
    url = address("class_edit", meeting.public_id)
    assert as_user(cast.coordinator).post(url, {**TYPED, "seen": 0}).status_code == 302
    told = Notice.objects.filter(kind="courses.class_moved")
    assert {one.to for one in told} == {who.user, cast.facilitator}
    assert told[0].values["hours"] == "08.00–11.00 WIT"
    late = as_user(cast.coordinator).post(url, {**TYPED, "begins": "09.00", "seen": 0})
    assert late.status_code == 422
    assert dict(late.context["form"].errors).keys() == {"__all__", "begins"}
    assert late.context["form"].errors["begins"] == ["Yang tercatat sekarang: 08.00"]
    assert as_user(cast.coordinator).post(url, sent_again(late)).status_code == 302
    as_user(cast.coordinator).post(address("class_cancel", meeting.public_id), {"reason": "Banjir"})
    assert Notice.objects.filter(kind="courses.class_cancelled").count() == 2
    assert "Banjir" in as_user(who.user).get(meeting.get_absolute_url()).text


def test_no_hours_on_record_are_said_as_nought(cast: Cast, cohort: Cohort) -> None:
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort)
    url = address("class_edit", meeting.public_id)
    assert as_user(cast.coordinator).post(url, {**TYPED, "jp": 0, "seen": 0}).status_code == 302
    late = as_user(cast.coordinator).post(url, {**TYPED, "jp": 3, "venue": "", "online_url": "https://x.id", "seen": 0})
    assert late.context["form"].errors["jp"] == ["Yang tercatat sekarang: 0"]
    assert late.context["form"].errors["online_url"] == ["Yang tercatat sekarang: –"]


def test_a_trainer_is_named_with_the_letter_and_taken_off(cast: Cast, cohort: Cohort) -> None:
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort)
    url, client = address("class_trainers", meeting.public_id), as_user(cast.coordinator)
    letter = SimpleUploadedFile("surat.pdf", paper(), "application/pdf")
    client.post(url, {"name": "Dr. Budi", "institution": "Unhas", "letter_number": "B-1", "letter": letter})
    row = MeetingTrainer.objects.get()
    assert (row.name, row.part, row.letter is not None) == ("Dr. Budi", "resource", True)
    assert client.post(url, {"name": " "}).status_code == 422
    client.post(address("trainer_remove", meeting.public_id, row.pk))
    assert not MeetingTrainer.objects.exists()
    assert client.post(address("trainer_remove", meeting.public_id, row.pk)).status_code == 404


def test_who_may_read_and_who_may_plan(cast: Cast, cohort: Cohort) -> None:
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort)
    who = make_enrolment(actor=cast.coordinator, cohort=cohort).user
    agenda, page = address("class_list", cohort.public_id), address("class_detail", meeting.public_id)
    for url in (agenda, page):
        assert [status(user, "get", url) for user in (None, cast.outsider, who, cast.reviewer)] == [401, 404, 200, 200]
        assert status(cast.coordinator, "post", url) == 405
    for name in ("class_edit", "class_cancel", "class_trainers"):
        url = address(name, meeting.public_id)
        assert [status(user, "get", url) for user in (cast.outsider, who, cast.coordinator)] == [404, 403, 200]
    assert status(who, "get", address("class_add", cohort.public_id)) == 403


def test_the_agenda_costs_the_same_for_one_and_for_three(cast: Cast) -> None:
    counts = set()
    client = as_user(cast.coordinator)
    for classes in (1, 3):
        cohort = make_cohort(actor=cast.coordinator)
        for number in range(classes):
            hours = {"begins": (8 + number, 0), "ends": (9 + number, 0)}
            meeting = make_meeting(actor=cast.coordinator, cohort=cohort, venue=f"Ruang {cohort.pk}", **hours)
            meetings.add_trainer(actor=cast.coordinator, meeting=meeting, name=f"Narasumber {meeting.pk}")
        counts.add(queries(client, address("class_list", cohort.public_id)))
    assert len(counts) == 1


def test_papers_are_pdf_and_a_day_without_classes_has_none(cast: Cast, cohort: Cohort) -> None:
    make_enrolment(actor=cast.coordinator, cohort=cohort, name='Ratna #read("/etc/passwd") $x$')
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort, trainer=cast.facilitator)
    with clock.at(at(12)):
        attendance.hold(actor=cast.coordinator, meeting=meeting)
    client = as_user(cast.coordinator)
    for name, query in (
        ("class_agenda", ""),
        ("class_sheet", f"?day={FIRST}"),
        ("class_sheet", "?stage=offline_1&filled=1"),
        ("class_record", f"?day={FIRST}"),
        ("class_badges", ""),
    ):
        answer = client.get(address(name, cohort.public_id) + query)
        assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    for query in ("?day=2026-01-01", "?day=x", "?stage=field", "?part=2", "?part=x"):
        assert client.get(address("class_sheet", cohort.public_id) + query).status_code == 404


def test_who_left_since_stays_on_the_list_of_a_past_day(cast: Cast, cohort: Cohort) -> None:
    names = ("Adi", "Budi", "Cici", "Dodi")
    people = dict(
        zip(names, (make_enrolment(actor=cast.coordinator, cohort=cohort, name=name) for name in names), strict=True)
    )
    first = make_meeting(actor=cast.coordinator, cohort=cohort, trainer=cast.facilitator)
    second = make_meeting(actor=cast.coordinator, cohort=cohort, on=FIRST + timedelta(days=1))
    with clock.at(at(7)):
        enrolments.withdraw(actor=cast.coordinator, enrolment=people["Adi"], reason="Sakit")
    with clock.at(at(8)):
        attendance.scan(user=people["Budi"].user, meeting=first, enrolment=people["Budi"], at=at(8))
    with clock.at(at(12)):
        attendance.hold(actor=cast.coordinator, meeting=first)
    with clock.at(at(18)):
        for name in ("Budi", "Cici"):
            enrolments.withdraw(actor=cast.coordinator, enrolment=people[name], reason="Mutasi")
        said = {one: _text(cast, cohort, f"?filled=1&day={one}") for one in (FIRST, second.local_start.date())}
        stage = _text(cast, cohort, "?filled=1&stage=offline_1")
    assert [name for name in names if name in said[FIRST]] == ["Budi", "Cici", "Dodi"]
    assert [name for name in names if name in said[FIRST + timedelta(days=1)]] == ["Dodi"]
    assert [name for name in names if name in stage] == ["Budi", "Cici", "Dodi"]
    assert "keluar" in said[FIRST]
    assert "Tidak hadir" in said[FIRST]
    with clock.at(at(19)):
        for name in ("Cici", "Dodi"):
            attendance.correct(
                actor=cast.coordinator,
                meeting=first,
                enrolment=people[name],
                state=AttendanceState.PRESENT,
                reason="Hadir",
                seen=AttendanceState.ABSENT,
            )
        assert "Tidak hadir" not in _text(cast, cohort, f"?filled=1&day={FIRST}")
        with pytest.raises(Refusal):
            attendance.correct(
                actor=cast.coordinator,
                meeting=first,
                enrolment=people["Adi"],
                state=AttendanceState.PRESENT,
                reason="Hadir",
            )


def _text(cast: Cast, cohort: Cohort, query: str, user: User | None = None) -> str:
    answer = as_user(user or cast.coordinator).get(address("class_sheet", cohort.public_id) + query)
    assert answer.status_code == 200
    return " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(answer.content))


def test_who_came_later_is_not_on_the_list_of_a_day_before(cast: Cast, cohort: Cohort) -> None:
    late, seen = (
        make_enrolment(actor=cast.coordinator, cohort=cohort, name=name, state="nominated") for name in ("Eka", "Fani")
    )
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort)
    make_meeting(actor=cast.coordinator, cohort=cohort, on=FIRST + timedelta(days=1))
    with clock.at(at(12)):
        for one in (late, seen):
            enrolments.accept(actor=cast.coordinator, enrolment=one)
        attendance.hold(actor=cast.coordinator, meeting=meeting)
        said = {day: _text(cast, cohort, f"?filled=1&day={day}") for day in (FIRST, FIRST + timedelta(days=1))}
        assert ["Eka" in said[day] for day in said] == [False, True]
        # Whatever the steps say: of whom something is decided about the day, that one is on its list.
        attendance.correct(
            actor=cast.coordinator, meeting=meeting, enrolment=seen, state=AttendanceState.PRESENT, reason="Hadir"
        )
        text = _text(cast, cohort, f"?filled=1&day={FIRST}")
    assert ("Eka" in text, "Fani" in text) == (False, True)


def test_a_named_trainer_finds_agenda_and_papers_from_the_own_class(cast: Cast, cohort: Cohort) -> None:
    mine = make_meeting(actor=cast.coordinator, cohort=cohort, trainer=cast.facilitator)
    tomorrow = FIRST + timedelta(days=1)
    other = make_meeting(actor=cast.coordinator, cohort=cohort, title="Bukan saya", on=tomorrow)
    client, agenda = as_user(cast.facilitator), address("class_list", cohort.public_id)
    page = client.get(mine.get_absolute_url()).text
    sheet, record = address("class_sheet", cohort.public_id), address("class_record", cohort.public_id)
    assert f'href="{agenda}"' in page
    assert f"{sheet}?day={FIRST}" in page
    assert record not in page, "there is nothing to record before a class was held"
    listed = client.get(agenda)
    assert (listed.status_code, listed.context["printed"]) == (200, [FIRST])
    assert [f"{sheet}?day={day}" in listed.text for day in (FIRST, tomorrow)] == [True, False]
    assert f'href="{address("cohort_detail", cohort.public_id)}"' not in listed.text
    for url in re.findall(r'href="([^"]+)"', listed.text.partition("<main")[2]):
        assert client.get(url.replace("&amp;", "&")).status_code == 200, url
    assert status(cast.facilitator, "get", other.get_absolute_url()) == 200
    assert status(cast.facilitator, "get", address("class_attendance", other.public_id)) == 403
    with clock.at(at(12)):
        attendance.hold(actor=cast.facilitator, meeting=mine)
    for url in (mine.get_absolute_url(), agenda):
        assert f"{record}?day={FIRST}" in client.get(url).text


def test_a_class_left_open_says_so_to_its_trainer_and_to_who_was_not_seen(cast: Cast, cohort: Cohort) -> None:
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort, trainer=cast.facilitator)
    who = make_enrolment(actor=cast.coordinator, cohort=cohort).user
    hold, page = address("class_hold", meeting.public_id), meeting.get_absolute_url()
    with clock.at(at(12, 14)):
        assert hold not in as_user(cast.facilitator).get(page).text
        assert not as_user(who).get(page).context["left_open"]
    with clock.at(at(12, 15)):
        assert hold in as_user(cast.facilitator).get(page).text
        assert as_user(who).get(page).context["left_open"]
        assert hold not in as_user(who).get(page).text
        attendance.hold(actor=cast.facilitator, meeting=meeting)
        assert not as_user(who).get(page).context["left_open"]


def test_who_moved_to_another_cohort_still_opens_the_class_that_earned_the_jp(cast: Cast, cohort: Cohort) -> None:
    who = make_enrolment(actor=cast.coordinator, cohort=cohort)
    attended = make_meeting(actor=cast.coordinator, cohort=cohort)
    missed = make_meeting(actor=cast.coordinator, cohort=cohort, on=FIRST + timedelta(days=1))
    with clock.at(at(8)):
        attendance.scan(user=who.user, meeting=attended, enrolment=who, at=at(8))
    with clock.at(at(12)):
        attendance.hold(actor=cast.coordinator, meeting=attended)
        there = make_cohort(actor=cast.coordinator, version=cohort.version)
        new = successions.transfer_to_cohort(actor=cast.coordinator, enrolment=who, cohort=there, reason="Jadwal")
    client = as_user(who.user)
    assert attended.get_absolute_url() in client.get(address("enrolment_detail", new.public_id)).text
    page = client.get(attended.get_absolute_url())
    assert page.status_code == 200
    assert address("class_list", cohort.public_id) not in page.text
    assert client.get(missed.get_absolute_url()).status_code == 404


def test_who_left_the_cohort_opens_only_the_classes_that_earned_jp(cast: Cast, cohort: Cohort) -> None:
    who = make_enrolment(actor=cast.coordinator, cohort=cohort)
    attended, missed, coming = (
        make_meeting(actor=cast.coordinator, cohort=cohort, on=FIRST + timedelta(days=number)) for number in range(3)
    )
    letter = make_file(owner=cast.coordinator, purpose=EXCUSE, name="surat.pdf", content=paper())
    attendance.correct(
        actor=cast.coordinator,
        meeting=coming,
        enrolment=who,
        state=AttendanceState.EXCUSED,
        reason="Dinas",
        letter=letter,
    )
    with clock.at(at(8)):
        attendance.scan(user=who.user, meeting=attended, enrolment=who, at=at(8))
    with clock.at(at(12)):
        attendance.hold(actor=cast.coordinator, meeting=attended)
    with clock.at(at(12, on=FIRST + timedelta(days=1))):
        attendance.hold(actor=cast.coordinator, meeting=missed)
        enrolments.withdraw(actor=cast.coordinator, enrolment=who, reason="Mutasi")
        client, own = as_user(who.user), address("enrolment_detail", who.public_id)
        opened = [client.get(one.get_absolute_url()).status_code for one in (attended, missed, coming)]
        page, seen = client.get(own).text, as_user(cast.coordinator).get(own).text
    assert opened == [200, 404, 404]
    links = [f'href="{one.get_absolute_url()}"' for one in (attended, missed, coming)]
    assert [link in page for link in links] == [True, False, False]
    assert all(link in seen for link in links)


def test_a_named_trainer_finds_papers_only_where_an_own_class_stands(cast: Cast, cohort: Cohort) -> None:
    """The day goes on without it: what is called off has no list, and what others held is not the own record."""
    tomorrow = FIRST + timedelta(days=1)
    off = make_meeting(actor=cast.coordinator, cohort=cohort, trainer=cast.facilitator)
    make_meeting(actor=cast.coordinator, cohort=cohort, begins=(13, 0), ends=(16, 0))
    make_meeting(
        actor=cast.coordinator, cohort=cohort, trainer=cast.facilitator, on=tomorrow, begins=(13, 0), ends=(16, 0)
    )
    held = make_meeting(actor=cast.coordinator, cohort=cohort, on=tomorrow)
    meetings.cancel_meeting(actor=cast.coordinator, meeting=off, reason="Banjir")
    with clock.at(at(12, on=tomorrow)):
        attendance.hold(actor=cast.coordinator, meeting=held)
        client = as_user(cast.facilitator)
        page = client.get(address("class_list", cohort.public_id))
        every = as_user(cast.coordinator).get(address("class_list", cohort.public_id)).context
        links = re.findall(r'href="([^"]+)"', page.text.partition("<main")[2])
        assert {client.get(url.replace("&amp;", "&")).status_code for url in links} == {200}
    assert (page.context["printed"], page.context["recorded"]) == ([tomorrow], [])
    assert (every["printed"], every["recorded"]) == ([FIRST, tomorrow], [FIRST, tomorrow])


def test_everybody_who_taught_signs_with_the_nip(cast: Cast, cohort: Cohort) -> None:
    for number in range(3):
        trainer = make_user(name=f"Pengajar {number}", nip=f"19850101201001100{number}")
        begins, ends = (8 + number, 0), (9 + number, 0)
        make_meeting(actor=cast.coordinator, cohort=cohort, trainer=trainer, begins=begins, ends=ends)
    meetings.add_trainer(actor=cast.coordinator, meeting=ClassMeeting.objects.all()[0], name="Tamu")
    said = _text(cast, cohort, f"?day={FIRST}")
    for number in range(3):
        assert f"Pengajar {number}" in said
        assert f"NIP 19850101201001100{number}" in said
    assert "Tamu" not in said


def test_a_named_trainer_prints_the_list_of_the_own_classes(cast: Cast, cohort: Cohort) -> None:
    make_enrolment(actor=cast.coordinator, cohort=cohort, name="Ratna")
    make_meeting(actor=cast.coordinator, cohort=cohort, title="Punya saya", trainer=cast.facilitator)
    make_meeting(actor=cast.coordinator, cohort=cohort, title="Bukan saya", begins=(13, 0), ends=(16, 0))
    make_meeting(actor=cast.coordinator, cohort=cohort, title="Besok", on=FIRST + timedelta(days=1))
    said = _text(cast, cohort, f"?day={FIRST}", cast.facilitator)
    assert ("Ratna" in said, "Punya saya" in said, "Bukan saya" in said) == (True, True, False)
    client = as_user(cast.facilitator)
    assert client.get(address("class_record", cohort.public_id) + f"?day={FIRST}").status_code == 200
    assert client.get(address("class_sheet", cohort.public_id) + f"?day={FIRST + timedelta(days=1)}").status_code == 404
    assert client.get(address("class_badges", cohort.public_id)).status_code == 404
    other = make_cohort(actor=cast.coordinator, version=cohort.version)
    make_meeting(actor=cast.coordinator, cohort=other, venue="Aula lain")
    assert client.get(address("class_sheet", other.public_id)).status_code == 404
    add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    assert "Bukan saya" in _text(cast, cohort, f"?day={FIRST}", cast.facilitator)


def test_homes_show_the_next_class_and_todays(cast: Cast, cohort: Cohort) -> None:
    add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    who = make_enrolment(actor=cast.coordinator, cohort=cohort).user
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort)
    assert "Konseling kerja" in as_user(who).get("/dashboard/").text
    attendance_page = address("class_attendance", meeting.public_id)
    assert attendance_page not in as_user(cast.facilitator).get("/dashboard/").text
    with clock.at(at(7)):
        assert attendance_page in as_user(cast.facilitator).get("/dashboard/").text
