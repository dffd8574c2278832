"""Zoom's door: what is turned away, what is kept, what is answered."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fieldpractice import webhooks as wire
from fieldpractice.enums import EventState
from fieldpractice.models import WebhookEvent
from fieldpractice.webhooks import signature_of
from lms.people import clock
from tests.fieldpractice.presence.conftest import Meet, minute
from tests.fieldpractice.presence.telling import DOOR, send, told

JOINED = told("participant_joined", minute(1))

pytestmark = pytest.mark.django_db


def test_a_genuine_notification_is_kept_and_answered_without_words() -> None:
    answer = send(JOINED)
    assert (answer.status_code, answer.content) == (204, b"")
    event = WebhookEvent.objects.get()
    assert (event.event, event.meeting_id) == ("meeting.participant_joined", 81234567890)


def test_it_costs_one_statement_and_no_session() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert send(JOINED).status_code == 204
    written = [query["sql"] for query in asked if "webhookevent" in query["sql"] and query["sql"].startswith("INSERT")]
    assert len(written) == 1
    assert not [query for query in asked if "django_session" in query["sql"]]


def test_without_a_secret_nothing_is_let_in(settings: Any) -> None:
    settings.PADAN_ZOOM_WEBHOOK_SECRET = ""
    assert send(JOINED, secret="").status_code == 403
    assert send({"event": "endpoint.url_validation", "payload": {"plainToken": "x"}}, secret="").status_code == 403
    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"x-zm-signature": "v0=" + "0" * 64},
        {"x-zm-signature": ""},
        {"x-zm-signature": "käse"},
        {"x-zm-request-timestamp": ""},
        {"x-zm-request-timestamp": "soon"},
        {"x-zm-request-timestamp": "9" * 40},
    ],
)
def test_a_forged_one_is_turned_away(headers: dict[str, str]) -> None:
    assert send(JOINED, **headers).status_code == 403
    assert not WebhookEvent.objects.exists()


def test_one_signed_with_another_secret_or_changed_on_the_way_is_turned_away() -> None:
    assert send(JOINED, secret="another").status_code == 403
    body = json.dumps(JOINED).encode()
    timestamp = str(int(clock.now().timestamp()))
    names = {
        "x-zm-request-timestamp": timestamp,
        "x-zm-signature": signature_of(settings.PADAN_ZOOM_WEBHOOK_SECRET, timestamp, body),
    }
    changed = body.replace(b"Ratna", b"Sari ")
    assert Client().post(DOOR, changed, content_type="application/json", headers=names).status_code == 403
    assert not WebhookEvent.objects.exists()


def test_the_signature_is_looked_at_before_anything_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_args: object, **_named: object) -> None:
        raise AssertionError("parsed")

    monkeypatch.setattr("fieldpractice.views.webhooks.json.loads", never)
    assert send(b"{", secret="another").status_code == 403


@pytest.mark.parametrize(("age", "status"), [(0, 204), (60, 204), (90, 204), (91, 403), (-4, 204), (-6, 403)])
def test_it_may_be_ninety_minutes_old(age: int, status: int) -> None:
    assert send(JOINED, sent_at=clock.now() - timedelta(minutes=age)).status_code == status


def test_a_replayed_one_is_kept_once_whatever_its_tracking_id() -> None:
    assert send(JOINED).status_code == 204
    assert send(JOINED, **{"x-zm-trackingid": "another"}).status_code == 204
    assert send(JOINED | {"event_ts": JOINED["event_ts"] + 9}).status_code == 204
    assert WebhookEvent.objects.count() == 1
    assert send(told("participant_joined", minute(2))).status_code == 204
    assert WebhookEvent.objects.count() == 2


def test_a_question_after_the_secret_is_answered_with_it_and_not_kept() -> None:
    plain = "qgg8vlvZRS6UYooatFL8Aw"
    answer = send({"event": "endpoint.url_validation", "payload": {"plainToken": plain}, "event_ts": 1})
    expected = hmac.new(settings.PADAN_ZOOM_WEBHOOK_SECRET.encode(), plain.encode(), hashlib.sha256).hexdigest()
    assert (answer.status_code, answer.json()) == (200, {"plainToken": plain, "encryptedToken": expected})
    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"words"',
        b'{"event": 5}',
        b'{"event": ""}',
        b'{"event": "' + b"x" * 90 + b'"}',
        b"\xff\xfe",
        b'{"event": "meeting.started", "event_ts": NaN}',
        b"[" * 30_000,
        b'{"event": "endpoint.url_validation", "payload": {"plainToken": 5}}',
        b'{"event": "endpoint.url_validation"}',
    ],
)
def test_a_genuine_one_that_cannot_be_read_is_said_to_be_so(body: bytes) -> None:
    assert send(body).status_code == 400
    assert not WebhookEvent.objects.exists()


def odd(**about: Any) -> dict[str, Any]:
    return {"event": "meeting.participant_joined", "event_ts": 5, "payload": {"object": about}}


@pytest.mark.parametrize(
    "sent",
    [
        {"event": "meeting.started"},
        {"event": "meeting.started", "payload": "words"},
        odd(id={}, uuid=[], participant="x"),
        odd(
            id="8123x", uuid="a\u0000b", participant={"user_id": True, "join_time": "yesterday", "user_name": "\ud800"}
        ),
        odd(id="9" * 30, uuid="u" * 500, participant={"user_name": "n" * 900, "join_time": "9999-99-99T99:99:99Z"}),
        odd(id=81234567890, uuid="u", participant={"user_id": 5, "email": "x" * 900}),
    ],
)
def test_odd_shapes_are_kept_and_worked_without_a_fault(meet: Meet, sent: dict[str, Any]) -> None:
    assert send(sent).status_code == 204
    from fieldpractice.services.webhooks import work_due

    work_due()
    assert WebhookEvent.objects.get().state in {EventState.DONE, EventState.FOREIGN}


def test_a_large_one_is_turned_away_unread() -> None:
    assert send(b" " * (wire.LARGEST_BODY + 1)).status_code == 413
    assert send(b"{" + b" " * (wire.LARGEST_BODY - 10)).status_code == 400


def test_what_opens_a_door_is_neither_kept_nor_logged(meet: Meet, caplog: pytest.LogCaptureFixture) -> None:
    sent = told("started", minute(0))
    about = sent["payload"]["object"]
    about |= {"start_url": "https://zoom.us/s/1?zak=AAA", "password": "geheim", "settings": [{"join_url": "tk=BBB"}]}
    with caplog.at_level(logging.DEBUG):
        assert send(sent).status_code == 204
        assert send(b"{tk=CCC").status_code == 400
    kept = json.dumps(WebhookEvent.objects.get().body)
    assert not [word for word in ("zak", "geheim", "BBB") if word in kept]
    assert not [word for word in ("AAA", "geheim", "BBB", "CCC") if word in caplog.text]


def test_it_is_only_posted_to() -> None:
    for method in ("get", "put", "delete"):
        assert getattr(Client(), method)(DOOR).status_code == 405


def test_links_of_recordings_and_links_within_texts_are_blanked() -> None:
    kept = wire.fit_to_keep(
        {
            "share_url": "https://zoom.us/rec/share/AAA",
            "recording_files": [{"play_url": "https://zoom.us/rec/play/BBB", "download_url": "CCC"}],
            "download_token": "DDD",
            "agenda": "Masuk lewat https://zoom.us/w/1?tk=EEE&pwd=FFF ya",
            "uuid": "abc/DEF+ghi123==",
        }
    )
    words = str(kept)
    assert not any(secret in words for secret in ("AAA", "BBB", "CCC", "DDD", "EEE", "FFF"))
    assert kept["uuid"] == "abc/DEF+ghi123=="
    assert kept["agenda"].startswith("Masuk lewat ")
