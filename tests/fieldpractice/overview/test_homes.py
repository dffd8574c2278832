"""What the homes say of the field practice, and what a participant's costs."""

from __future__ import annotations

from datetime import timedelta

from courses.enums import EnrolmentState
from courses.models import Enrolment
from fieldpractice.models import FollowUp, SessionGroup
from fieldpractice.queries.homes import field_week
from fieldpractice.queries.sessions import next_session
from fieldpractice.services.placements import add_pause
from lms.people import clock
from tests.courses.asking import as_user, queries
from tests.factories.courses import make_enrolment
from tests.factories.fieldpractice import make_session
from tests.fieldpractice.overview.keeping import note, url
from tests.fieldpractice.practice import Practice, day, on


def home(practice: Practice) -> str:
    return as_user(practice.user).get("/dashboard/").text


def act(practice: Practice, **fields: object) -> FollowUp:
    values = {"action": "Mengirim berkas", "client_key": f"a-{FollowUp.objects.count()}"} | fields
    return FollowUp.objects.create(
        cohort=practice.cohort, responsible=practice.user, created_by=practice.cast.coordinator, **values
    )


def test_the_week_with_its_days_and_the_day_to_note(practice: Practice) -> None:
    note(practice, 13)
    found = field_week(practice.user)
    assert found is not None
    assert (found["week"].number, found["days"], found["noted_today"], found["keeps"]) == (3, 0, False, True)
    assert "Catat pekerjaan hari ini" in home(practice)
    note(practice, 14)
    found = field_week(practice.user)
    assert found is not None
    assert (found["days"], found["noted_today"]) == (1, True)
    page = home(practice)
    assert url("logbook") in page
    assert "Catat pekerjaan hari ini" not in page


def test_a_pause_of_today_asks_for_nothing(practice: Practice) -> None:
    one = add_pause(
        actor=practice.cast.coordinator,
        placement=practice.placement,
        kind="leave",
        starts_on=day(14),
        ends_on=day(15),
        reason="Cuti",
    )
    found = field_week(practice.user)
    assert found is not None
    assert (found["rests"], found["week"]) == (True, None)
    with clock.at(on(16)):
        after = field_week(practice.user)
    assert after is not None
    assert (after["week"].number, after["week"].starts_on, one.ends_on) == (3, day(16), day(15))


def test_the_jp_of_the_field_are_the_sum_that_is_kept(practice: Practice) -> None:
    note(practice, 1, hours="3")
    found = field_week(practice.user)
    assert found is not None
    assert found["jp"] == Enrolment.objects.get(pk=practice.enrolment.pk).field_jp == 3
    assert found["jp_total"] == 40
    assert "3 dari 40 JP" in home(practice)


def test_the_next_session_is_that_of_the_own_group(practice: Practice) -> None:
    actor = practice.cast.coordinator
    other = SessionGroup.objects.create(cohort=practice.cohort, name="Timur")
    make_session(practice.cohort, actor=actor, starts_at=on(15), title="Yang lain", group=other)
    mine = make_session(practice.cohort, actor=actor, starts_at=on(16), title="Semua")
    assert next_session(practice.user) == mine
    other.members.add(practice.enrolment)
    found = next_session(practice.user)
    assert found is not None
    assert found.title == "Yang lain"
    Enrolment.objects.filter(pk=practice.enrolment.pk).update(state=EnrolmentState.WITHDRAWN)
    assert next_session(practice.user) is None


def test_a_session_of_today_stands_above_all_else(practice: Practice) -> None:
    session = make_session(practice.cohort, actor=practice.cast.coordinator, starts_at=on(15))

    def first() -> bool:
        page = home(practice)
        return page.index('id="next-session"') < page.index('id="field-week"')

    assert not first()
    with clock.at(session.starts_at - timedelta(hours=3)):
        assert first()
    with clock.at(session.starts_at + timedelta(minutes=1)):
        assert first()


def test_what_was_taken_on_and_is_not_done_the_first_due_first(practice: Practice) -> None:
    act(practice, action="Tanpa hari")
    act(practice, action="Nanti", due_on=day(30))
    act(practice, action="Segera", due_on=day(15))
    act(practice, action="Sudah selesai", state="done")
    page = home(practice)
    assert page.index("Segera") < page.index("Nanti") < page.index("Tanpa hari")
    assert "Sudah selesai" not in page


def test_a_home_asks_once_whatever_the_field_holds(practice: Practice) -> None:
    client = as_user(practice.user)
    client.get("/dashboard/")
    bare = queries(client, "/dashboard/")
    for n in range(3):
        note(practice, 8 + n)
        act(practice, action=f"Tindakan {n}", due_on=day(20 + n))
        make_session(practice.cohort, actor=practice.cast.coordinator, starts_at=on(20 + n))
    assert {bare, queries(client, "/dashboard/")} == {5}


def test_those_in_charge_go_from_the_home_to_the_map_and_to_who_needs_help(practice: Practice) -> None:
    make_enrolment(actor=practice.cast.coordinator, cohort=practice.cohort)
    for who in (practice.cast.facilitator, practice.cast.coordinator):
        page = as_user(who).get("/dashboard/").text
        assert url("field_overview", practice.cohort.public_id) in page
        assert f"/cohorts/{practice.cohort.public_id}/at-risk/" in page
