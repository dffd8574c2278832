"""Meetings that were held: who stayed from when until when, past instances, participants and reports in pages.

`POST /practice/meetings/{meeting}/hold` lets one have been held. The body says who came: `people` (each name, email, registrant_id or
`registrant` by e-mail, `stays` as [join, leave] or {join, leave, status}), or `everybody: true` for all who are registered, with the host.
"""

from __future__ import annotations

import random
import secrets
import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from fieldpractice.standin.meetings import gone, no_scope
from fieldpractice.standin.paging import page
from fieldpractice.standin.routing import Answer, Asked, refusal, route
from fieldpractice.standin.state import State, new_uuid, text_of
from fieldpractice.standin.tokens import lacks

IN_MEETING, IN_WAITING_ROOM = "in_meeting", "in_waiting_room"


@route("GET", "/v2/past_meetings/{meeting}/instances")
def instances_list(state: State, asked: Asked) -> Answer:
    """List each time a meeting was held."""
    if scope := lacks(state, "meeting:read:list_past_instances:admin"):
        return no_scope(scope)
    number = asked.args["meeting"]
    held = _held_of(state, number)
    if not held:
        return (
            refusal(404, 3001, f"Meeting does not exist: {number}.") if number not in state.meetings else _instances(())
        )
    return _instances(held)


@route("GET", "/v2/report/meetings/{meeting}/participants")
def report_get(state: State, asked: Asked) -> Answer:
    """Return a page of a report: of one instance by its UUID, or of the latest by the meeting's number."""
    if scope := lacks(state, "report:read:list_meeting_participants:admin"):
        return no_scope(scope)
    return _participants(state, asked, with_registrants="registrant_id" in asked.query.get("include_fields", ""))


@route("GET", "/v2/past_meetings/{meeting}/participants")
def past_participants(state: State, asked: Asked) -> Answer:
    """Return a page of the shorter list."""
    if scope := lacks(state, "meeting:read:list_past_participants:admin"):
        return no_scope(scope)
    return _participants(state, asked, with_registrants=False)


@route("POST", "/practice/meetings/{meeting}/hold")
def meeting_hold(state: State, asked: Asked) -> Answer:
    """Let a meeting have been held."""
    number, body = asked.args["meeting"], asked.body
    meeting = state.meetings.get(number)
    if meeting is None:
        return gone(number)
    people = body.get("people") if not body.get("everybody") else everybody(state, number, body.get("chance") or 0)
    if not isinstance(people, list) or not people:
        return refusal(400, 300, "Say who came: people, or everybody.")
    held = hold(state, int(number), people, late=int(body.get("late") or 0), starts_at=body.get("start_time"))
    return Answer(201, {"uuid": held["uuid"], "rows": len(held["rows"])})


@route("POST", "/practice/pages")
def page_size(state: State, asked: Asked) -> Answer:
    """Give reports in smaller pages than asked for, or repeat a page's token for ever."""
    state.more("held")["page_size"] = int(asked.body.get("page_size") or 0)
    state.more("held")["repeats"] = bool(asked.body.get("repeats"))
    return Answer(204)


def hold(
    state: State,
    meeting: int,
    people: Sequence[dict[str, Any]],
    *,
    late: int = 0,
    starts_at: str | None = None,
    ends_at: str | None = None,
) -> dict[str, Any]:
    """Let a meeting have been held by these people. For `late` requests its report is not there yet."""
    row = state.meetings[str(meeting)]
    with state.lock:
        rows = [one for person in people for one in _stays(state, str(meeting), person)]
        joined = [one["join_time"] for one in rows]
        left = [one["leave_time"] for one in rows if one["leave_time"]]
        held = {
            "uuid": new_uuid(),
            "meeting": str(meeting),
            "topic": row["topic"],
            "start_time": starts_at or min(joined),
            "end_time": ends_at or max(left, default=max(joined)),
            "late": late,
            "rows": rows,
        }
        state.more("held").setdefault("instances", []).append(held)
        row["uuid"] = held["uuid"]
        state.keep()
    return held


def everybody(state: State, number: str, chance: int = 0) -> list[dict[str, Any]]:
    """Return all who are registered and the host: most stay, some go and come again, one comes by two devices, one never."""
    meeting, dice = state.meetings[number], random.Random(chance)  # noqa: S311 - a play, not a secret
    begins = datetime.fromisoformat(meeting["start_time"].replace("Z", "+00:00"))
    ends = begins + timedelta(minutes=int(meeting["duration"]))
    people = [{"name": "Fasilitator", "email": meeting["host_email"], "stays": [[text_of(begins), text_of(ends)]]}]
    for place, one in enumerate(state.registrants_of(number).values()):
        name = f"{one['first_name']} {one['last_name']}".strip()
        came = begins + timedelta(seconds=dice.randrange(-300, 500))
        stays = [[text_of(came), text_of(ends)]]
        if place % 10 == 3:
            break_at = begins + (ends - begins) / 2
            stays = [[text_of(came), text_of(break_at)], [text_of(break_at + timedelta(minutes=4)), text_of(ends)]]
        if place % 10 == 5:
            stays.append([text_of(begins + timedelta(minutes=10)), text_of(ends)])
        if place % 10 == 7:
            stays = [[text_of(came), text_of(begins + timedelta(minutes=20))]]
        if place % 15 == 14:
            continue
        people.append({"name": name, "registrant_id": one["id"], "stays": stays})
    return people


def instances_of(state: State, meeting: str) -> list[dict[str, Any]]:
    """Return each time a meeting was held, with its rows."""
    return _held_of(state, meeting)


def _stays(state: State, number: str, person: dict[str, Any]) -> Iterable[dict[str, Any]]:
    registrant = str(person.get("registrant_id") or "")
    if not registrant and person.get("registrant"):
        known = state.registrants_of(number).values()
        registrant = next((one["id"] for one in known if one["email"] == person["registrant"]), "")
    for stay in person.get("stays") or []:
        told = stay if isinstance(stay, dict) else {"join": stay[0], "leave": stay[1]}
        yield {
            "id": str(person.get("id") or ""),
            "user_id": str(told.get("user_id") or 16_000_000 + secrets.randbelow(9_000_000)),
            "name": str(person.get("name") or ""),
            "user_email": str(person.get("email") or ""),
            "registrant_id": registrant,
            "join_time": told["join"],
            "leave_time": told.get("leave") or "",
            "duration": _seconds(told["join"], told.get("leave") or ""),
            "status": told.get("status") or IN_MEETING,
        }


def _seconds(join: str, leave: str) -> int:
    if not leave:
        return 0
    first, last = (datetime.fromisoformat(one.replace("Z", "+00:00")) for one in (join, leave))
    return max(int((last - first).total_seconds()), 0)


def _held_of(state: State, meeting: str) -> list[dict[str, Any]]:
    return [one for one in state.more("held").get("instances", []) if one["meeting"] == meeting]


def _instances(held: Sequence[dict[str, Any]]) -> Answer:
    return Answer(200, {"meetings": [{"uuid": one["uuid"], "start_time": one["start_time"]} for one in held]})


def _participants(state: State, asked: Asked, *, with_registrants: bool) -> Answer:
    key = asked.args["meeting"]
    all_held = state.more("held").get("instances", [])
    held = next((one for one in reversed(all_held) if key in {one["uuid"], one["meeting"]}), None)
    if held is None or held["late"] > 0:
        if held is not None:
            held["late"] -= 1
        return gone(key)
    # With a single participant Zoom has nothing to report.
    people = {(row["registrant_id"], row["user_email"], row["name"]) for row in held["rows"]}
    rows = held["rows"] if len(people) > 1 else []
    if not with_registrants:
        rows = [{name: value for name, value in row.items() if name != "registrant_id"} for row in rows]
    return Answer(200, _cut(state, asked, rows))


def _cut(state: State, asked: Asked, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    wishes = state.more("held")
    size = wishes.get("page_size") or 300
    smaller = dict(asked.query) | {"page_size": str(min(size, int(asked.query.get("page_size") or 30)))}
    found = page(rows, Asked(asked.method, asked.path, asked.args, smaller, asked.body), "participants")
    if wishes.get("repeats") and len(rows) > size:
        found["next_page_token"] = f"page-{size}"
    return found


def host_id(email: str) -> str:
    return f"host-{zlib.crc32(email.encode())}"
