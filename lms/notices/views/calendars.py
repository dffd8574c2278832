"""Somebody's calendar for a calendar program, and one event as a file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import override
from django.views.decorators.http import require_safe

from lms.notices.ics import calendar_text, digest_of
from lms.notices.queries.calendars import reader_of
from lms.notices.registry import CalendarEvent, events_of
from lms.people.access import person, signed_in
from lms.ui.downloads import file_answer

ICS = "text/calendar; charset=utf-8"


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """All that stands in the calendar of the address's owner; nothing anew when nothing changed (ETag)."""
    reader = reader_of(token)
    if reader is None:
        raise Http404
    with override(reader.language):
        events = events_of(reader)
        # Weak: each answer carries the moment it was written, and says the same.
        etag = f"W/{quote_etag(digest_of(events))}"
        answer = get_conditional_response(request, etag=etag)
        if answer is None:
            answer = HttpResponse(calendar_text(events, name="Padan"), content_type=ICS)
    answer["ETag"], answer["Cache-Control"] = etag, "private, no-cache"
    return answer


@require_safe
@signed_in
def calendar_event(request: HttpRequest, uid: str) -> HttpResponse:
    """One event of my calendar as a file; opening it again brings the event up to date."""
    event = next((event for event in events_of(person(request)) if event.uid == uid), None)
    if event is None:
        raise Http404
    return file_answer(calendar_text([event], name=event.title, method=_method(event)), ICS, "padan.ics")


def _method(event: CalendarEvent) -> str:
    return "CANCEL" if event.cancelled else "PUBLISH"
