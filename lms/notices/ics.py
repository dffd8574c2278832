"""Events as iCalendar (RFC 5545). The library loads inside the function: most requests need none of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language

from lms.notices.registry import CalendarEvent
from lms.people import clock
from lms.people.mailing import site_url

# How often a calendar program should look again.
REFRESH = timedelta(hours=1)


def digest_of(events: Sequence[CalendarEvent]) -> str:
    """Return a digest of all that a calendar would show: equal digests, equal calendars but for the moment they were written (DTSTAMP)."""
    shown = repr((get_language(), [event.__dict__ for event in events]))
    return hashlib.sha256(shown.encode()).hexdigest()[:32]


def calendar_text(events: Sequence[CalendarEvent], *, name: str, method: str = "") -> bytes:
    """Return events as one calendar, each in the zone of its place with that zone's rules."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Padan//Padan//ID")
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    # The same wish as Outlook reads it.
    calendar.add("x-published-ttl", "PT1H")
    for event in events:
        calendar.add_component(_component(event))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _organizer() -> Any:
    from icalendar import vCalAddress, vText

    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["cn"] = vText(name or "Padan")
    return organizer


def _component(event: CalendarEvent) -> Any:
    from icalendar import Event

    zone = ZoneInfo(event.zone)
    component = Event()
    component.add("uid", f"{event.uid}@{urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or 'localhost'}")
    component.add("sequence", event.sequence)
    component.add("dtstamp", clock.now())
    component.add("dtstart", event.starts_at.astimezone(zone))
    component.add("dtend", event.ends_at.astimezone(zone))
    component.add("summary", event.title)
    # Without one Outlook takes neither a change nor a cancellation (RFC 5546, 3.2.1 and 3.2.5).
    component.add("organizer", _organizer())
    component.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    for name, value in (("location", event.where), ("description", event.description)):
        if value:
            component.add(name, value)
    if event.url:
        component.add("url", site_url(event.url) if event.url.startswith("/") else event.url)
    return component
