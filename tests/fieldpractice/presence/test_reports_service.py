"""Reports against the stand-in: whatever goes wrong, the state converges to what the report says, without a person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fieldpractice import zoom
from fieldpractice.enums import MatchWay, PresenceState, ReportState, RowSource, SessionState
from fieldpractice.models import MeetingInstance, MonitoringSession, ParticipationRow, Presence, Registrant, ReportWatch
from fieldpractice.services import presence, reports, webhooks
from fieldpractice.services.presence_telling import tell_unsettled
from fieldpractice.standin.held import hold
from fieldpractice.standin.playing import notifications
from fieldpractice.standin.state import State, text_of
from fieldpractice.zoom.client import MeetingWish
from lms.notices.models import Notice
from lms.people import clock
from lms.people.enums import Role
from lms.people.errors import Refusal
from tests.conftest import Cast
from tests.factories.courses import make_enrolment
from tests.factories.people import role_ended
from tests.fieldpractice.presence.conftest import BEGINS, Meet, minute

P = PresenceState
REPORT = "/report/meetings/"


def somebody(email: str, *stays: tuple[float, float], **fields: Any) -> dict[str, Any]:
    """Somebody for the stand-in, with stays in minutes after the beginning."""
    times = [[text_of(minute(begins)), text_of(minute(ends))] for begins, ends in stays]
    return {"name": email.split("@")[0], "email": email, "stays": times} | fields


PEOPLE = [
    somebody("host@example.test", (-5, 95)),
    somebody("ratna@example.test", (0, 40), (45, 90)),
    somebody("sari@example.test", (0, 30)),
]


@pytest.fixture
def held(meet: Meet, standin: State) -> MonitoringSession:
    """The session with a meeting at the stand-in that was held by PEOPLE."""
    wish = MeetingWish("host@example.test", "Pemantauan", "", "[padan-1]", BEGINS, 90, "Asia/Jakarta")
    meeting = zoom.current().create_meeting(wish)
    MonitoringSession.objects.filter(pk=meet.session.pk).update(zoom_id=meeting.id)
    meet.session.refresh_from_db()
    hold(standin, meeting.id, PEOPLE)
    return meet.session


def ask_for(hours: float) -> None:
    """Let the worker's schedule run for so long, every five minutes, or every half hour for long."""
    start, step = clock.now(), 5 if hours < 8 else 30
    for turn in range(int(hours * 60 / step) + 1):
        with clock.at(start + timedelta(minutes=step * turn)):
            webhooks.work_due()
            presence.close_over()
            reports.fetch_due()


def settled_state(session: MonitoringSession) -> dict[str, tuple[str, int]]:
    rows = Presence.objects.filter(session=session).select_related("enrolment__user")
    return {row.enrolment.user.email.split("@")[0]: (row.state, row.seconds) for row in rows}


WHAT_THE_REPORT_SAYS = {
    "ratna": (P.PRESENT, 85 * 60),
    "sari": (P.PARTLY, 30 * 60),
    "tono": (P.ABSENT, 0),
}


def converged(session: MonitoringSession) -> bool:
    session.refresh_from_db()
    watch = ReportWatch.objects.get(session=session)
    assert (watch.state, watch.failure) == (ReportState.SETTLED, "")
    assert session.state == SessionState.HELD
    assert settled_state(session) == WHAT_THE_REPORT_SAYS
    sources = set(ParticipationRow.objects.filter(instance__session=session).values_list("source", flat=True))
    assert sources == {RowSource.REPORT}
    return True


def test_a_session_of_whose_end_nothing_was_told_is_asked_about(held: MonitoringSession) -> None:
    ask_for(1)
    assert converged(held)
    host = ParticipationRow.objects.get(email="host@example.test")
    assert (host.way, host.enrolment) == (MatchWay.STAFF, None)


def test_nothing_is_asked_before_ten_minutes_have_passed(held: MonitoringSession, standin: State) -> None:
    with clock.at(minute(99)):
        assert reports.fetch_due() == 0
    assert not [line for line in standin.log if REPORT in line]


@pytest.mark.parametrize("kind", ["401", "429-second", "429-daily", "500", "503", "cut", "garbage", "empty"])
@pytest.mark.parametrize("path", ["/instances", REPORT, "/oauth/token"])
def test_after_each_failure_the_state_is_what_the_report_says(
    held: MonitoringSession, standin: State, kind: str, path: str
) -> None:
    standin.rows["tokens"].clear()
    zoom.current()._transport.forget_token()
    # The stand-in's own clock is not the test's.
    soon = text_of(clock.now() + timedelta(hours=1)) if kind == "429-daily" else ""
    standin.fail(kind, path=path, times=1 if soon else 4, retry_after=soon)
    ask_for(20)
    assert converged(held)


def test_a_daily_limit_is_waited_out_until_the_day_is_over_in_utc(held: MonitoringSession, standin: State) -> None:
    standin.fail("429-daily", path=REPORT, retry_after=text_of(minute(160)))
    with clock.at(minute(101)):
        reports.fetch_due()
    watch = ReportWatch.objects.get()
    assert watch.next_attempt_at == datetime(2026, 9, 19, tzinfo=UTC)
    assert watch.failure
    ask_for(20)
    assert converged(held)


def test_a_report_that_comes_late_is_waited_for(held: MonitoringSession, standin: State) -> None:
    standin.more("held")["instances"][0]["late"] = 6
    ask_for(6)
    assert converged(held)


def test_a_report_that_grows_is_taken_whole(held: MonitoringSession, standin: State) -> None:
    instance = standin.more("held")["instances"][0]
    whole, instance["rows"] = instance["rows"], instance["rows"][:2]
    with clock.at(minute(101)):
        reports.fetch_due()
    assert not MeetingInstance.objects.get().report_settled
    instance["rows"] = whole
    ask_for(1)
    assert converged(held)


def play(standin: State, session: MonitoringSession, **how: Any) -> None:
    for one in notifications(standin, str(session.zoom_id), **how):
        webhooks.receive(sent=one)


@pytest.mark.parametrize("how", [{}, {"shuffled": True}, {"doubled": True, "shuffled": True}, {"lost": 4}])
def test_notifications_in_any_shape_end_in_what_the_report_says(
    held: MonitoringSession, standin: State, how: dict[str, Any]
) -> None:
    play(standin, held, chance=3, **how)
    webhooks.work_due()
    if "lost" not in how:
        presence.close_over()
        assert settled_state(held) == WHAT_THE_REPORT_SAYS
    ask_for(1)
    assert converged(held)
    play(standin, held, shuffled=True)
    ask_for(0)
    assert converged(held)


def test_the_report_wins_over_what_notifications_said(held: MonitoringSession, standin: State) -> None:
    told = notifications(standin, str(held.zoom_id))
    for one in told:
        person = one["payload"]["object"].get("participant", {})
        if person.get("email") == "sari@example.test" and "leave_time" in person:
            person["leave_time"] = text_of(minute(88))
        webhooks.receive(sent=one)
    webhooks.work_due()
    presence.close_over()
    assert settled_state(held)["sari"] == (P.PRESENT, 88 * 60)
    ask_for(1)
    assert converged(held)


def test_pages_whose_token_comes_again_end(held: MonitoringSession, standin: State) -> None:
    standin.more("held").update(page_size=2, repeats=True)
    ask_for(1)
    assert converged(held)


def test_thirty_one_people_on_two_pages(cast: Cast, held: MonitoringSession, standin: State) -> None:
    people = [make_enrolment(actor=cast.coordinator, cohort=held.cohort) for _one in range(27)]
    standin.more("held").update(page_size=20, instances=[])
    hold(standin, held.zoom_id or 0, [PEOPLE[0], *(somebody(one.user.email, (0, 90)) for one in people), *PEOPLE[1:]])
    ask_for(1)
    asked = [line for line in standin.log if REPORT in line]
    assert len(asked) == 4
    assert Presence.objects.filter(session=held, state=P.PRESENT).count() == 28


def test_the_own_link_tells_who_it_is_though_the_e_mail_is_hidden_or_another(
    held: MonitoringSession, standin: State, meet: Meet
) -> None:
    Registrant.objects.create(
        session=held, enrolment=meet.tono, registrant_id="reg-tono", email="tono@example.test", join_url="x"
    )
    standin.more("held")["instances"].clear()
    tono = somebody("", (0, 90), registrant_id="reg-tono")
    other = somebody("sari@example.test", (0, 90), registrant_id="reg-tono")
    stranger = somebody("sari@example.test", (0, 90), registrant_id="reg-of-nobody")
    hold(standin, held.zoom_id or 0, [PEOPLE[0], tono, other, stranger])
    ask_for(1)
    assert {name: state for name, (state, _seconds) in settled_state(held).items()} == {
        "ratna": P.ABSENT,
        "sari": P.PRESENT,
        "tono": P.PRESENT,
    }
    row = ParticipationRow.objects.get(email="sari@example.test", registrant_id="reg-tono")
    assert (row.enrolment, row.against) == (meet.tono, meet.sari)


def test_both_times_a_meeting_was_held_count(held: MonitoringSession, standin: State) -> None:
    standin.more("held")["instances"].clear()
    hold(standin, held.zoom_id or 0, [somebody("host@example.test", (0, 20)), somebody("ratna@example.test", (0, 20))])
    hold(
        standin, held.zoom_id or 0, [somebody("host@example.test", (30, 90)), somebody("ratna@example.test", (30, 90))]
    )
    ask_for(1)
    assert MeetingInstance.objects.filter(session=held, report_settled=True).count() == 2
    assert settled_state(held)["ratna"] == (P.PRESENT, 80 * 60)


def test_a_meeting_begun_again_after_its_report_is_asked_for_again(held: MonitoringSession, standin: State) -> None:
    ask_for(1)
    hold(standin, held.zoom_id or 0, [somebody("host@example.test", (80, 90)), somebody("tono@example.test", (0, 90))])
    with clock.at(minute(200)):
        play(standin, held)
        ask_for(1)
    assert settled_state(held)["tono"] == (P.PRESENT, 90 * 60)


def test_a_waiting_room_of_the_report_counts_for_nothing(held: MonitoringSession, standin: State) -> None:
    standin.more("held")["instances"].clear()
    waits = {"join": text_of(minute(0)), "leave": text_of(minute(30)), "status": "in_waiting_room", "user_id": "5"}
    inside = {"join": text_of(minute(30)), "leave": text_of(minute(90)), "user_id": "5"}
    hold(standin, held.zoom_id or 0, [PEOPLE[0], somebody("ratna@example.test", stays=[waits, inside])])
    ask_for(1)
    assert settled_state(held)["ratna"] == (P.PARTLY, 60 * 60)


def test_without_a_report_what_notifications_told_stays_and_staff_are_told(
    cast: Cast, held: MonitoringSession, standin: State
) -> None:
    play(standin, held)
    standin.more("held")["instances"][0]["late"] = 10_000
    ask_for(27)
    watch = ReportWatch.objects.get()
    assert (watch.state, watch.next_attempt_at) == (ReportState.NONE, None)
    assert settled_state(held) == WHAT_THE_REPORT_SAYS
    assert set(Notice.objects.values_list("to__email", flat=True)) >= {cast.coordinator.email, cast.facilitator.email}


def test_it_can_be_asked_for_by_hand_after_the_day(cast: Cast, held: MonitoringSession, standin: State) -> None:
    standin.more("held")["instances"][0]["late"] = 100
    ask_for(27)
    standin.more("held")["instances"][0]["late"] = 0
    with clock.at(minute(0) + timedelta(days=5)):
        reports.ask_now(actor=cast.coordinator, session=held)
        ask_for(1)
    assert converged(held)


def test_asking_by_hand_is_refused_before_the_end_and_without_a_meeting(cast: Cast, meet: Meet) -> None:
    with clock.at(minute(30)), pytest.raises(Refusal, match=r"akhir|end"):
        reports.ask_now(actor=cast.coordinator, session=meet.session)
    meet.session.zoom_id = None
    with pytest.raises(Refusal, match="Zoom"):
        reports.ask_now(actor=cast.coordinator, session=meet.session)


def test_a_failure_is_shown_in_words_with_what_to_do(held: MonitoringSession, standin: State) -> None:
    standin.scopes = ["meeting:read:list_past_instances:admin"]
    with clock.at(minute(101)):
        reports.fetch_due()
    assert "report:read:list_meeting_participants:admin" in ReportWatch.objects.get().failure


def test_two_workers_at_once_ask_once(held: MonitoringSession, standin: State) -> None:
    with clock.at(minute(101)):
        reports._watch_silent_ones()
        watch = ReportWatch.objects.get()
        assert reports.fetch(watch_id=watch.pk)
        stale = ReportWatch.objects.get()
        stale.attempts = 0
        assert not reports._claim(stale)


def test_a_meeting_begun_again_of_whose_end_nobody_tells_is_asked_about(
    held: MonitoringSession, standin: State
) -> None:
    # The first report is there, twice the same, before the session is over.
    with clock.at(minute(50)):
        webhooks.receive(sent=notifications(standin, str(held.zoom_id))[-1])
        webhooks.work_due()
    for minutes in (56, 62, 75):
        with clock.at(minute(minutes)):
            reports.fetch_due()
    assert ReportWatch.objects.get().state == ReportState.WAITING
    hold(standin, held.zoom_id or 0, [somebody("host@example.test", (60, 90)), somebody("tono@example.test", (60, 90))])
    ask_for(3)
    assert settled_state(held)["tono"] == (P.PARTLY, 30 * 60)


def test_what_is_told_of_a_new_instance_opens_the_asking_anew(held: MonitoringSession, standin: State) -> None:
    ask_for(3)
    assert converged(held)
    hold(standin, held.zoom_id or 0, [somebody("host@example.test", (60, 90)), somebody("tono@example.test", (60, 90))])
    joined = [
        one
        for one in notifications(standin, str(held.zoom_id))
        if one["event"] == "meeting.participant_joined"
        and one["payload"]["object"]["participant"]["email"] == "tono@example.test"
    ]
    with clock.at(minute(400)):
        webhooks.receive(sent=joined[0])
        ask_for(3)
    watch = ReportWatch.objects.get()
    assert watch.state == ReportState.SETTLED
    assert settled_state(held)["tono"] == (P.PARTLY, 30 * 60)
    assert not MeetingInstance.objects.filter(report_settled=False).exists()


def test_a_missing_report_is_told_to_those_whose_role_is_in_force(cast: Cast, meet: Meet) -> None:
    role_ended(cast.facilitator, Role.FACILITATOR)
    tell_unsettled(meet.session)
    assert [one.to for one in Notice.objects.filter(kind="fieldpractice.presence_unsettled")] == [cast.coordinator]
