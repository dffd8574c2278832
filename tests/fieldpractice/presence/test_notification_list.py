"""What could not be worked, on the coordinator's screen, with a way to try again."""

from __future__ import annotations

from typing import Any

import pytest

from fieldpractice.enums import EventState, ReportState
from fieldpractice.models import ReportWatch, WebhookEvent
from tests.conftest import Cast
from tests.courses.asking import as_user, queries, status
from tests.fieldpractice.presence.conftest import Meet, minute
from tests.fieldpractice.presence.telling import told
from tests.fieldpractice.presence.test_session_presence import address


def failed(number: int = 1) -> WebhookEvent:
    return WebhookEvent.objects.create(
        event="meeting.ended",
        key=f"key-{number}",
        body=told("ended", minute(92), meeting=5),
        state=EventState.FAILED,
        fault="ValueError: odd data",
        next_attempt_at=None,
    )


def test_failures_are_shown_and_tried_again(
    cast: Cast, meet: Meet, django_capture_on_commit_callbacks: Any
) -> None:
    event = failed()
    ReportWatch.objects.create(session=meet.session, until=minute(90), state=ReportState.NONE, failure="Zoom diam")
    text = as_user(cast.coordinator).get(address("notification_list")).content.decode()
    for words in ("ValueError: odd data", "meeting.ended", "Zoom diam", meet.session.title):
        assert words in text
    with django_capture_on_commit_callbacks(execute=True):
        assert status(cast.coordinator, "post", address("notification_retry")) == 302
    event.refresh_from_db()
    assert event.state == EventState.FOREIGN
    assert status(cast.coordinator, "post", address("notification_retry")) == 302


@pytest.mark.django_db
def test_the_list_costs_the_same_for_one_and_for_three(cast: Cast) -> None:
    failed()
    few = queries(as_user(cast.coordinator), address("notification_list"))
    failed(2)
    failed(3)
    assert queries(as_user(cast.coordinator), address("notification_list")) == few


def test_only_organisers_see_it(cast: Cast) -> None:
    expected = {None: 401, cast.admin: 200, cast.facilitator: 403, cast.reviewer: 403, cast.outsider: 403}
    assert {user: status(user, "get", address("notification_list")) for user in expected} == expected
    assert status(cast.facilitator, "post", address("notification_retry")) == 403
    assert status(cast.coordinator, "get", address("notification_retry")) == 405
    assert status(cast.coordinator, "post", address("notification_list")) == 405
