"""Notifications as Zoom words them, and the door they come to."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.test import Client

from fieldpractice.webhooks import signature_of
from lms.people import clock
from tests.fieldpractice.presence.conftest import ZOOM_ID

DOOR = "/webhooks/zoom/"
UUID = "abc/DEF+ghi123=="


def text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def told(event: str, at: datetime, *, uuid: str = UUID, meeting: Any = str(ZOOM_ID), **person: Any) -> dict[str, Any]:
    """One notification. Named `join_time`, `leave_time` or `date_time` by what it tells."""
    about: dict[str, Any] = {"id": meeting, "uuid": uuid, "topic": "Pemantauan", "start_time": text(at)}
    if event == "ended":
        about["end_time"] = text(at)
    if event.startswith("participant"):
        moment = person.pop("moment", "leave_time" if "left" in event else "join_time")
        about["participant"] = {"user_id": "1", "user_name": "Ratna", **person, moment: text(at)}
    stamp = int(at.timestamp() * 1000)
    return {"event": f"meeting.{event}", "event_ts": stamp, "payload": {"account_id": "x", "object": about}}


def send(sent: Any, *, secret: str | None = None, sent_at: datetime | None = None, **headers: str) -> Any:
    """Post a notification as Zoom does; returns the answer."""
    body = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    timestamp = str(int((sent_at or clock.now()).timestamp()))
    signature = signature_of(settings.PADAN_ZOOM_WEBHOOK_SECRET if secret is None else secret, timestamp, body)
    names = {"x-zm-request-timestamp": timestamp, "x-zm-signature": signature} | headers
    return Client().post(DOOR, body, content_type="application/json", headers=names)
