"""Meetings: made, listed, read, changed, deleted."""

from __future__ import annotations

import secrets
import zlib
from datetime import datetime
from typing import Any

from fieldpractice.standin.paging import page
from fieldpractice.standin.routing import Answer, Asked, refusal, route
from fieldpractice.standin.state import State, new_number, new_uuid, now_text
from fieldpractice.standin.tokens import lacks

CHANGEABLE = ("topic", "agenda", "start_time", "duration", "timezone")


@route("POST", "/v2/users/{user}/meetings")
def meeting_create(state: State, asked: Asked) -> Answer:
    """Make a scheduled meeting."""
    if scope := lacks(state, "meeting:write:meeting:admin"):
        return no_scope(scope)
    user, body = asked.args["user"], asked.body
    if user in state.rows["unknown_hosts"]:
        return refusal(404, 1001, f"User does not exist: {user}.")
    if wrong := _wrong(body, whole=True):
        return refusal(400, 300, wrong)
    number = new_number(state.meetings)
    row = {
        "uuid": new_uuid(),
        "id": number,
        "host_id": f"host-{zlib.crc32(user.encode())}",
        "host_email": user,
        "type": int(body.get("type") or 2),
        "status": "waiting",
        "created_at": now_text(),
        "password": secrets.token_hex(4),
        "settings": dict(body.get("settings") or {}),
    }
    row |= {name: body.get(name) or "" for name in CHANGEABLE}
    state.meetings[str(number)] = row
    made = shown(state, row, whole=True) | {"registration_url": f"{state.base_url}/meeting/register/{number}"}
    # What is made is answered without these: asked for, it has them.
    return Answer(201, {name: value for name, value in made.items() if name not in {"uuid", "host_id", "status"}})


@route("GET", "/v2/users/{user}/meetings")
def meeting_list(state: State, asked: Asked) -> Answer:
    """List a host's meetings; the agenda is cut to 250 characters."""
    if scope := lacks(state, "meeting:read:list_meetings:admin"):
        return no_scope(scope)
    user = asked.args["user"]
    if user in state.rows["unknown_hosts"]:
        return refusal(404, 1001, f"User does not exist: {user}.")
    rows = [shown(state, row) for row in state.meetings.values() if row["host_email"] == user]
    return Answer(200, page(rows, asked, "meetings"))


@route("GET", "/v2/meetings/{meeting}")
def meeting_get(state: State, asked: Asked) -> Answer:
    """Return one meeting, with its start link."""
    if scope := lacks(state, "meeting:read:meeting:admin"):
        return no_scope(scope)
    row = state.meetings.get(asked.args["meeting"])
    return Answer(200, shown(state, row, whole=True)) if row else gone(asked.args["meeting"])


@route("PATCH", "/v2/meetings/{meeting}")
def meeting_update(state: State, asked: Asked) -> Answer:
    """Change a meeting."""
    if scope := lacks(state, "meeting:update:meeting:admin"):
        return no_scope(scope)
    row = state.meetings.get(asked.args["meeting"])
    if row is None:
        return gone(asked.args["meeting"])
    if wrong := _wrong(asked.body, whole=False):
        return refusal(400, 300, wrong)
    row |= {name: asked.body[name] for name in CHANGEABLE if name in asked.body}
    row["settings"] |= dict(asked.body.get("settings") or {})
    return Answer(204)


@route("DELETE", "/v2/meetings/{meeting}")
def meeting_delete(state: State, asked: Asked) -> Answer:
    """Delete a meeting and its list."""
    if scope := lacks(state, "meeting:delete:meeting:admin"):
        return no_scope(scope)
    if state.meetings.pop(asked.args["meeting"], None) is None:
        return gone(asked.args["meeting"])
    state.rows["registrants"].pop(asked.args["meeting"], None)
    return Answer(204)


@route("PUT", "/v2/meetings/{meeting}/status")
def meeting_status(state: State, asked: Asked) -> Answer:
    """End a meeting that runs."""
    row = state.meetings.get(asked.args["meeting"])
    if row is None:
        return gone(asked.args["meeting"])
    if asked.body.get("action") != "end":
        return refusal(400, 300, "Invalid action.")
    row["status"] = "waiting"
    return Answer(204)


def gone(meeting: str) -> Answer:
    return refusal(404, 3001, f"Meeting does not exist: {meeting}.")


def no_scope(scope: str) -> Answer:
    return refusal(400, 4711, f"Invalid access token, does not contain scopes:[{scope}].")


def shown(state: State, row: dict[str, Any], *, whole: bool = False) -> dict[str, Any]:
    """Return a meeting as it is answered: in lists without start link and passcode."""
    hidden = {"settings", "password", "host_email", "status"} if not whole else set()
    found = {name: value for name, value in row.items() if name not in hidden}
    found["join_url"] = f"{state.base_url}/j/{row['id']}?pwd=practice"
    if whole:
        found["start_url"] = f"{state.base_url}/s/{row['id']}?zak={secrets.token_urlsafe(12)}"
    else:
        found["agenda"] = str(row["agenda"])[:250]
    return found


def _wrong(body: dict[str, Any], *, whole: bool) -> str:
    if whole and not str(body.get("topic") or ""):
        return "Validation Failed: topic."
    if len(str(body.get("topic") or "")) > 200 or len(str(body.get("agenda") or "")) > 2000:
        return "Validation Failed: too long."
    if whole and int(body.get("type") or 2) != 2:
        return "Only scheduled meetings are practised here."
    if "start_time" in body:
        try:
            datetime.fromisoformat(str(body["start_time"]).replace("Z", "+00:00"))
        except ValueError:
            return "Validation Failed: start_time."
    return ""
