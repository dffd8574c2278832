"""The bell: what the reader was told, and that it was read."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.notices import services
from lms.notices.queries.inbox import inbox_rows, notices_visible_to
from lms.people.access import found, person, signed_in
from lms.people.rules import organises

PAGE = 30


@require_safe
@signed_in
def notice_list(request: HttpRequest) -> HttpResponse:
    """What I was told, newest first; on request what I have not read."""
    only_unread = request.GET.get("show") == "unread"
    mine = notices_visible_to(person(request))
    page = Paginator(mine.unread() if only_unread else mine, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": inbox_rows(page.object_list),
        "only_unread": only_unread,
        "may_see_log": organises(person(request)),
        "unread": getattr(person(request), "unread_notices", 0),
    }
    return render(request, "notices/notice_list.html", context)


@require_POST
@signed_in
def notice_open(request: HttpRequest, pid: str) -> HttpResponse:
    """Go to the thing itself; the notice counts as read."""
    notice = found(notices_visible_to(person(request)), public_id=pid)
    services.read(actor=person(request), notice=notice)
    return redirect(notice.path)


@require_POST
@signed_in
def notice_read(request: HttpRequest, pid: str) -> HttpResponse:
    """Count one notice as read and stay."""
    notice = found(notices_visible_to(person(request)), public_id=pid)
    services.read(actor=person(request), notice=notice)
    return redirect("notices:notice_list")


@require_POST
@signed_in
def notice_read_all(request: HttpRequest) -> HttpResponse:
    """Count everything as read."""
    services.read_all(actor=person(request))
    messages.success(request, _("Everything counts as read."))
    return redirect("notices:notice_list")
