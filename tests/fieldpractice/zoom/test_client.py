"""The wrapper against the practice server: each failure of the list, and what it becomes."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest

from fieldpractice import zoom
from fieldpractice.standin.recordings import record
from fieldpractice.standin.state import State
from fieldpractice.zoom import errors, limits, scopes
from fieldpractice.zoom.client import Guest, MeetingWish
from fieldpractice.zoom.paths import segment
from fieldpractice.zoom.transport import Account
from lms.people import clock

HOST = "host@example.test"
AT = datetime(2026, 9, 18, 3, tzinfo=UTC)


def wish(**changed: object) -> MeetingWish:
    values = {
        "host": HOST,
        "topic": "Pemantauan 1",
        "agenda": "Kendala",
        "marker": "[padan-0001]",
        "starts_at": AT,
        "minutes": 90,
        "time_zone": "Asia/Jakarta",
    } | changed
    return MeetingWish(**values)  # type: ignore[arg-type]


def guests(many: int) -> list[Guest]:
    return [Guest(f"peserta{number}@example.test", "Peserta", str(number)) for number in range(1, many + 1)]


def asked(standin: State, line: str) -> int:
    return sum(1 for one in standin.log if one == line)


def test_a_meeting_is_made_with_registration_and_in_utc(standin: State) -> None:
    made = zoom.current().create_meeting(wish(starts_at=AT.astimezone(clock.WIB)))
    row = standin.meetings[str(made.id)]
    assert made.id > 2**32
    assert row["start_time"] == "2026-09-18T03:00:00Z"
    assert row["settings"]["approval_type"] == 0
    assert row["settings"]["waiting_room"] is False
    assert row["settings"]["registrants_confirmation_email"] is False
    assert row["type"] == 2
    assert made.starts_at == AT


def test_a_meeting_with_our_marker_is_not_made_twice(standin: State) -> None:
    client = zoom.current()
    assert client.create_meeting(wish()).id == client.create_meeting(wish()).id
    assert len(standin.meetings) == 1


@pytest.mark.parametrize("kind", ["cut", "500", "garbage", "empty"])
def test_a_meeting_whose_answer_was_lost_is_found_again(standin: State, kind: str) -> None:
    standin.fail(kind, method="POST", path="/users/", done=True)
    with pytest.raises((errors.Unreachable, errors.ServerTrouble, errors.BadAnswer)):
        zoom.current().create_meeting(wish())
    assert asked(standin, f"POST /v2/users/{HOST}/meetings") == 1
    assert str(zoom.current().create_meeting(wish()).id) in standin.meetings
    assert len(standin.meetings) == 1


def test_the_marker_is_found_on_the_second_page(standin: State) -> None:
    client = zoom.current()
    made = client.create_meeting(wish())
    row = standin.meetings.pop(str(made.id))
    for number in range(320):
        standin.meetings[str(number)] = row | {"id": number, "agenda": "another"}
    standin.meetings[str(made.id)] = row
    assert client.create_meeting(wish()).id == made.id


def test_pages_that_turn_in_a_circle_end(standin: State, monkeypatch: pytest.MonkeyPatch) -> None:
    client = zoom.current()
    meeting = client.create_meeting(wish())
    client.add_registrants(meeting.id, guests(3))
    from fieldpractice.standin import registrants

    def circle(rows: list[object], *_rest: object) -> dict[str, object]:
        return {"registrants": rows, "next_page_token": "page-1"}

    monkeypatch.setattr(registrants, "page", circle)
    assert len({one.email for one in client.registrants(meeting.id)}) == 3
    assert asked(standin, f"GET /v2/meetings/{meeting.id}/registrants") == 2


def test_the_token_is_shared_and_renewed_early(standin: State) -> None:
    now = clock.now()
    zoom.current().token()
    assert asked(standin, "POST /oauth/token") == 1
    with clock.at(now + timedelta(minutes=50)):
        zoom.current().token()
    assert asked(standin, "POST /oauth/token") == 1
    with clock.at(now + timedelta(minutes=56)):
        zoom.current().token()
    assert asked(standin, "POST /oauth/token") == 2


def test_a_refused_token_is_renewed_once(standin: State) -> None:
    client = zoom.current()
    client.token()
    standin.rows["tokens"].clear()
    assert client.create_meeting(wish()).id
    assert asked(standin, "POST /oauth/token") == 2
    standin.fail("401", path="/v2/", times=-1)
    with pytest.raises(errors.TokenRefused):
        client.meeting(1)
    assert asked(standin, "POST /oauth/token") == 3


def test_wrong_credentials_are_an_error_and_not_a_bearer_of_none(standin: State, settings: object) -> None:
    settings.PADAN_ZOOM_CLIENT_SECRET = "wrong"  # type: ignore[attr-defined]
    with pytest.raises(errors.TokenRefused, match="Invalid client_id"):
        zoom.current().meeting(1)
    assert standin.log == ["POST /oauth/token"]


def test_a_token_answer_without_a_token_is_an_error(standin: State) -> None:
    standin.fail("empty", path="/oauth/token")
    with pytest.raises(errors.TokenRefused, match="no token"):
        zoom.current().token()


def test_no_account_no_call(settings: object) -> None:
    settings.PADAN_ZOOM_ACCOUNT_ID = ""  # type: ignore[attr-defined]
    with pytest.raises(errors.NotConfigured):
        zoom.current()


def test_what_is_idempotent_is_tried_again(standin: State) -> None:
    client = zoom.current()
    meeting = client.create_meeting(wish())
    for kind in ("500", "cut", "503"):
        standin.log.clear()
        standin.fail(kind, method="GET", path="/meetings/", times=2)
        assert client.meeting(meeting.id).id == meeting.id
        assert asked(standin, f"GET /v2/meetings/{meeting.id}") == 3
    standin.fail("500", path="/meetings/", times=-1)
    with pytest.raises(errors.ServerTrouble):
        client.update_meeting(meeting.id, wish(topic="Lain"))


def test_a_slow_zoom_is_given_up_in_time(standin: State, settings: object) -> None:
    settings.PADAN_ZOOM_TIMEOUT = 1  # type: ignore[attr-defined]
    zoom.current().token()
    standin.fail("slow", method="POST", path="/users/", seconds=2.5, done=True)
    with pytest.raises(errors.Unreachable):
        zoom.current().create_meeting(wish())


def test_nobody_listens(settings: object) -> None:
    settings.PADAN_ZOOM_OAUTH_URL = "http://127.0.0.1:9/oauth/token"  # type: ignore[attr-defined]
    from django.core.cache import cache

    cache.clear()
    with pytest.raises(errors.Unreachable) as caught:
        zoom.current().token()
    assert "127.0.0.1" not in str(caught.value)


def test_a_limit_of_the_second_waits_a_little(standin: State) -> None:
    now = datetime(2026, 9, 18, 3, tzinfo=UTC)
    with clock.at(now):
        standin.fail("429-second", path="/v2/meetings/")
        with pytest.raises(errors.RateLimited) as caught:
            zoom.current().meeting(1)
    assert not caught.value.daily
    assert now + timedelta(seconds=2) <= caught.value.retry_at <= now + timedelta(seconds=3)


@pytest.mark.parametrize("said", ["90", "2026-09-18T03:01:30Z"])
def test_retry_after_is_seconds_or_a_date(standin: State, said: str) -> None:
    now = datetime(2026, 9, 18, 3, tzinfo=UTC)
    with clock.at(now):
        standin.fail("429-second", path="/v2/meetings/", retry_after=said)
        with pytest.raises(errors.RateLimited) as caught:
            zoom.current().meeting(1)
    assert caught.value.retry_at == now + timedelta(seconds=90)


def test_a_limit_of_the_day_waits_until_midnight_utc(standin: State) -> None:
    now = datetime(2026, 9, 18, 3, tzinfo=UTC)
    with clock.at(now):
        standin.fail("429-daily", path="/v2/meetings/", retry_after="2026-09-18T04:00:00Z")
        with pytest.raises(errors.RateLimited) as caught:
            zoom.current().meeting(1)
    assert caught.value.daily
    assert caught.value.retry_at == datetime(2026, 9, 19, tzinfo=UTC)


def test_a_limit_is_told_daily_by_its_words_alone() -> None:
    assert limits.is_daily({}, "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests")
    assert not limits.is_daily({}, "too many")


def test_a_missing_scope_is_named(standin: State) -> None:
    standin.scopes = [one for one in scopes.NEEDED if "batch" not in one]
    client = zoom.current()
    meeting = client.create_meeting(wish())
    with pytest.raises(errors.ScopeMissing) as caught:
        client.add_registrants(meeting.id, guests(1))
    assert caught.value.scopes == ("meeting:write:batch_registrants:admin",)
    assert scopes.missing(client.token().scopes) == ["meeting:write:batch_registrants:admin"]
    assert (
        scopes.missing(["meeting:write:admin", "meeting:read:admin", "report:read:admin", "recording:read:admin"]) == []
    )


def test_registrants_in_batches_each_with_an_own_link(standin: State) -> None:
    client = zoom.current()
    meeting = client.create_meeting(wish())
    added = client.add_registrants(meeting.id, guests(30))
    assert len({one.join_url for one in added}) == len({one.registrant_id for one in added}) == 30
    again = client.add_registrants(meeting.id, guests(2))
    assert {one.registrant_id for one in again} <= {one.registrant_id for one in added}
    with pytest.raises(ValueError, match="30"):
        client.add_registrants(meeting.id, guests(31))
    assert client.registrant(meeting.id, added[0].registrant_id) == added[0]
    client.delete_registrant(meeting.id, added[0].registrant_id)
    client.delete_registrant(meeting.id, added[0].registrant_id)
    # One "not found" is no proof: who still stands on the list is taken off.
    standin.fail("404", method="DELETE", path="/registrants/")
    client.delete_registrant(meeting.id, added[1].registrant_id)
    assert added[1].registrant_id not in {one.registrant_id for one in client.registrants(meeting.id)}
    assert len(client.registrants(meeting.id)) == 28


def test_registrants_on_two_pages(standin: State) -> None:
    client = zoom.current()
    meeting = client.create_meeting(wish())
    known = standin.registrants_of(str(meeting.id))
    for number in range(310):
        known[str(number)] = {
            "id": str(number),
            "email": f"{number}@example.test",
            "status": "approved",
            "join_url": "x",
        }
    assert len(client.registrants(meeting.id)) == 310


def test_adding_is_not_repeated_by_itself(standin: State) -> None:
    client = zoom.current()
    meeting = client.create_meeting(wish())
    standin.fail("cut", path="batch_registrants", done=True)
    with pytest.raises(errors.Unreachable):
        client.add_registrants(meeting.id, guests(3))
    assert asked(standin, f"POST /v2/meetings/{meeting.id}/batch_registrants") == 1
    assert len(client.registrants(meeting.id)) == 3


def test_moved_and_deleted(standin: State) -> None:
    client = zoom.current()
    meeting = client.create_meeting(wish())
    client.update_meeting(meeting.id, wish(starts_at=AT + timedelta(days=1)))
    assert client.meeting(meeting.id).starts_at == AT + timedelta(days=1)
    client.end_meeting(meeting.id)
    client.delete_meeting(meeting.id)
    client.delete_meeting(meeting.id)
    assert not standin.meetings


def test_one_not_found_does_not_end_a_deletion(standin: State, monkeypatch: pytest.MonkeyPatch) -> None:
    from fieldpractice.standin import meetings

    client = zoom.current()
    meeting = client.create_meeting(wish())
    lies = iter([True])
    honest = meetings.no_scope

    def lacks(state: State, scope: str) -> str:
        return "lie" if "delete" in scope and next(lies, False) else ""

    monkeypatch.setattr(meetings, "lacks", lacks)
    monkeypatch.setattr(meetings, "no_scope", lambda scope: meetings.gone("1") if scope == "lie" else honest(scope))
    client.delete_meeting(meeting.id)
    assert not standin.meetings


def test_an_unknown_host_is_not_found(standin: State) -> None:
    standin.rows["unknown_hosts"].append(HOST)
    with pytest.raises(errors.NotFound) as caught:
        zoom.current().create_meeting(wish())
    assert caught.value.code == 1001


def test_recordings(standin: State) -> None:
    client = zoom.current()
    meeting = client.create_meeting(wish())
    assert client.recordings(meeting.id) is None
    record(standin, meeting.id)
    found = client.recordings(meeting.id)
    assert found is not None
    assert found.link.startswith(standin.base_url)
    assert found.files[0].bytes == 64_000_000


@pytest.mark.parametrize(
    ("uuid", "path"),
    [
        ("abc==", "abc%3D%3D"),
        ("/abc==", "%252Fabc%253D%253D"),
        ("a//b==", "a%252F%252Fb%253D%253D"),
        ("a/b==", "a%2Fb%3D%3D"),
        (85_123_456_789, "85123456789"),
    ],
)
def test_a_uuid_is_encoded_twice_where_zoom_wants_it(uuid: int | str, path: str) -> None:
    assert segment(uuid) == path


def test_nothing_secret_is_said(standin: State, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = zoom.current()
    meeting = client.create_meeting(wish())
    added = client.add_registrants(meeting.id, guests(2))
    url = client.start_url(meeting.id)
    standin.fail("cut", method="GET", path="/meetings/", times=-1)
    with pytest.raises(errors.Unreachable) as caught:
        client.start_url(meeting.id)
    said = caplog.text + "".join(map(repr, [client, meeting, added, client.token(), caught.value]))
    account = Account("a", "client", "the-client-secret", "http://x", "http://y")
    said += repr(account)
    secrets = [
        url,
        "zak=",
        "tk=",
        *(one.join_url for one in added),
        client.token().value,
        standin.client_secret,
        "the-client-secret",
    ]
    assert [one for one in secrets if one in said] == []


def test_words_of_zoom_are_cleaned() -> None:
    error = errors.Refused("no: https://zoom.us/s/1?zak=abc tk=secret Bearer abcdef pwd=1234", status=400, code=300)
    assert not any(one in str(error) for one in ("abc", "secret", "1234"))
    assert str(error).startswith("400 300: no:")
