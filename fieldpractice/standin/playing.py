"""Notifications played: what Zoom would tell of a meeting that was held, signed, in order or not, once or twice.

`POST /practice/meetings/{meeting}/play` with `url` sends them there. `shuffled` and `doubled` do as they say, `lost` leaves so many out.
"""

from __future__ import annotations

import json
import random
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from fieldpractice.standin.held import IN_WAITING_ROOM, host_id, instances_of
from fieldpractice.standin.meetings import gone
from fieldpractice.standin.routing import Answer, Asked, refusal, route
from fieldpractice.standin.state import State
from fieldpractice.webhooks import signature_of
from lms.people import clock

TIMEOUT = 10


@route("POST", "/practice/meetings/{meeting}/play")
def meeting_play(state: State, asked: Asked) -> Answer:
    """Play the notifications of a held meeting to a URL; the answer counts what was taken."""
    number, url = asked.args["meeting"], str(asked.body.get("url") or state.webhook_url)
    if number not in state.meetings:
        return gone(number)
    if not url.startswith(("http://127.0.0.1:", "http://localhost:")):
        return refusal(400, 300, "Practice tells nobody but this machine.")
    wishes = {name: asked.body.get(name) for name in ("shuffled", "doubled", "lost", "chance")}
    told = notifications(state, number, **wishes)
    statuses = [send(state, url, one) for one in told]
    return Answer(200, {"sent": len(told), "taken": sum(1 for one in statuses if one in {200, 204})})


def notifications(
    state: State,
    meeting: str,
    *,
    shuffled: Any = False,
    doubled: Any = False,
    lost: Any = 0,
    chance: Any = 0,
) -> list[dict[str, Any]]:
    """Return what Zoom tells of every time a meeting was held: by time, or shuffled, each once, or twice."""
    row, dice = state.meetings[meeting], random.Random(chance or 0)  # noqa: S311 - a play, not a secret
    told = [one for held in instances_of(state, meeting) for one in _of_instance(row, held)]
    told.sort(key=lambda one: one["event_ts"])
    if lost:
        gone_missing = set(dice.sample(range(len(told)), min(int(lost), len(told))))
        told = [one for place, one in enumerate(told) if place not in gone_missing]
    if doubled:
        told = [one for one in told for _twice in range(2)]
    if shuffled:
        dice.shuffle(told)
    return told


def send(state: State, url: str, told: dict[str, Any]) -> int:
    """Send one notification, signed as Zoom signs; returns the status, 0 when nobody answers."""
    body, timestamp = json.dumps(told).encode(), str(int(clock.now().timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "x-zm-request-timestamp": timestamp,
        "x-zm-signature": signature_of(state.webhook_secret, timestamp, body),
    }
    request = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310 - to this machine only
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def _of_instance(meeting: dict[str, Any], held: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield _told("meeting.started", held["start_time"], meeting, held, {"start_time": held["start_time"]})
    for row in held["rows"]:
        waits = row["status"] == IN_WAITING_ROOM
        names = ("participant_joined_waiting_room", "participant_left_waiting_room")
        joined, left = names if waits else ("participant_joined", "participant_left")
        person = {
            "user_id": row["user_id"],
            "user_name": row["name"],
            "id": row["id"],
            "email": row["user_email"],
            "registrant_id": row["registrant_id"],
        }
        moment = "date_time" if waits else "join_time"
        yield _told(
            f"meeting.{joined}", row["join_time"], meeting, held, _about(held, {**person, moment: row["join_time"]})
        )
        if row["leave_time"]:
            moment = "date_time" if waits else "leave_time"
            yield _told(
                f"meeting.{left}",
                row["leave_time"],
                meeting,
                held,
                _about(held, {**person, moment: row["leave_time"]}),
            )
    ends = {"start_time": held["start_time"], "end_time": held["end_time"]}
    yield _told("meeting.ended", held["end_time"], meeting, held, ends)


def _about(held: dict[str, Any], person: dict[str, Any]) -> dict[str, Any]:
    return {"start_time": held["start_time"], "participant": person}


def _told(event: str, at: str, meeting: dict[str, Any], held: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    instant = datetime.fromisoformat(at.replace("Z", "+00:00"))
    return {
        "event": event,
        "event_ts": int(instant.timestamp() * 1000),
        "payload": {
            "account_id": "practice-account",
            "object": {
                "id": str(meeting["id"]),
                "uuid": held["uuid"],
                "host_id": host_id(meeting["host_email"]),
                "topic": meeting["topic"],
                "type": 2,
                "duration": meeting["duration"],
                "timezone": meeting["timezone"],
                **more,
            },
        },
    }
