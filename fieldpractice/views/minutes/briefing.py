"""The briefing before a session, on screen, for a chat and on paper."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fieldpractice import minutes_papers
from fieldpractice.queries.minutes.briefing import MOST, briefing_of
from fieldpractice.queries.minutes.words import text_of
from fieldpractice.views.minutes.shared import pdf, session_to_run
from lms.people.access import needs
from lms.people.phones import whatsapp_link


@require_safe
@needs("fieldpractice.run_session")
def session_briefing(request: HttpRequest, pid: str) -> HttpResponse:
    """What to know before a session, from live data."""
    session = session_to_run(request, pid)
    briefing = briefing_of(session)
    address = request.build_absolute_uri(reverse("fieldpractice:session_detail", args=[pid]))
    text = text_of(briefing, address)
    context = {
        "session": session,
        "cohort": session.cohort,
        "briefing": briefing,
        "text": text,
        "whatsapp": whatsapp_link("", text),
        "most": MOST,
    }
    return render(request, "fieldpractice/session_briefing.html", context)


@require_safe
@needs("fieldpractice.run_session")
def session_briefing_pdf(request: HttpRequest, pid: str) -> HttpResponse:
    """The same on paper."""
    session = session_to_run(request, pid)
    return pdf(minutes_papers.briefing_pdf(briefing_of(session)), _("briefing"))
