"""The calendar of a person for a calendar program, and one event as a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from lms.notices import registry, services
from lms.notices.registry import CalendarEvent
from lms.notices.tokens import calendar_token
from lms.people import clock
from lms.people.models import User
from tests.conftest import Cast
from tests.people.asking import ask, is_sent_to_sign_in

pytestmark = pytest.mark.django_db

CLASS = CalendarEvent(
    uid="class-1",
    sequence=0,
    title="Hari 1; pembukaan, perkenalan",
    starts_at=datetime(2026, 12, 1, 0, 0, tzinfo=UTC),
    ends_at=datetime(2026, 12, 1, 8, 30, tzinfo=UTC),
    zone="Asia/Makassar",
    where="BPVP Lombok Timur, Jl. Raya",
    url="/dashboard/",
    description="Bawa laptop",
)


@pytest.fixture
def events(cast: Cast) -> list[CalendarEvent]:
    """What stands in the outsider's calendar, and in nobody else's."""
    found = [CLASS]

    def source(user: User) -> list[CalendarEvent]:
        return found if user.pk == cast.outsider.pk else []

    registry.add_events(source)
    return found


@pytest.fixture
def feed(cast: Cast) -> str:
    return reverse("notices:calendar_feed", args=[calendar_token(services.renew_calendar(actor=cast.outsider))])


def only_event(answer: Any) -> Any:
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    return event


def test_it_opens_without_signing_in_in_the_zone_of_the_place(feed: str, events: list[CalendarEvent]) -> None:
    answer = Client().get(feed)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Makassar"]
    event = only_event(answer)
    assert event.decoded("dtstart").isoformat() == "2026-12-01T08:00:00+08:00"
    assert event["dtstart"].params["TZID"] == "Asia/Makassar"
    assert (str(event["summary"]), str(event["location"])) == (CLASS.title, CLASS.where)
    assert str(event["url"]) == "http://127.0.0.1:8000/dashboard/"
    assert (event["sequence"], str(event["status"])) == (0, "CONFIRMED")
    assert b"\\;" in answer.content
    assert answer.content.count(b"\r\n") == answer.content.count(b"\n")


def test_outlook_finds_who_organises_and_takes_a_cancellation(
    cast: Cast, events: list[CalendarEvent], settings: Any
) -> None:
    settings.DEFAULT_FROM_EMAIL = "Pelatihan Padan <padan@kemnaker.test>"
    client = Client()
    client.force_login(cast.outsider)
    url = reverse("notices:calendar_event", args=[CLASS.uid])
    found = []
    for cancelled in (False, True):
        events[0] = replace(CLASS, sequence=int(cancelled), cancelled=cancelled)
        answer = client.get(url)
        found.append((str(Calendar.from_ical(answer.content)["method"]), only_event(answer)["organizer"]))
    assert [method for method, _organizer in found] == ["PUBLISH", "CANCEL"]
    assert {str(organizer) for _method, organizer in found} == {"mailto:padan@kemnaker.test"}
    assert found[0][1].params["cn"] == "Pelatihan Padan"


def test_the_moment_of_writing_is_not_part_of_what_is_compared(feed: str, events: list[CalendarEvent]) -> None:
    """Two answers a minute apart differ in DTSTAMP alone: the tag is weak, and the second is not sent again."""
    first = Client().get(feed)
    with clock.at(clock.now() + timedelta(minutes=1)):
        second = Client().get(feed)
        again = Client().get(feed, headers={"If-None-Match": first["ETag"]})
    assert first.content != second.content
    assert first["ETag"] == second["ETag"]
    assert first["ETag"].startswith('W/"')
    assert again.status_code == 304
    assert b"X-PUBLISHED-TTL:PT1H" in first.content


def test_a_change_and_a_cancellation_are_updates_of_the_same_event(feed: str, events: list[CalendarEvent]) -> None:
    before = only_event(Client().get(feed))
    events[0] = replace(CLASS, sequence=2, cancelled=True)
    after = only_event(Client().get(feed))
    assert after["uid"] == before["uid"]
    assert (after["sequence"], str(after["status"])) == (2, "CANCELLED")


def test_nothing_is_sent_anew_when_nothing_changed(feed: str, events: list[CalendarEvent]) -> None:
    etag = Client().get(feed)["ETag"]
    again = Client().get(feed, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert again["Cache-Control"] == "private, no-cache"
    events[0] = replace(CLASS, sequence=1, where="Aula B")
    assert Client().get(feed, headers={"If-None-Match": etag}).status_code == 200


def test_an_empty_calendar_is_one_all_the_same(feed: str) -> None:
    assert Calendar.from_ical(Client().get(feed).content).walk("VEVENT") == []


def test_a_renewed_a_forged_and_a_closed_one_open_nothing(cast: Cast, feed: str) -> None:
    new = calendar_token(services.renew_calendar(actor=cast.outsider))
    assert Client().get(feed).status_code == 404
    path = reverse("notices:calendar_feed", args=[new])
    assert Client().get(path).status_code == 200
    assert Client().get(path.replace(".ics", "x.ics")).status_code == 404
    assert Client().post(path).status_code == 405
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    assert Client().get(path).status_code == 404


def test_one_event_as_a_file_is_ones_own(cast: Cast, events: list[CalendarEvent]) -> None:
    path = reverse("notices:calendar_event", args=["class-1"])
    assert is_sent_to_sign_in(path)
    answer = ask(cast.outsider, path)
    assert "attachment" in answer["Content-Disposition"]
    assert str(Calendar.from_ical(answer.content)["method"]) == "PUBLISH"
    assert str(only_event(answer)["summary"]) == CLASS.title
    events[0] = replace(CLASS, sequence=1, cancelled=True)
    assert str(Calendar.from_ical(ask(cast.outsider, path).content)["method"]) == "CANCEL"
    assert ask(cast.admin, path).status_code == 404
    assert ask(cast.outsider, reverse("notices:calendar_event", args=["class-2"])).status_code == 404
    assert ask(cast.outsider, path, "post").status_code == 405
