"""Zoom's list of participants as a file: uploaded, shown, brought in or given up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fieldpractice.forms.presence import PresenceFileForm
from fieldpractice.models import MonitoringSession, PresenceFile
from fieldpractice.queries.strangers import file_outlook
from fieldpractice.services import presence_files
from fieldpractice.views.presence import session_to_decide
from lms.people.access import found, person, signed_in
from lms.people.errors import Refusal
from lms.ui.form_pages import GET_POST, done, form_page, posted


def _file(session: MonitoringSession, pid: str) -> PresenceFile:
    return found(PresenceFile.objects.filter(session=session).select_related("uploaded_by"), public_id=pid)


@require_http_methods(GET_POST)
@signed_in
def presence_file_add(request: HttpRequest, pid: str) -> HttpResponse:
    """Upload a list, and see the former ones."""
    session = session_to_decide(request, pid)
    initial = {"time_zone": session.cohort.time_zone}
    form = PresenceFileForm(posted(request), request.FILES or None, initial=initial)

    def act(data: dict[str, Any]) -> HttpResponse:
        file = presence_files.upload(
            actor=person(request),
            session=session,
            name=data["file"].name or "",
            content=data["file"].read(),
            time_zone=data["time_zone"],
        )
        return redirect("fieldpractice:presence_file_detail", pid, file.public_id)

    former = session.presence_files.defer("rows", "faults").select_related("uploaded_by")[:20]
    context = {"session": session, "cohort": session.cohort, "former": former}
    return form_page(request, template="fieldpractice/presence_file_add.html", form=form, act=act, context=context)


@require_safe
@signed_in
def presence_file_detail(request: HttpRequest, pid: str, file: str) -> HttpResponse:
    """What a file would do: whom it names, whom nobody knows, which lines are left out."""
    session = session_to_decide(request, pid)
    source = _file(session, file)
    context = {"session": session, "cohort": session.cohort, "file": source, "outlook": file_outlook(source)}
    return render(request, "fieldpractice/presence_file_detail.html", context)


@require_POST
@signed_in
def presence_file_take(request: HttpRequest, pid: str, file: str) -> HttpResponse:
    """Bring a file's stays in."""
    session = session_to_decide(request, pid)
    try:
        many = presence_files.take(actor=person(request), file=_file(session, file))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("fieldpractice:presence_file_detail", pid, file)
    words = _("%(many)s stays are brought in, presence is counted anew.") % {"many": many}
    return done(request, words, "fieldpractice:session_presence", pid)


@require_POST
@signed_in
def presence_file_drop(request: HttpRequest, pid: str, file: str) -> HttpResponse:
    """Bring nothing in."""
    session = session_to_decide(request, pid)
    try:
        presence_files.drop(actor=person(request), file=_file(session, file))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("fieldpractice:presence_file_detail", pid, file)
    return done(request, _("Given up: nothing was brought in."), "fieldpractice:presence_file_add", pid)
