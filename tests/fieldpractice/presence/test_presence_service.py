"""Presence worked out, decided, counted in a window, kept by hand; the desk's word; files of Zoom's web page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Cohort, Enrolment
from fieldpractice.enums import FileState, MatchWay, PauseKind, PresenceState, RowSource, SessionState
from fieldpractice.models import (
    IdentityMatch,
    MeetingInstance,
    ParticipationRow,
    PlacementPause,
    Presence,
    PresenceDecision,
    Registrant,
    SessionGroup,
)
from fieldpractice.queries import presence as queries
from fieldpractice.queries import strangers
from fieldpractice.services import identities, presence, presence_files
from lms.notices.models import Notice
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry
from tests.conftest import Cast
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.fieldpractice import make_placement, make_session
from tests.fieldpractice.presence.conftest import BEGINS, Meet, minute

P = PresenceState


def add_row(meet: Meet, begins: float | None, ends: float | None, **fields: Any) -> ParticipationRow:
    """A stay as notifications told it, in minutes after the beginning."""
    uuid = fields.pop("uuid", "uuid-1")
    instance, _new = MeetingInstance.objects.get_or_create(session=fields.pop("session", meet.session), uuid=uuid)
    values = {"user_id": str(ParticipationRow.objects.count()), "source": RowSource.WEBHOOK} | fields
    times = {"joined_at": None if begins is None else minute(begins), "left_at": None if ends is None else minute(ends)}
    return ParticipationRow.objects.create(instance=instance, **times, **values)


def state(meet: Meet, who: Enrolment) -> tuple[str, int]:
    row = Presence.objects.get(session=meet.session, enrolment=who)
    return row.state, row.seconds


def test_everybody_asked_gets_a_presence_once_the_window_is_over(meet: Meet) -> None:
    add_row(meet, 0, 90, email="ratna@example.test")
    add_row(meet, 0, 20, email="sari@example.test")
    with clock.at(minute(60)):
        assert presence.close_over() == 0
        presence.recompute(meet.session.pk)
    assert not Presence.objects.exists()
    assert presence.close_over() == 1
    assert [state(meet, one) for one in meet.people] == [(P.PRESENT, 5400), (P.PARTLY, 1200), (P.ABSENT, 0)]
    meet.session.refresh_from_db()
    assert meet.session.state == SessionState.HELD
    assert presence.close_over() == 0
    assert presence.recompute(meet.session.pk) == 0


def test_only_the_group_is_expected_and_a_guest_of_the_cohort_shows(meet: Meet) -> None:
    group = SessionGroup.objects.create(cohort=meet.session.cohort, name="A")
    group.members.add(meet.sari)
    meet.session.group = group
    meet.session.save()
    add_row(meet, 0, 90, email="ratna@example.test")
    presence.close_over()
    assert set(Presence.objects.values_list("enrolment", "state")) == {
        (meet.sari.pk, P.ABSENT),
        (meet.ratna.pk, P.PRESENT),
    }
    ParticipationRow.objects.all().delete()
    presence.recompute(meet.session.pk)
    assert list(Presence.objects.values_list("enrolment", flat=True)) == [meet.sari.pk]


def test_whose_practice_rests_that_day_is_on_leave_and_not_absent(cast: Cast, meet: Meet) -> None:
    placement = make_placement(meet.tono, actor=cast.coordinator, work_unit=cast.unit)
    PlacementPause.objects.create(
        placement=placement,
        kind=PauseKind.LEAVE,
        starts_on=date(2026, 9, 17),
        ends_on=date(2026, 9, 18),
        reason="Cuti",
        actor=cast.coordinator,
    )
    add_row(meet, 0, 90, email="ratna@example.test")
    presence.close_over()
    assert state(meet, meet.tono) == (P.EXCUSED, 0)
    assert state(meet, meet.sari) == (P.ABSENT, 0)


def decide(
    cast: Cast, meet: Meet, who: Enrolment, to: PresenceState, *, seen: str, reason: str = "Listrik padam"
) -> PresenceDecision:
    return presence.decide(
        actor=cast.facilitator, session=meet.session, enrolment=who, state=to, reason=reason, seen=seen
    )


def test_a_decision_stands_whatever_the_rows_say_and_the_person_is_told(cast: Cast, meet: Meet) -> None:
    add_row(meet, 0, 20, email="sari@example.test")
    presence.close_over()
    decide(cast, meet, meet.sari, P.PRESENT, seen=P.PARTLY)
    add_row(meet, 20, 40, email="sari@example.test")
    presence.recompute(meet.session.pk)
    assert state(meet, meet.sari) == (P.PRESENT, 2400)
    notice = Notice.objects.get(kind="fieldpractice.presence_decided")
    assert (notice.to, notice.values["reason"]) == (meet.sari.user, "Listrik padam")
    assert AuditEntry.objects.filter(action="fieldpractice.presence.decide").count() == 1
    presence.take_back(actor=cast.coordinator, session=meet.session, enrolment=meet.sari, reason="Keliru orang")
    assert state(meet, meet.sari) == (P.PARTLY, 2400)
    history = PresenceDecision.objects.filter(enrolment=meet.sari).values_list("before", "after")
    assert list(history) == [(P.PARTLY, P.PRESENT), (P.PRESENT, "")]


def test_decisions_are_only_ever_added(cast: Cast, meet: Meet) -> None:
    add_row(meet, 0, 20, email="sari@example.test")
    presence.close_over()
    decision = decide(cast, meet, meet.sari, P.PRESENT, seen=P.PARTLY)
    with pytest.raises(TypeError):
        decision.save()
    with pytest.raises(TypeError):
        PresenceDecision.objects.all().update(reason="x")


def test_who_saw_another_state_is_told_so(cast: Cast, meet: Meet) -> None:
    add_row(meet, 0, 20, email="sari@example.test")
    presence.close_over()
    decide(cast, meet, meet.sari, P.PRESENT, seen=P.PARTLY)
    with pytest.raises(Conflict):
        decide(cast, meet, meet.sari, P.ABSENT, seen=P.PARTLY)
    with pytest.raises(Conflict):
        presence.take_back(actor=cast.facilitator, session=meet.session, enrolment=meet.ratna, reason="x")


def test_a_decision_needs_a_reason_and_somebody_of_the_cohort(cast: Cast, meet: Meet) -> None:
    with pytest.raises(Refusal):
        decide(cast, meet, meet.sari, P.PRESENT, seen="", reason="  ")
    other = make_enrolment(actor=cast.coordinator, cohort=make_cohort(actor=cast.coordinator, number=9))
    with pytest.raises(Refusal):
        decide(cast, meet, other, P.PRESENT, seen="")


def test_before_a_session_somebody_can_only_be_on_leave(cast: Cast, meet: Meet) -> None:
    with clock.at(minute(-60)):
        with pytest.raises(Refusal):
            decide(cast, meet, meet.sari, P.PRESENT, seen="")
        decide(cast, meet, meet.sari, P.EXCUSED, seen="")
        presence.take_back(actor=cast.facilitator, session=meet.session, enrolment=meet.sari, reason="Batal cuti")
        assert not Presence.objects.exists()
        decide(cast, meet, meet.sari, P.EXCUSED, seen="")
    add_row(meet, 0, 90, email="ratna@example.test")
    presence.close_over()
    assert state(meet, meet.sari) == (P.EXCUSED, 0)


def set_window(cast: Cast, meet: Meet, opens: datetime, closes: datetime, reason: str = "Mulai terlambat") -> None:
    presence.set_window(actor=cast.coordinator, session=meet.session, opens=opens, closes=closes, reason=reason)


def test_a_window_counts_anew_and_says_why(cast: Cast, meet: Meet) -> None:
    add_row(meet, 0, 30, email="sari@example.test")
    presence.close_over()
    set_window(cast, meet, minute(0), minute(40))
    assert state(meet, meet.sari) == (P.PRESENT, 1800)
    entry = AuditEntry.objects.get(action="fieldpractice.session.window")
    assert entry.changes["reason"] == "Mulai terlambat"


@pytest.mark.parametrize(
    ("opens", "closes", "reason"),
    [(40, 40, "x"), (50, 40, "x"), (0, 40, " "), (-4000, 40, "x"), (0, 4000, "x")],
)
def test_a_window_that_cannot_be_meant_is_refused(cast: Cast, meet: Meet, opens: int, closes: int, reason: str) -> None:
    with pytest.raises(Refusal):
        set_window(cast, meet, minute(opens), minute(closes), reason)


def test_a_list_by_hand_is_the_fallback_and_said_again_it_is_the_whole_list(cast: Cast, meet: Meet) -> None:
    presence.take_list(actor=cast.facilitator, session=meet.session, enrolments=[meet.ratna, meet.sari])
    assert [state(meet, one)[0] for one in meet.people] == [P.PRESENT, P.PRESENT, P.ABSENT]
    presence.take_list(actor=cast.facilitator, session=meet.session, enrolments=[meet.tono])
    assert [state(meet, one)[0] for one in meet.people] == [P.ABSENT, P.ABSENT, P.PRESENT]
    row = ParticipationRow.objects.get()
    assert (row.source, row.way) == (RowSource.MANUAL, MatchWay.MANUAL)


def test_a_list_by_hand_takes_nobody_who_is_not_asked_and_none_before_the_session(cast: Cast, meet: Meet) -> None:
    other = make_enrolment(actor=cast.coordinator, cohort=make_cohort(actor=cast.coordinator, number=9))
    with pytest.raises(Refusal):
        presence.take_list(actor=cast.facilitator, session=meet.session, enrolments=[other])
    with clock.at(minute(-1)), pytest.raises(Refusal):
        presence.take_list(actor=cast.facilitator, session=meet.session, enrolments=[meet.ratna])


# --- The identity desk ---


def on_desk(meet: Meet, name: str) -> strangers.Stranger:
    waiting, decided = strangers.strangers_of(meet.session)
    return next(one for one in (*waiting, *decided) if one.name == name)


def say(cast: Cast, meet: Meet, name: str, who: Enrolment | None, **fields: Any) -> IdentityMatch:
    key = on_desk(meet, name).key
    return identities.decide_identity(actor=cast.facilitator, session=meet.session, key=key, enrolment=who, **fields)


def test_a_name_decided_on_counts_here_and_in_later_sessions_of_the_cohort(cast: Cast, meet: Meet) -> None:
    add_row(meet, 0, 40, name="HP Tono")
    add_row(meet, 45, 90, name="hp tono.")
    presence.close_over()
    assert state(meet, meet.tono) == (P.ABSENT, 0)
    waiting, _decided = strangers.strangers_of(meet.session)
    assert [(one.name, one.joins, one.minutes) for one in waiting] == [("HP Tono", 2, 85)]
    say(cast, meet, "HP Tono", meet.tono)
    assert state(meet, meet.tono) == (P.PRESENT, 85 * 60)
    later = make_session(
        meet.session.cohort, actor=cast.coordinator, starts_at=BEGINS + timedelta(days=14), title="Berikut"
    )
    row = add_row(meet, 14 * 1440, 14 * 1440 + 90, name="HP TONO", session=later, uuid="uuid-2")
    with clock.at(minute(15 * 1440)):
        presence.close_over()
    row.refresh_from_db()
    assert (row.enrolment, row.way) == (meet.tono, MatchWay.DECIDED)
    assert Presence.objects.get(session=later, enrolment=meet.tono).state == P.PRESENT


def test_a_word_for_one_session_alone_is_not_remembered(cast: Cast, meet: Meet) -> None:
    add_row(meet, 0, 90, name="iPhone")
    later = make_session(meet.session.cohort, actor=cast.coordinator, starts_at=BEGINS + timedelta(days=14))
    other = add_row(meet, 14 * 1440, 14 * 1440 + 90, name="iPhone", session=later, uuid="uuid-2")
    presence.close_over()
    say(cast, meet, "iPhone", meet.tono, only_here=True)
    assert state(meet, meet.tono) == (P.PRESENT, 5400)
    presence.recompute(later.pk)
    other.refresh_from_db()
    assert (other.enrolment, other.way) == (None, MatchWay.UNKNOWN)


def test_nobody_of_ours_leaves_the_desk_and_may_be_thought_of_again(cast: Cast, meet: Meet) -> None:
    add_row(meet, 0, 90, name="Tamu Kementerian")
    presence.close_over()
    say(cast, meet, "Tamu Kementerian", None)
    waiting, decided = strangers.strangers_of(meet.session)
    assert (waiting, [one.way for one in decided]) == ([], [MatchWay.NOBODY])
    say(cast, meet, "Tamu Kementerian", meet.sari, seen="nobody")
    assert state(meet, meet.sari) == (P.PRESENT, 5400)
    assert IdentityMatch.objects.count() == 2


def test_of_two_at_once_the_second_is_told(cast: Cast, meet: Meet) -> None:
    add_row(meet, 0, 90, name="HP")
    presence.close_over()
    key = on_desk(meet, "HP").key
    say(cast, meet, "HP", meet.sari)
    with pytest.raises(Conflict):
        identities.decide_identity(actor=cast.coordinator, session=meet.session, key=key, enrolment=meet.tono)
    assert state(meet, meet.sari) == (P.PRESENT, 5400)


def test_a_word_on_an_account_holds_under_another_name(cast: Cast, meet: Meet) -> None:
    add_row(meet, 0, 30, name="HP", account_id="acc-1")
    presence.close_over()
    say(cast, meet, "HP", meet.sari)
    row = add_row(meet, 40, 50, name="Kantor", account_id="acc-1")
    presence.recompute(meet.session.pk)
    row.refresh_from_db()
    assert row.enrolment == meet.sari


def test_the_desk_refuses_people_of_other_cohorts_and_names_that_are_gone(cast: Cast, meet: Meet) -> None:
    add_row(meet, 0, 90, name="HP")
    presence.close_over()
    other = make_enrolment(actor=cast.coordinator, cohort=make_cohort(actor=cast.coordinator, number=9))
    with pytest.raises(Refusal):
        say(cast, meet, "HP", other)
    with pytest.raises(Conflict):
        identities.decide_identity(actor=cast.facilitator, session=meet.session, key="x", enrolment=None)


# --- Files of Zoom's web page ---

ENGLISH = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
812 3456 7890,Pemantauan,09/18/2026 10:00:00 AM,09/18/2026 11:30:00 AM,host@example.test,90,3

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent,In Waiting Room
Ratna Dewi,ratna@example.test,09/18/2026 10:00:00 AM,09/18/2026 11:30:00 AM,90,No,,No
Sari Utami,sari@example.test,09/18/2026 09:50:00 AM,09/18/2026 10:00:00 AM,10,No,,Yes
Sari Utami,sari@example.test,09/18/2026 10:00:00 AM,09/18/2026 10:20:00 AM,20,No,,No
Ratna Dewi,ratna@example.test,09/18/2026 10:00:00 AM,09/18/2026 11:30:00 AM,90,No,,No
HP Tono,,09/18/2026 10:00:00 AM,09/18/2026 11:25:00 AM,85,Yes,,No
"""
INDONESIAN = (
    "Nama (Nama Asli);Email Pengguna;Waktu Bergabung;Waktu Keluar;Durasi (Menit);Tamu;Di Ruang Tunggu\n"
    "Ratna Dewi;ratna@example.test;18/09/2026 10.00.00;18/09/2026 11.30.00;90;Tidak;Tidak\n"
)
GERMAN = "Name des Teilnehmers,E-Mail-Adresse,Beitrittszeit,Austrittszeit\nRatna,r@example.test,18.09.2026 10:00,18.09.2026 11:30\n"


def upload(cast: Cast, meet: Meet, content: str | bytes, **fields: Any) -> Any:
    body = content.encode() if isinstance(content, str) else content
    values = {"name": "peserta.csv", "time_zone": "Asia/Jakarta"} | fields
    return presence_files.upload(actor=cast.coordinator, session=meet.session, content=body, **values)


def test_a_file_is_first_looked_at_and_then_brought_in(cast: Cast, meet: Meet) -> None:
    file = upload(cast, meet, ENGLISH)
    assert (file.total, file.duplicates, file.faults) == (4, 1, [])
    assert not ParticipationRow.objects.exists()
    assert upload(cast, meet, ENGLISH) == file
    outlook = strangers.file_outlook(file)
    assert (outlook["people"], outlook["strangers"], outlook["waiting"]) == (
        [("Ratna Dewi", 1), ("Sari Utami", 1)],
        [("HP Tono", 1)],
        1,
    )
    assert presence_files.take(actor=cast.coordinator, file=file) == 4
    assert [state(meet, one) for one in meet.people] == [(P.PRESENT, 5400), (P.PARTLY, 1200), (P.ABSENT, 0)]
    file.refresh_from_db()
    assert (file.state, file.rows) == (FileState.TAKEN, [])
    with pytest.raises(Refusal):
        presence_files.take(actor=cast.coordinator, file=file)
    presence_files.take(actor=cast.coordinator, file=upload(cast, meet, ENGLISH))
    assert ParticipationRow.objects.count() == 4


def test_indonesian_heads_and_days_first(cast: Cast, meet: Meet) -> None:
    presence_files.take(actor=cast.coordinator, file=upload(cast, meet, INDONESIAN))
    assert state(meet, meet.ratna) == (P.PRESENT, 5400)


def test_times_are_those_of_the_zone_somebody_says(cast: Cast, meet: Meet) -> None:
    presence_files.take(actor=cast.coordinator, file=upload(cast, meet, INDONESIAN, time_zone="Asia/Makassar"))
    assert state(meet, meet.ratna) == (P.PARTLY, 1800)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (GERMAN, "Name \\(original name\\), Email, Join time, Leave time"),
        ("Name (Original Name),User Email,Total Duration (Minutes),Guest\nR,r@example.test,90,No\n", "unique users"),
        ("First Name,Last Name,Email,Registration Time,Approval Status\nR,D,r@x.test,2026,approved\n", "Usage"),
        (b"PK\x03\x04rest", "CSV"),
        (b"%PDF-1.7\x00", "CSV"),
        ("", "."),
        ("Name,Join Time,Leave Time\n", "."),
        ("Name,Join Time,Leave Time\nRatna,01/02/2020 10:00:00,01/02/2020 11:00:00\n", "/2020"),
        ("Name,Join Time,Leave Time\n" + "x,y,z\n" * 20_001, "."),
        ("x" * (4 * 1024 * 1024 + 1), "4 MB"),
        ('Name,Join Time,Leave Time\n"' + "x" * 140_000, "CSV"),
    ],
)
def test_what_is_no_such_list_is_refused_in_one_sentence(
    cast: Cast, meet: Meet, content: str | bytes, words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        upload(cast, meet, content)


def test_lines_that_cannot_be_read_are_named_and_left_out(cast: Cast, meet: Meet) -> None:
    content = (
        INDONESIAN
        + "Sari;;kemarin;18/09/2026 11.30.00;1;;\nTono;;18/09/2026 11.00;18/09/2026 10.00;1;;\n;;18/09/2026 10.00;18/09/2026 11.00;1;;\n"
    )
    file = upload(cast, meet, content)
    assert [(one["line"], one["value"]) for one in file.faults] == [(3, "Sari"), (4, "Tono"), (5, "–")]
    assert "kemarin" in file.faults[0]["message"]
    assert file.total == 1


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-18 10:00:00",
        "2026-09-18T03:00:00Z",
        "Sep 18, 2026 10:00 AM",
        "18 September 2026 10.00",
        "18-09-2026 10:00:00",
        "18/9/2026, 10.00.00",
        "09/18/2026 10:00:00\u202fAM",
    ],
)
def test_days_are_read_in_the_ways_zoom_and_spreadsheets_write_them(cast: Cast, meet: Meet, text: str) -> None:
    file = upload(cast, meet, f"Name\tJoin time\tLeave time\nRatna\t{text}\t{text}\n")
    assert [row["joined"] for row in file.rows] == [minute(0).isoformat()]


def test_a_file_given_up_leaves_nothing(cast: Cast, meet: Meet) -> None:
    file = upload(cast, meet, ENGLISH)
    presence_files.drop(actor=cast.coordinator, file=file)
    file.refresh_from_db()
    assert (file.rows, file.state) == ([], FileState.DROPPED)
    with pytest.raises(Refusal):
        presence_files.take(actor=cast.coordinator, file=file)


# --- What the screens read ---


def test_who_is_here_now(meet: Meet) -> None:
    add_row(meet, 0, None, email="ratna@example.test", enrolment=meet.ratna, way=MatchWay.EMAIL)
    add_row(meet, 0, 20, email="sari@example.test", enrolment=meet.sari, way=MatchWay.EMAIL)
    with clock.at(minute(30)):
        here = queries.who_is_here(meet.session)
    assert [(one.name, one.here, one.since) for one in here] == [
        ("Ratna Dewi", True, minute(0)),
        ("Sari Utami", False, None),
    ]
    MeetingInstance.objects.update(ended_at=minute(40))
    assert not [one for one in queries.who_is_here(meet.session) if one.here]


def test_the_board_says_what_needs_a_look(meet: Meet) -> None:
    add_row(meet, None, 40, email="ratna@example.test")
    add_row(meet, 50, 20, email="sari@example.test")
    add_row(meet, 50, None, email="tono@example.test")
    presence.close_over()
    board = queries.board_of(meet.session)
    assert [(one.name, one.remarks, one.seconds) for one in board.lines] == [
        ("Ratna Dewi", ("no_beginning",), 0),
        ("Sari Utami", ("backwards",), 0),
        ("Tono Wijaya", ("no_end",), 2400),
    ]


def test_the_sessions_of_a_cohort_cost_two_queries(
    meet: Meet, cast: Cast, cohort: Cohort, django_assert_num_queries: Any
) -> None:
    add_row(meet, 0, 90, email="ratna@example.test")
    presence.close_over()
    with django_assert_num_queries(2):
        sessions, found = queries.presence_of(cohort)
    assert sessions == [meet.session]
    assert found[meet.ratna.pk][meet.session.pk].state == P.PRESENT


def test_many_are_recognised_and_written_by_few_statements(meet: Meet) -> None:
    """As many for thirty rows as for one; none names each row's values in cases or in places of their own."""
    crowd = [
        make_enrolment(actor=meet.session.created_by, cohort=meet.session.cohort, email=f"orang{number}@example.test")
        for number in range(12)
    ]
    add_row(meet, 0, 90, email="ratna@example.test")
    first = _asked(meet)
    Presence.objects.all().delete()
    stays = [add_row(meet, 3 * one, 3 * one + 2, email=f"orang{one % 12}@example.test") for one in range(30)]
    assert len(_asked(meet)) == len(first)
    assert state(meet, crowd[0]) == (P.PARTLY, 3 * 120)
    assert {one.way for one in ParticipationRow.objects.filter(pk__in=[one.pk for one in stays])} == {MatchWay.EMAIL}
    ParticipationRow.objects.filter(pk__in=[one.pk for one in stays]).update(left_at=minute(89))
    again = _asked(meet)
    assert state(meet, crowd[0]) == (P.PRESENT, 89 * 60)
    assert not [sql for sql in (*first, *again) if "CASE WHEN" in sql]
    writes = [sql for sql in again if '"fieldpractice_presence"' in sql and not sql.startswith("SELECT")]
    assert [sql.count("UPDATE") for sql in writes] == [1]


def _asked(meet: Meet) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        presence.recompute(meet.session.pk)
    return [one["sql"] for one in asked]


def test_a_recognised_row_is_written_as_it_is_known_now(meet: Meet) -> None:
    """Also what is nobody's any more, and whom the address names beside the link."""
    row = add_row(
        meet, 0, 90, email="sari@example.test", registrant_id="reg-1", enrolment=meet.tono, way=MatchWay.EMAIL
    )
    Registrant.objects.create(
        session=meet.session, enrolment=meet.ratna, registrant_id="reg-1", email="r@example.test",
        join_url="https://zoom.example/1", state="added", added_at=clock.now(),
    )  # fmt: skip
    presence.recompute(meet.session.pk)
    row.refresh_from_db()
    assert (row.enrolment, row.way, row.against) == (meet.ratna, MatchWay.REGISTRANT, meet.sari)
    ParticipationRow.objects.filter(pk=row.pk).update(registrant_id="", email="lain@example.test")
    presence.recompute(meet.session.pk)
    row.refresh_from_db()
    assert (row.enrolment, row.way, row.against) == (None, MatchWay.UNKNOWN, None)


def test_a_file_left_lying_is_emptied_after_a_month(cast: Cast, meet: Meet) -> None:
    file = upload(cast, meet, ENGLISH)
    with clock.at(clock.now() + timedelta(days=29)):
        assert presence_files.forget_old() == 0
    with clock.at(clock.now() + timedelta(days=31)):
        assert presence_files.forget_old() == 1
    file.refresh_from_db()
    assert (file.rows, file.state) == ([], FileState.DROPPED)


def test_a_window_set_to_end_later_is_counted_when_it_ends(meet: Meet, cast: Cast) -> None:
    add_row(meet, 0, 110, email="ratna@example.test")
    presence.close_over()
    assert state(meet, meet.ratna) == (P.PRESENT, 90 * 60)
    with clock.at(minute(100)):
        presence.set_window(
            actor=cast.coordinator, session=meet.session, opens=minute(0), closes=minute(120), reason="Dilanjutkan"
        )
    with clock.at(minute(121)):
        presence.close_over()
    assert state(meet, meet.ratna) == (P.PRESENT, 110 * 60)
    meet.session.refresh_from_db()
    assert meet.session.state == SessionState.HELD
