"""Registrants: up to thirty at once, each with an own link; the same address again is the same person."""

from __future__ import annotations

import secrets
from typing import Any

from fieldpractice.standin.meetings import gone, no_scope
from fieldpractice.standin.paging import page
from fieldpractice.standin.routing import Answer, Asked, refusal, route
from fieldpractice.standin.state import State, now_text
from fieldpractice.standin.tokens import lacks

AT_ONCE = 30


@route("POST", "/v2/meetings/{meeting}/batch_registrants")
def registrants_add(state: State, asked: Asked) -> Answer:
    """Register several people."""
    if scope := lacks(state, "meeting:write:batch_registrants:admin"):
        return no_scope(scope)
    number = asked.args["meeting"]
    meeting = state.meetings.get(number)
    if meeting is None:
        return gone(number)
    if meeting["settings"].get("approval_type") not in {0, 1}:
        return refusal(404, 404, f"Registration has not been enabled for this meeting: {number}.")
    people = asked.body.get("registrants")
    if not isinstance(people, list) or not 0 < len(people) <= AT_ONCE:
        return refusal(400, 300, f"Validation Failed: 1 to {AT_ONCE} registrants.")
    if any(not one.get("email") or not one.get("first_name") for one in people):
        return refusal(400, 300, "Validation Failed: email and first_name are required.")
    if state.rows["more"].get("seats", AT_ONCE * 100) < len(state.registrants_of(number)) + len(people):
        return refusal(404, 3043, "Meeting has reached maximum attendee capacity.")
    rows = [_registered(state, number, one) for one in people]
    return Answer(201, {"registrants": [_short(row) for row in rows]})


@route("GET", "/v2/meetings/{meeting}/registrants")
def registrants_list(state: State, asked: Asked) -> Answer:
    """List who is registered."""
    if scope := lacks(state, "meeting:read:list_registrants:admin"):
        return no_scope(scope)
    number = asked.args["meeting"]
    if number not in state.meetings:
        return refusal(300, 300, f"Meeting {number} is not found or has expired.")
    status = asked.query.get("status") or "approved"
    rows = [row for row in state.registrants_of(number).values() if row["status"] == status]
    return Answer(200, page(rows, asked, "registrants"))


@route("GET", "/v2/meetings/{meeting}/registrants/{registrant}")
def registrant_get(state: State, asked: Asked) -> Answer:
    """Return one of them."""
    row = state.registrants_of(asked.args["meeting"]).get(asked.args["registrant"])
    return Answer(200, row) if row else refusal(300, 300, "The registrant is not found.")


@route("DELETE", "/v2/meetings/{meeting}/registrants/{registrant}")
def registrant_delete(state: State, asked: Asked) -> Answer:
    """Take one off the list."""
    if scope := lacks(state, "meeting:delete:registrant:admin"):
        return no_scope(scope)
    if asked.args["meeting"] not in state.meetings:
        return refusal(400, 3001, f"Meeting does not exist: {asked.args['meeting']}.")
    if state.registrants_of(asked.args["meeting"]).pop(asked.args["registrant"], None) is None:
        return refusal(400, 300, "The value that you entered for the Registrant ID field is invalid.")
    return Answer(204)


def _registered(state: State, number: str, one: dict[str, Any]) -> dict[str, Any]:
    known, email = state.registrants_of(number), str(one["email"]).strip()
    for row in known.values():
        if row["email"].lower() == email.lower():
            return dict(row)
    key = secrets.token_urlsafe(12)
    row = {
        "id": key,
        "email": email,
        "first_name": one["first_name"],
        "last_name": one.get("last_name") or "",
        "create_time": now_text(),
        "status": "approved",
        "join_url": f"{state.base_url}/w/{number}?tk={secrets.token_urlsafe(24)}&pwd=practice",
    }
    known[key] = row
    return row


def _short(row: dict[str, Any]) -> dict[str, Any]:
    return {"registrant_id": row["id"], "email": row["email"], "join_url": row["join_url"]}
