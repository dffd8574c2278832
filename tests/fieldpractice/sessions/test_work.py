"""The work at Zoom against the practice server: it converges, whatever breaks off, and says what a person must do."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from courses.models import Cohort, Enrolment
from courses.services.enrolments import withdraw
from fieldpractice.enums import RegistrantState, WorkFailure, WorkState
from fieldpractice.models import MonitoringSession, Registrant, ZoomHost, ZoomSign, ZoomWork
from fieldpractice.services import sessions, zoom
from fieldpractice.services.groups import keep_host
from fieldpractice.standin.state import State
from fieldpractice.zoom import scopes
from lms.people import clock
from tests.conftest import Cast
from tests.factories.courses import make_enrolment
from tests.fieldpractice.sessions.conftest import NOW, draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(cast: Cast, cohort: Cohort, people: list[Enrolment], host: ZoomHost) -> MonitoringSession:
    return sessions.add_session(
        actor=cast.coordinator, cohort=cohort, draft=draft(cohort, host=host, starts_at=NOW + timedelta(days=5))
    )


def work() -> ZoomWork:
    return ZoomWork.objects.get()


def emails(standin: State) -> list[str]:
    (number,) = standin.meetings
    return sorted(one["email"] for one in standin.registrants_of(number).values())


def test_meeting_and_list_are_made(standin: State, session: MonitoringSession, people: list[Enrolment]) -> None:
    assert zoom.work_due() == 1
    session.refresh_from_db()
    assert str(session.zoom_id) in standin.meetings
    assert emails(standin) == sorted(one.user.email for one in people)
    assert work().state == WorkState.DONE
    assert work().pushed == 0
    rows = Registrant.objects.all()
    assert len({one.join_url for one in rows}) == 3
    assert zoom.work_due() == 0
    zoom.wake(session)
    assert zoom.work_due() == 1
    assert len(standin.meetings) == 1


@pytest.mark.parametrize(
    ("kind", "path", "done"),
    [
        ("cut", "/users/.*/meetings", True),
        ("cut", "/users/.*/meetings", False),
        ("slow", "/users/.*/meetings", True),
        ("garbage", "/users/.*/meetings", True),
        ("401", "/users/.*/meetings", False),
        ("cut", "batch_registrants", True),
        ("500", "batch_registrants", False),
        ("garbage", "batch_registrants", True),
        ("503", "/oauth/", False),
        ("401", "/oauth/", False),
    ],
)
def test_it_goes_on_after_each_failure(
    standin: State, session: MonitoringSession, settings: object, kind: str, path: str, done: bool
) -> None:
    if kind == "slow":
        settings.PADAN_ZOOM_TIMEOUT = 1  # type: ignore[attr-defined]
    standin.fail(kind, method="POST", path=path, done=done, seconds=1.5)
    zoom.work_due()
    settings.PADAN_ZOOM_TIMEOUT = 20  # type: ignore[attr-defined]
    for minutes in (2, 5, 10):
        with clock.at(NOW + timedelta(minutes=minutes)):
            zoom.work_due()
    # Credentials that Zoom refuses are for a person to see to.
    if work().state == WorkState.FAILED:
        assert work().failure_kind == WorkFailure.TOKEN
        zoom.wake(session)
        zoom.work_due()
    assert work().state == WorkState.DONE
    assert len(standin.meetings) == 1
    assert len(emails(standin)) == Registrant.objects.count() == 3


def test_moved_and_called_off(standin: State, cast: Cast, session: MonitoringSession) -> None:
    zoom.work_due()
    session.refresh_from_db()
    sessions.move_session(actor=cast.coordinator, session=session, starts_at=NOW + timedelta(days=6), seen=0)
    assert zoom.work_due() == 1
    (row,) = standin.meetings.values()
    assert row["start_time"] == "2026-09-22T03:00:00Z"
    session.refresh_from_db()
    sessions.cancel_session(actor=cast.coordinator, session=session, reason="Banjir")
    assert zoom.work_due() == 1
    assert standin.meetings == {}
    assert not Registrant.objects.exists()


def test_moved_while_the_answer_was_lost(standin: State, cast: Cast, session: MonitoringSession) -> None:
    standin.fail("cut", method="POST", path="/users/", done=True)
    zoom.work_due()
    session.refresh_from_db()
    sessions.move_session(actor=cast.coordinator, session=session, starts_at=NOW + timedelta(days=6), seen=0)
    assert zoom.work_due() == 1
    (row,) = standin.meetings.values()
    assert row["start_time"] == "2026-09-22T03:00:00Z"


def test_called_off_while_the_answer_was_lost(standin: State, cast: Cast, session: MonitoringSession) -> None:
    standin.fail("cut", method="POST", path="/users/", done=True)
    zoom.work_due()
    assert len(standin.meetings) == 1
    sessions.cancel_session(actor=cast.coordinator, session=session, reason="Banjir")
    zoom.work_due()
    assert standin.meetings == {}
    assert work().state == WorkState.DONE


def test_another_host_while_the_answer_was_lost(
    standin: State, cast: Cast, cohort: Cohort, session: MonitoringSession, host: ZoomHost
) -> None:
    standin.fail("cut", method="POST", path="/users/", done=True)
    zoom.work_due()
    (lost,) = standin.meetings
    other = keep_host(actor=cast.coordinator, programme=cohort.programme, name="Z2", email="lain@example.test")
    sessions.change_session(
        actor=cast.coordinator, session=session, draft=replace(sessions.draft_of(session), host=other), seen=0
    )
    zoom.work_due()
    (number,) = standin.meetings
    assert number != lost
    assert standin.meetings[number]["host_email"] == "lain@example.test"


def test_people_come_and_go(
    standin: State, cast: Cast, cohort: Cohort, session: MonitoringSession, people: list[Enrolment]
) -> None:
    zoom.work_due()
    assert zoom.watch_registrants() == 0
    newcomer = make_enrolment(actor=cast.coordinator, cohort=cohort)
    withdraw(actor=cast.coordinator, enrolment=people[0], reason="Pindah tugas")
    assert zoom.watch_registrants() == 1
    zoom.work_due()
    assert emails(standin) == sorted(one.user.email for one in [people[1], people[2], newcomer])
    gone = Registrant.objects.get(enrolment=people[0])
    assert gone.state == RegistrantState.REMOVED
    assert gone.join_url == ""


def test_another_host_another_meeting(standin: State, cast: Cast, session: MonitoringSession, host: ZoomHost) -> None:
    zoom.work_due()
    (before,) = standin.meetings
    keep_host(actor=cast.coordinator, programme=host.programme, name="Z", email="lain@example.test", host=host)
    zoom.work_due()
    (after,) = standin.meetings
    assert before != after
    assert standin.meetings[after]["host_email"] == "lain@example.test"
    assert len(emails(standin)) == 3


def test_a_meeting_deleted_on_zooms_own_page_is_made_anew(
    standin: State, cast: Cast, cohort: Cohort, session: MonitoringSession
) -> None:
    zoom.work_due()
    (before,) = standin.meetings
    links = set(Registrant.objects.values_list("join_url", flat=True))
    del standin.meetings[before]
    standin.rows["registrants"].clear()
    make_enrolment(actor=cast.coordinator, cohort=cohort)
    assert zoom.watch_registrants() == 1
    assert zoom.work_due() == 1
    (after,) = standin.meetings
    session.refresh_from_db()
    assert session.zoom_id == int(after)
    assert after != before
    assert len(emails(standin)) == 4
    assert links.isdisjoint(Registrant.objects.values_list("join_url", flat=True))


def test_the_day_before_it_is_looked_whether_the_meeting_is_there(standin: State, session: MonitoringSession) -> None:
    zoom.work_due()
    (before,) = standin.meetings
    assert zoom.watch_meetings() == 0
    with clock.at(session.starts_at - timedelta(hours=20)):
        assert zoom.watch_meetings() == 0
        # Zoom says once that it is not there, and it is: nothing is made anew.
        standin.fail("404", method="GET", path="/meetings/")
        assert (zoom.watch_meetings(), zoom.work_due()) == (1, 1)
        assert list(standin.meetings) == [before]
        del standin.meetings[before]
        standin.fail("503", method="GET", path="/meetings/", times=3)
        assert zoom.watch_meetings() == 0
        assert (zoom.watch_meetings(), zoom.work_due()) == (1, 1)
    (after,) = standin.meetings
    assert after != before
    assert len(emails(standin)) == 3


@pytest.mark.parametrize(("kind", "found"), [("400", 1), ("429-daily", 0)])
def test_one_that_zoom_refuses_to_show_hides_no_other(
    standin: State, cast: Cast, session: MonitoringSession, caplog: pytest.LogCaptureFixture, kind: str, found: int
) -> None:
    """Only where Zoom as a whole does not answer the others wait; either way it is in the log."""
    later = sessions.add_session(
        actor=cast.coordinator,
        cohort=session.cohort,
        draft=draft(session.cohort, host=session.host, starts_at=session.ends_at + timedelta(hours=1)),
    )
    assert zoom.work_due() == 2
    session.refresh_from_db()
    later.refresh_from_db()
    del standin.meetings[str(later.zoom_id)]
    standin.fail(kind, method="GET", path=f"/meetings/{session.zoom_id}")
    with clock.at(session.starts_at - timedelta(hours=20)):
        assert zoom.watch_meetings() == found
    assert f"The meeting of session {session.public_id} was not looked at" in caplog.text
    assert ZoomWork.objects.get(session=session).state == WorkState.DONE


def test_a_meeting_that_stands_there_under_another_number_is_taken_over(
    standin: State, session: MonitoringSession
) -> None:
    """Ours was deleted, and another of the host's bears our mark: a copy made by hand, or one from a making that broke off."""
    zoom.work_due()
    (before,) = standin.meetings
    links = set(Registrant.objects.values_list("join_url", flat=True))
    other = int(before) - 1
    standin.meetings[str(other)] = standin.meetings.pop(before) | {"id": other, "start_time": "2026-09-01T03:00:00Z"}
    standin.rows["registrants"].clear()
    with clock.at(session.starts_at - timedelta(hours=20)):
        assert (zoom.watch_meetings(), zoom.work_due()) == (1, 1)
    session.refresh_from_db()
    assert session.zoom_id == other
    (row,) = standin.meetings.values()
    assert row["start_time"] == "2026-09-21T03:00:00Z"
    assert len(emails(standin)) == 3
    assert links.isdisjoint(Registrant.objects.values_list("join_url", flat=True))


def test_one_not_found_makes_no_second_meeting(standin: State, cast: Cast, session: MonitoringSession) -> None:
    zoom.work_due()
    session.refresh_from_db()
    sessions.move_session(actor=cast.coordinator, session=session, starts_at=NOW + timedelta(days=6), seen=0)
    standin.fail("404", method="PATCH", path="/meetings/")
    assert zoom.work_due() == 0
    assert len(standin.meetings) == 1
    with clock.at(NOW + timedelta(hours=1)):
        assert zoom.work_due() == 1
    assert len(standin.meetings) == 1


def test_a_full_meeting_waits_for_a_person_and_is_not_made_anew(standin: State, session: MonitoringSession) -> None:
    standin.rows["more"]["seats"] = 2
    zoom.work_due()
    assert (work().state, work().failure_kind) == (WorkState.FAILED, WorkFailure.REFUSED)
    assert "capacity" in work().failure
    assert len(standin.meetings) == 1


def test_what_waits_for_a_person(standin: State, session: MonitoringSession) -> None:
    standin.scopes = [one for one in scopes.NEEDED if "write:meeting" not in one]
    zoom.work_due()
    assert work().state == WorkState.FAILED
    assert work().failure_kind == WorkFailure.SCOPE
    assert "meeting:write:meeting:admin" in work().failure
    standin.scopes = []
    with clock.at(NOW + timedelta(days=1)):
        assert zoom.work_due() == 0
        zoom.try_again(actor=session.created_by, works=[work()])
        assert zoom.work_due() == 1
    assert work().failure == ""


def test_an_unknown_host_and_none(standin: State, cast: Cast, cohort: Cohort, session: MonitoringSession) -> None:
    standin.rows["unknown_hosts"].append("zoom1@example.test")
    zoom.work_due()
    assert work().failure_kind == WorkFailure.HOST
    bare = sessions.add_session(
        actor=cast.coordinator, cohort=cohort, draft=draft(cohort, starts_at=NOW + timedelta(days=9))
    )
    zoom.work_due()
    assert ZoomWork.objects.get(session=bare).failure_kind == WorkFailure.NO_HOST


def test_the_limit_of_the_day_waits_for_the_next(standin: State, session: MonitoringSession) -> None:
    standin.fail("429-daily", method="POST", path="/users/", retry_after="2026-09-16T05:00:00Z")
    zoom.work_due()
    assert work().state == WorkState.WAITING
    assert work().failure_kind == WorkFailure.LIMITED
    assert work().next_at == datetime(2026, 9, 17, tzinfo=UTC)
    with clock.at(NOW + timedelta(hours=2)):
        assert zoom.work_due() == 0
    with clock.at(datetime(2026, 9, 17, 0, 1, tzinfo=UTC)):
        assert zoom.work_due() == 1


def test_zoom_down_for_a_day_is_no_defeat(session: MonitoringSession) -> None:
    """Nothing listens: tries grow rarer and never end."""
    at = NOW
    for _try in range(12):
        with clock.at(at):
            assert zoom.work_due() == 0
        assert work().state == WorkState.WAITING
        assert work().failure_kind == WorkFailure.UNREACHABLE
        assert work().next_at is not None
        at = work().next_at
    assert at - NOW > timedelta(hours=5)
    assert ZoomSign.objects.get(name="failure").words.startswith("unreachable")


def test_a_link_by_hand_needs_no_meeting(standin: State, cast: Cast, session: MonitoringSession) -> None:
    sessions.give_link(actor=cast.coordinator, session=session, link="https://zoom.example.test/j/1")
    assert zoom.work_due() == 1
    assert standin.meetings == {}
    sessions.give_link(actor=cast.coordinator, session=session, link="")
    zoom.work_due()
    assert len(standin.meetings) == 1


def test_a_dead_workers_claim_runs_out(standin: State, session: MonitoringSession) -> None:
    claimed = zoom._claim(work().pk)
    assert claimed is not None
    assert zoom.work_due() == 0
    with clock.at(NOW + timedelta(minutes=6)):
        assert zoom.work_due() == 1
    # The dead one wakes up: it settles nothing, and makes nothing.
    assert zoom._work(claimed, None) == 0
    assert len(standin.meetings) == 1
    assert work().state == WorkState.DONE


def test_asked_for_while_at_work(standin: State, session: MonitoringSession) -> None:
    claimed = zoom._claim(work().pk)
    assert claimed is not None
    zoom.wake(session)
    assert work().state == WorkState.DOING
    zoom._work(claimed, None)
    assert work().state == WorkState.WAITING
    assert zoom.work_due() == 1
    assert work().state == WorkState.DONE


def test_a_session_that_is_over_needs_nothing(standin: State, session: MonitoringSession) -> None:
    with clock.at(session.ends_at + timedelta(minutes=1)):
        assert zoom.work_due() == 1
    assert standin.log == []


def test_thirty_one_in_two_batches(standin: State, cast: Cast, cohort: Cohort, session: MonitoringSession) -> None:
    for _number in range(28):
        make_enrolment(actor=cast.coordinator, cohort=cohort)
    zoom.work_due()
    assert len(emails(standin)) == 31
    assert sum("batch" in one for one in standin.log) == 2


def test_nothing_secret_in_the_log(
    standin: State, session: MonitoringSession, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    standin.fail("500", method="POST", path="batch", done=True)
    zoom.work_due()
    with clock.at(NOW + timedelta(minutes=5)):
        zoom.work_due()
    said = caplog.text + repr(list(ZoomWork.objects.all())) + repr(list(Registrant.objects.all()))
    said += repr(list(ZoomWork.objects.values())) + repr(list(ZoomSign.objects.values()))
    secrets = [*standin.rows["tokens"], standin.client_secret, "tk=", "zak=", "pwd="]
    secrets += [one["password"] for one in standin.meetings.values()]
    assert [one for one in secrets if one in said] == []
    assert work().state == WorkState.DONE
