"""Notifications worked: in whatever order, once, crash-safe; what fails is visible and tried again."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from fieldpractice.enums import EventState, MatchWay, RowSource
from fieldpractice.models import MeetingInstance, ParticipationRow, ReportWatch, WebhookEvent
from fieldpractice.services import participation, webhooks
from fieldpractice.webhooks import fit_to_keep, told_by
from lms.people import clock
from tests.conftest import Cast
from tests.fieldpractice.presence.conftest import Meet, minute
from tests.fieldpractice.presence.telling import UUID, told


def store(*sent: dict[str, Any]) -> None:
    """Keep notifications without ringing for their work."""
    for one in sent:
        kept = fit_to_keep(one)
        what = told_by(kept)
        WebhookEvent.objects.create(
            event=what.event,
            meeting_id=what.meeting_id,
            uuid=what.uuid,
            key=what.key,
            body=kept,
            next_attempt_at=clock.now(),
        )


def row(user_id: str = "1") -> ParticipationRow:
    return ParticipationRow.objects.get(user_id=user_id)


def span(user_id: str = "1") -> tuple[datetime | None, datetime | None]:
    one = row(user_id)
    return one.joined_at, one.left_at


STAY = (
    told("started", minute(-2)),
    told("participant_joined", minute(0), email="ratna@example.test"),
    told("participant_left", minute(80), email="ratna@example.test"),
    told("ended", minute(92)),
)


def test_a_stay_is_laid_into_one_row_of_its_instance(meet: Meet) -> None:
    store(*STAY)
    assert webhooks.work_due() == 4
    instance = MeetingInstance.objects.get()
    assert (instance.uuid, instance.session, instance.started_at, instance.ended_at) == (
        UUID,
        meet.session,
        minute(-2),
        minute(92),
    )
    assert span() == (minute(0), minute(80))
    assert (row().enrolment, row().way, row().source) == (meet.ratna, MatchWay.EMAIL, RowSource.WEBHOOK)
    assert set(WebhookEvent.objects.values_list("state", flat=True)) == {EventState.DONE}
    assert webhooks.work_due() == 0


@pytest.mark.parametrize("chance", range(6))
def test_whatever_the_order_and_however_the_batches_fall_the_rows_are_the_same(
    meet: Meet, monkeypatch: pytest.MonkeyPatch, chance: int
) -> None:
    shuffled = [
        *STAY,
        told("participant_joined", minute(5), user_id="2"),
        told("participant_left", minute(9), user_id="2"),
    ]
    random.Random(chance).shuffle(shuffled)
    monkeypatch.setattr(webhooks, "BATCH", 1 + chance % 3)
    store(*shuffled)
    webhooks.work_due()
    assert (span("1"), span("2")) == ((minute(0), minute(80)), (minute(5), minute(9)))
    assert MeetingInstance.objects.get().ended_at == minute(92)


def test_of_joining_the_moment_may_be_called_date_time_and_the_number_be_a_number(meet: Meet) -> None:
    store(told("participant_joined", minute(3), moment="date_time", meeting=meet.session.zoom_id, user_id=16778240))
    webhooks.work_due()
    assert span("16778240") == (minute(3), None)


def test_a_waiting_room_gives_way_to_the_meeting_in_either_order(meet: Meet) -> None:
    waits = [
        told("participant_joined_waiting_room", minute(-9), user_id="1"),
        told("participant_left_waiting_room", minute(2), user_id="1"),
    ]
    inside = [told("participant_joined", minute(2)), told("participant_left", minute(50))]
    store(*waits, *inside)
    webhooks.work_due()
    assert (span(), row().in_waiting_room) == ((minute(2), minute(50)), False)
    ParticipationRow.objects.all().delete()
    WebhookEvent.objects.all().delete()
    store(*inside, *waits)
    webhooks.work_due()
    assert (span(), row().in_waiting_room) == ((minute(2), minute(50)), False)


def test_left_without_joined_is_kept_and_joined_without_left_stays_open(meet: Meet) -> None:
    store(told("participant_left", minute(40)), told("participant_joined", minute(7), user_id="2"))
    webhooks.work_due()
    assert (span("1"), span("2")) == ((None, minute(40)), (minute(7), None))


def test_left_without_joined_asks_for_the_report(meet: Meet) -> None:
    store(told("participant_left", minute(40)))
    webhooks.work_due()
    assert ReportWatch.objects.get().session == meet.session


def test_an_ended_meeting_asks_for_its_report_for_a_day(meet: Meet) -> None:
    store(told("ended", minute(92)))
    webhooks.work_due()
    watch = ReportWatch.objects.get()
    assert watch.next_attempt_at == clock.now() + timedelta(minutes=5)
    assert watch.until == clock.now() + timedelta(hours=24)


def test_of_a_meeting_that_is_not_ours_nothing_is_kept(meet: Meet) -> None:
    store(told("participant_joined", minute(1), meeting=99, email="stranger@example.test"))
    webhooks.work_due()
    event = WebhookEvent.objects.get()
    assert (event.state, event.body) == (EventState.FOREIGN, {})
    assert not MeetingInstance.objects.exists()


def test_other_events_of_our_meetings_are_passed_over(meet: Meet) -> None:
    store({"event": "meeting.updated", "payload": {"object": {"id": meet.session.zoom_id, "uuid": UUID}}})
    webhooks.work_due()
    assert WebhookEvent.objects.get().state == EventState.FOREIGN


def test_once_the_report_is_complete_later_notifications_change_nothing(meet: Meet) -> None:
    store(*STAY)
    webhooks.work_due()
    instance = MeetingInstance.objects.get()
    told_ = ParticipationRow(
        instance=instance, user_id="1", source=RowSource.REPORT, joined_at=minute(1), left_at=minute(70)
    )
    participation.lay_report(instance, [told_], settled=True, digest="x")
    store(told("participant_left", minute(89)), told("participant_joined", minute(60), user_id="77"))
    webhooks.work_due()
    assert span() == (minute(1), minute(70))
    assert ParticipationRow.objects.count() == 1


def test_a_row_of_an_unfinished_report_is_not_changed_but_others_come_in(meet: Meet) -> None:
    store(*STAY)
    webhooks.work_due()
    instance = MeetingInstance.objects.get()
    told_ = ParticipationRow(
        instance=instance, user_id="1", source=RowSource.REPORT, joined_at=minute(1), left_at=minute(70)
    )
    participation.lay_report(instance, [told_], settled=False, digest="x")
    store(told("participant_left", minute(89)), told("participant_joined", minute(60), user_id="77"))
    webhooks.work_due()
    assert (span("1"), span("77")) == ((minute(1), minute(70)), (minute(60), None))


def test_a_worker_that_died_is_followed_by_another(meet: Meet) -> None:
    store(*STAY)
    claim = webhooks._claim()
    assert claim
    assert webhooks.work_due() == 0
    with clock.at(minute(102)):
        assert webhooks.work_due() == 4
    assert set(WebhookEvent.objects.values_list("state", flat=True)) == {EventState.DONE}


def test_a_worker_thought_dead_writes_nothing_any_more(meet: Meet) -> None:
    store(*STAY)
    dead = webhooks._claim()
    with clock.at(minute(102)):
        taken = webhooks._claim()
        assert taken
        webhooks._work_together(dead, list(WebhookEvent.objects.all()))
        assert not MeetingInstance.objects.exists()
        assert webhooks._work(taken) == 4
    assert span() == (minute(0), minute(80))


def break_for(monkeypatch: pytest.MonkeyPatch, user_id: str) -> None:
    """Let the rows of one person fail, as a fault in the data would."""
    sound = participation._lay

    def broken(row: ParticipationRow, one: Any) -> None:
        if one.user_id == user_id:
            raise ValueError("odd data")
        sound(row, one)

    monkeypatch.setattr(participation, "_lay", broken)


@pytest.mark.logs_errors
def test_one_that_fails_stops_no_other_and_is_visible_with_a_way_to_try_again(
    cast: Cast, meet: Meet, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(*STAY, told("participant_joined", minute(1), user_id="bad"))
    with monkeypatch.context() as patch:
        break_for(patch, "bad")
        assert webhooks.work_due() == 5
        bad = WebhookEvent.objects.get(state=EventState.WAITING)
        assert (bad.fault, span()) == ("ValueError: odd data", (minute(0), minute(80)))
        now = clock.now()
        for _turn in range(6):
            now += timedelta(hours=5)
            with clock.at(now):
                webhooks.work_due()
    bad.refresh_from_db()
    assert (bad.state, bad.next_attempt_at) == (EventState.FAILED, None)
    assert webhooks.try_again(actor=cast.coordinator) == 1
    webhooks.work_due()
    assert row("bad").joined_at == minute(1)


def test_old_ones_are_forgotten_and_their_rows_stay(meet: Meet) -> None:
    store(*STAY)
    webhooks.work_due()
    with clock.at(minute(0) + timedelta(days=200)):
        assert webhooks.forget_old() == 4
    assert ParticipationRow.objects.count() == 1
