"""The wrapper, the stand-in and the door against what Zoom has published: paths, names, types, numbers, words of limits.

`published.json` holds those facts and says from where they are. A call that Zoom does not describe, a field nobody has there, a refusal
with another number fails here.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from django.conf import settings as live
from django.test import Client
from requests.adapters import HTTPAdapter

from fieldpractice import webhooks, zoom
from fieldpractice.standin import meetings
from fieldpractice.standin.held import hold
from fieldpractice.standin.playing import notifications
from fieldpractice.standin.recordings import record
from fieldpractice.standin.routing import refusal
from fieldpractice.standin.state import State
from fieldpractice.zoom import errors, limits, results, scopes
from fieldpractice.zoom.client import Zoom
from lms.people import clock
from tests.fieldpractice.zoom.test_client import HOST, guests, wish

PUBLISHED: dict[str, Any] = json.loads((Path(__file__).parent / "published.json").read_text(encoding="utf-8"))
CALLS: dict[str, dict[str, Any]] = {one["call"]: one for one in PUBLISHED["calls"]}
TYPES = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}
# zoomus says what stands in the path once more in the query or the body.
SAID_TWICE = {"id", "user_id", "meeting_id"}
# Of any call: the token is bad, a scope lacks, what was sent has not the right shape.
ANYWHERE = {(401, 124), (400, 4711), (400, 300)}


@dataclass(frozen=True)
class Exchange:
    """One request that went out, and what came back."""

    call: str
    query: dict[str, str]
    body: dict[str, Any]
    status: int
    answer: dict[str, Any]


@pytest.fixture
def wire(standin: State, monkeypatch: pytest.MonkeyPatch) -> list[Exchange]:
    """Everything that passes between the wrapper and the stand-in, as it is on the wire."""
    kept: list[Exchange] = []
    honest = HTTPAdapter.send

    def send(adapter: HTTPAdapter, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        response = honest(adapter, request, *args, **kwargs)
        parts = urlsplit(request.url or "")
        if parts.path.startswith("/v2/"):
            call = described(str(request.method), parts.path.removeprefix("/v2"))
            body = json.loads(request.body) if request.body else {}
            answer = response.json() if response.content else {}
            kept.append(Exchange(call, dict(parse_qsl(parts.query)), body, response.status_code, answer))
        return response

    monkeypatch.setattr(HTTPAdapter, "send", send)
    return kept


def described(method: str, path: str) -> str:
    """Return the published call that this is. Fails when there is none."""
    for call in CALLS:
        verb, pattern = call.split(" ", 1)
        if verb == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), path):
            return call
    raise AssertionError(f"Zoom describes no {method} {path}")


def flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every field by its path; of a list, those of all its members."""
    if isinstance(value, dict):
        for name, one in value.items():
            here = f"{path}.{name}".lstrip(".")
            yield here, one
            yield from flat(one, here)
    elif isinstance(value, list):
        for one in value:
            yield from flat(one, f"{path}[]")


def wrong(value: dict[str, Any], known: dict[str, str]) -> list[str]:
    """Return what is not as described: names that are not there, types, values, lengths."""
    found = []
    for path, one in flat(value):
        kind, _space, more = known.get(path, "").partition(" ")
        if not kind:
            found.append(f"{path}: not described")
        elif not isinstance(one, TYPES[kind]) or (isinstance(one, bool) and kind != "boolean"):
            found.append(f"{path}: {one!r} is no {kind}")
        elif more.startswith("<=") and len(one) > int(more[2:]):
            found.append(f"{path}: too long")
        elif more and not more.startswith("<=") and str(one) not in more.split("|"):
            found.append(f"{path}: {one!r} is none of {more}")
    return found


def live_through(client: Zoom, standin: State) -> None:
    """Every call the wrapper has, once and well."""
    meeting = client.create_meeting(wish(recorded=True)).id
    assert client.find_meeting(HOST, wish().marker) is not None
    assert client.meeting(meeting).id == meeting
    assert client.start_url(meeting)
    client.update_meeting(meeting, wish(topic="Dipindah"))
    added = client.add_registrants(meeting, guests(3))
    assert len(client.registrants(meeting)) == 3
    assert client.registrant(meeting, added[0].registrant_id).email == added[0].email
    stays = [["2026-09-18T03:00:00Z", "2026-09-18T04:00:00Z"]]
    people = [
        {"name": one.email, "registrant_id": one.registrant_id, "email": one.email, "stays": stays} for one in added
    ]
    hold(standin, meeting, people)
    (instance,) = client.instances(meeting)
    assert {one.registrant_id for one in client.report(instance.uuid)} == {one.registrant_id for one in added}
    assert len(client.past_participants(instance.uuid)) == 3
    record(standin, meeting)
    assert client.recordings(meeting) is not None
    client.delete_registrant(meeting, added[0].registrant_id)
    client.end_meeting(meeting)
    client.delete_meeting(meeting)


def test_every_call_of_the_wrapper_is_described_and_asked_as_described(standin: State, wire: list[Exchange]) -> None:
    live_through(zoom.current(), standin)
    assert {one.call for one in wire} == set(CALLS)
    for one in wire:
        known = CALLS[one.call]
        query = {name: value for name, value in one.query.items() if name not in SAID_TWICE}
        assert query.keys() <= known.get("query", {}).keys(), one.call
        for name, value in query.items():
            _kind, _space, more = known["query"][name].partition(" ")
            assert not more or (int(value) <= int(more[2:]) if more.startswith("<=") else value in more.split("|"))
        body = {name: value for name, value in one.body.items() if name not in SAID_TWICE}
        assert wrong(body, known.get("body", {})) == [], one.call


def test_the_stand_in_answers_with_the_status_and_the_fields_described(standin: State, wire: list[Exchange]) -> None:
    live_through(zoom.current(), standin)
    for one in wire:
        known = CALLS[one.call]
        assert one.status == known["answers"], one.call
        answer = {name: value for name, value in one.answer.items() if name != "settings"}
        assert wrong(answer, known.get("fields", {})) == [], one.call


def test_the_stand_in_refuses_with_numbers_that_zoom_has(standin: State, wire: list[Exchange]) -> None:
    client, nobody = zoom.current(), 85_000_000_000
    meeting = client.create_meeting(wish()).id
    client.add_registrants(meeting, guests(1))
    asked: list[Callable[[], object]] = [
        lambda: client.meeting(nobody),
        lambda: client.update_meeting(nobody, wish()),
        lambda: client.delete_meeting(nobody),
        lambda: client.add_registrants(nobody, guests(1)),
        lambda: client.registrants(nobody),
        lambda: client.registrant(nobody, "x"),
        lambda: client.delete_registrant(nobody, "x"),
        lambda: client.delete_registrant(meeting, "x"),
        lambda: client.instances(nobody),
        lambda: client.report("unknown=="),
        lambda: client.past_participants("unknown=="),
        lambda: client.recordings(nobody),
        lambda: client.recordings(meeting),
        lambda: fill(standin, client, meeting),
        lambda: close(standin, client, meeting),
        lambda: unknown_host(standin, client),
    ]
    for ask in asked:
        try:
            ask()
        except errors.ZoomError:
            continue
    refused = {(one.call, one.status, one.answer["code"]) for one in wire if not 200 <= one.status < 300}
    assert len(refused) >= 14
    for call, status, code in refused - {(call, *rest) for call in CALLS for rest in ANYWHERE}:
        known = CALLS[call]["refuses"].get(str(status))
        assert known is not None, (call, status)
        # Where Zoom names no number, any may come.
        assert not known or code in known, (call, status, code)


def fill(standin: State, client: Zoom, meeting: int) -> None:
    standin.rows["more"]["seats"] = 1
    client.add_registrants(meeting, guests(2))


def close(standin: State, client: Zoom, meeting: int) -> None:
    standin.meetings[str(meeting)]["settings"]["approval_type"] = 2
    client.add_registrants(meeting, guests(2))


def unknown_host(standin: State, client: Zoom) -> None:
    standin.rows["unknown_hosts"].append(HOST)
    client.create_meeting(wish())


class Asked(dict[str, Any]):
    """A row that remembers what it was asked for."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return super().get(name, default)


@pytest.mark.parametrize(
    ("read", "where", "beyond"),
    [
        (results.Meeting.of, [("GET /meetings/{meetingId}", "")], set()),
        (
            results.Registered.of,
            [
                ("POST /meetings/{meetingId}/batch_registrants", "registrants[]."),
                ("GET /meetings/{meetingId}/registrants", "registrants[]."),
            ],
            set(),
        ),
        (results.Instance.of, [("GET /past_meetings/{meetingId}/instances", "meetings[].")], set()),
        (results.Participation.of, [("GET /report/meetings/{meetingId}/participants", "participants[].")], set()),
        (results.Participation.of, [("GET /past_meetings/{meetingId}/participants", "participants[].")], set()),
        (results.RecordingFile.of, [("GET /meetings/{meetingId}/recordings", "recording_files[].")], set()),
        # Zoom gives it and describes it only for other calls: it is taken where it comes, and done without where not.
        (results.Recording.of, [("GET /meetings/{meetingId}/recordings", "")], {"share_url"}),
    ],
)
def test_what_the_wrapper_reads_is_described(
    read: Callable[[dict[str, Any]], Any], where: list[tuple[str, str]], beyond: set[str]
) -> None:
    row = Asked()
    read(row)
    known = {path.removeprefix(start) for call, start in where for path in CALLS[call]["fields"]}
    assert row.names
    assert row.names - beyond <= known


def test_a_recording_is_linked_though_zoom_gives_no_link_to_the_whole() -> None:
    sound = {"file_type": "M4A", "play_url": "https://zoom.example.test/sound"}
    film = {"file_type": "MP4", "play_url": "https://zoom.example.test/film"}
    found = results.Recording.of({"uuid": "a", "recording_files": [sound, {"file_type": "TIMELINE"}, film]})
    assert found.link == film["play_url"]
    assert results.Recording.of({"uuid": "a", "recording_files": [sound]}).link == sound["play_url"]
    assert results.Recording.of(
        {"share_url": "https://zoom.example.test/all", "recording_files": [film]}
    ).link.endswith("/all")
    assert results.Recording.of({}).link == ""


def test_a_registrant_who_is_not_there_is_as_good_as_taken_off(standin: State) -> None:
    client = zoom.current()
    meeting = client.create_meeting(wish()).id
    client.add_registrants(meeting, guests(1))
    client.delete_registrant(meeting, "nobody")
    client.delete_meeting(meeting)
    client.delete_registrant(meeting, "nobody")


@pytest.mark.parametrize("spoil", [fill, close])
def test_a_full_or_closed_list_is_no_meeting_that_is_missing(standin: State, spoil: Callable[..., None]) -> None:
    client = zoom.current()
    meeting = client.create_meeting(wish()).id
    with pytest.raises(errors.Refused):
        spoil(standin, client, meeting)


def test_a_scope_that_lacks_is_known_by_either_number(standin: State, monkeypatch: pytest.MonkeyPatch) -> None:
    words = "Invalid access token, does not contain scopes:[meeting:read:meeting:admin]."
    monkeypatch.setattr(meetings, "no_scope", lambda scope: refusal(400, 4700, words))
    standin.scopes = ["meeting:write:meeting:admin"]
    with pytest.raises(errors.ScopeMissing) as caught:
        zoom.current().meeting(1)
    assert caught.value.scopes == ("meeting:read:meeting:admin",)


def test_limits_are_told_apart_by_zooms_own_words() -> None:
    said = PUBLISHED["limits"]
    assert not limits.is_daily({}, said["second"])
    assert limits.is_daily({}, said["day"])
    assert limits.is_daily({}, said["host"])


# --- Notifications ---


def test_the_stand_in_tells_what_zoom_tells(standin: State) -> None:
    client = zoom.current()
    meeting = client.create_meeting(wish()).id
    stays = [
        {"join": "2026-09-18T03:00:00Z", "leave": "2026-09-18T03:01:00Z", "status": "in_waiting_room"},
        ["2026-09-18T03:01:00Z", "2026-09-18T04:00:00Z"],
    ]
    hold(standin, meeting, [{"name": "Ratna", "email": "ratna@example.test", "stays": stays}])
    told = notifications(standin, str(meeting))
    assert {one["event"] for one in told} == {
        "meeting.started",
        "meeting.ended",
        "meeting.participant_joined",
        "meeting.participant_left",
        "meeting.participant_joined_waiting_room",
        "meeting.participant_left_waiting_room",
    }
    for one in told:
        known = {name: kind.rstrip("?") for name, kind in PUBLISHED["events"][one["event"]].items()}
        always = {name for name, kind in PUBLISHED["events"][one["event"]].items() if not kind.endswith("?")}
        about = one["payload"]["object"]
        assert wrong(about, known | {"participant": "object"}) == [], one["event"]
        assert always <= {path for path, _value in flat(about)}, one["event"]
        assert (type(one["event_ts"]), type(one["payload"]["account_id"])) == (int, str)


@pytest.mark.parametrize("event", sorted(PUBLISHED["events"]))
def test_what_zoom_tells_is_understood_with_the_least_it_may_say(event: str) -> None:
    assert event in webhooks.KNOWN
    samples = {"string": "2026-09-18T03:00:00Z", "number": 2}
    about: dict[str, Any] = {}
    for path, kind in PUBLISHED["events"][event].items():
        if kind.endswith("?"):
            continue
        *parents, name = path.split(".")
        (about.setdefault(parents[0], {}) if parents else about)[name] = samples[kind]
    about["id"] = "81234567890"
    told = webhooks.told_by({"event": event, "event_ts": 1, "payload": {"account_id": "x", "object": about}})
    assert told.meeting_id == 81_234_567_890
    assert told.uuid == samples["string"]
    assert told.at == datetime.fromisoformat(samples["string"])
    assert bool(told.user_id) is ("participant." in "".join(PUBLISHED["events"][event]))


@pytest.mark.django_db
def test_the_door_checks_the_signature_zoom_describes_and_answers_its_question() -> None:
    known, secret = PUBLISHED["webhooks"], live.PADAN_ZOOM_WEBHOOK_SECRET
    plain = "a-token-of-zooms"
    body = json.dumps({"event": known["validation"]["event"], "payload": {known["validation"]["asks"]: plain}})
    timestamp = str(int(clock.now().timestamp()))
    message = known["message"].format(timestamp=timestamp, body=body)
    signed = known["prefix"] + hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()
    headers = {known["timestamp"]: timestamp, known["signature"]: signed}
    answer = Client().post("/webhooks/zoom/", body, content_type="application/json", headers=headers)
    assert answer.status_code in known["taken"]
    assert sorted(answer.json()) == known["validation"]["answers"]
    assert answer.json()["encryptedToken"] == hmac.new(secret.encode(), plain.encode(), hashlib.sha256).hexdigest()


def test_the_last_time_zoom_tells_again_is_still_taken() -> None:
    assert timedelta(minutes=sum(PUBLISHED["webhooks"]["again_after_minutes"])) <= webhooks.OLDEST


def test_the_scopes_of_notifications_are_asked_for() -> None:
    assert set(PUBLISHED["webhooks"]["scopes"].values()) <= set(scopes.NEEDED)
