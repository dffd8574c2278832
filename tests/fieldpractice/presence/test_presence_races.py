"""Notifications, reports and a person's word at once, in real threads, on whichever database the suite runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.db import OperationalError

from fieldpractice.enums import MatchWay, PresenceState, RowSource
from fieldpractice.models import MeetingInstance, ParticipationRow, Presence, PresenceDecision
from fieldpractice.queries.strangers import strangers_of
from fieldpractice.services import identities, participation, presence, webhooks
from fieldpractice.webhooks import told_by
from tests import racing
from tests.conftest import Cast
from tests.fieldpractice.presence.conftest import Meet, minute
from tests.fieldpractice.presence.telling import UUID, told

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 12


at_once = partial(racing.at_once, when=minute(100), met=OperationalError)


def _together(first: Callable[[int], object], second: Callable[[int], object]) -> list[object]:
    """Run two things over and over beside each other; return what went wrong in the database."""

    def often(act: Callable[[int], object]) -> list[object]:
        found: list[object] = []
        for turn in range(ROUNDS):
            try:
                act(turn)
            except OperationalError as error:
                found.append(str(error))
        return found

    return [one for several in at_once(lambda: often(first), lambda: often(second)) for one in several]  # type: ignore[attr-defined]


def _stay(meet: Meet, user_id: str, **fields: str) -> ParticipationRow:
    instance, _new = MeetingInstance.objects.get_or_create(session=meet.session, uuid=UUID)
    times = {"joined_at": minute(0), "left_at": minute(80)}
    return ParticipationRow.objects.create(
        instance=instance, user_id=user_id, source=RowSource.WEBHOOK, **times, **fields
    )


def test_notifications_and_the_desk_at_once_do_not_wait_for_each_other(meet: Meet, cast: Cast) -> None:
    for number in range(30):
        _stay(meet, str(number), name="HP Kantor")
    presence.close_over()
    (waiting,), _decided = strangers_of(meet.session)
    choices = [meet.tono, meet.sari]

    def desk(turn: int) -> None:
        seen = choices[(turn + 1) % 2].public_id if turn else ""
        who = choices[turn % 2]
        identities.decide_identity(
            actor=cast.facilitator, session=meet.session, key=waiting.key, enrolment=who, seen=seen
        )

    def tell(turn: int) -> None:
        events = [
            told_by(told("participant_left", minute(81 + turn / 10), user_id=str(number), user_name="HP Kantor"))
            for number in range(30)
        ]
        participation.apply([(meet.session, one) for one in events])

    assert _together(desk, tell) == []
    ways = set(ParticipationRow.objects.values_list("way", "enrolment"))
    assert ways == {(MatchWay.DECIDED, meet.sari.pk)}


def test_taking_back_and_counting_at_once_do_not_wait_for_each_other(meet: Meet, cast: Cast) -> None:
    _stay(meet, "1", email="ratna@example.test")
    presence.close_over()

    def decide_and_take_back(turn: int) -> None:
        seen = Presence.objects.get(session=meet.session, enrolment=meet.ratna).state
        words = {"actor": cast.facilitator, "session": meet.session, "enrolment": meet.ratna, "reason": "Salah orang"}
        presence.decide(**words, state=PresenceState.EXCUSED, seen=seen)  # type: ignore[arg-type]
        presence.take_back(**words)  # type: ignore[arg-type]

    assert _together(decide_and_take_back, lambda turn: presence.recompute(meet.session.pk)) == []
    assert PresenceDecision.objects.count() == 2 * ROUNDS
    assert Presence.objects.get(session=meet.session, enrolment=meet.ratna).state == PresenceState.PRESENT


def test_two_workers_at_once_work_each_notification_once(meet: Meet) -> None:
    for number in range(60):
        webhooks.receive(sent=told("participant_joined", minute(1), user_id=str(number), email="ratna@example.test"))
    taken = at_once(webhooks.work_due, webhooks.work_due)
    assert not any(isinstance(one, OperationalError) for one in taken)
    assert ParticipationRow.objects.count() == 60
