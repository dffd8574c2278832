"""What several of these screens need: the session one may run, and a small act that answers a page or a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from fieldpractice.models import MonitoringSession
from fieldpractice.queries.minutes.content import with_all
from fieldpractice.queries.visible import sessions_visible_to
from lms.people.access import check, found, person
from lms.people.errors import Refusal
from lms.ui.downloads import PDF, file_answer
from lms.ui.forms import error_entries


def visible_session(request: HttpRequest, pid: str) -> MonitoringSession:
    """Return a session this reader may see, with all its minutes name, or raise Http404."""
    session: MonitoringSession = found(with_all(sessions_visible_to(person(request))), public_id=pid)
    return session


def session_to_run(request: HttpRequest, pid: str) -> MonitoringSession:
    """Return a session this reader may lead: Http404 when unseen, PermissionDenied when only seen."""
    session = visible_session(request, pid)
    check(request, "fieldpractice.run_session", session)
    return session


def by_script(request: HttpRequest) -> bool:
    """Whether the page's script sent this and reads JSON."""
    return request.headers.get("Accept") == "application/json"


def small_act(
    request: HttpRequest,
    *,
    form: forms.Form,
    act: Callable[[dict[str, Any]], dict[str, Any] | None],
    back: str,
    again: Callable[[forms.Form, int], HttpResponse],
) -> HttpResponse:
    """Do one small thing and go back; what is refused comes back by `again` with everything typed. A script is answered in JSON."""
    status, told = 422, {}
    try:
        if form.is_valid():
            done = act(form.cleaned_data) or {}
            return JsonResponse(done) if by_script(request) else redirect(back)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        status = refusal.status
        told = theirs_in(refusal)
    if by_script(request):
        words = " ".join(entry.words for entry in error_entries(form))
        return JsonResponse({"refused": words, **told}, status=status)
    return again(form, status)


def theirs_in(refusal: Refusal) -> dict[str, Any]:
    """Return the line as it stands now, when somebody else was first with it."""
    item = getattr(refusal, "item", None)
    if item is None:
        return {}
    return {
        "theirs": item.text,
        "kind": item.kind,
        "seq": item.seq,
        "by": str(item.changed_by),
        "struck": item.struck_at is not None,
    }


def pdf(body: bytes, name: str) -> HttpResponse:
    return file_answer(body, PDF, f"{name}.pdf", inline=True)
