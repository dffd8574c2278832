"""Zoom's side, for the coordinator: the hosts, how Zoom fares, trying again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fieldpractice.forms.sessions import HostForm
from fieldpractice.models import ZoomHost
from fieldpractice.queries.zoom import health, troubled
from fieldpractice.services import groups, zoom
from fieldpractice.webhooks import KNOWN
from fieldpractice.zoom import errors
from lms.people.access import found, needs, person
from lms.programme.models import Programme
from lms.ui.form_pages import GET_POST, done, form_page, posted


@require_safe
@needs("fieldpractice.manage_zoom")
def zoom_health(request: HttpRequest) -> HttpResponse:
    """How Zoom fares, and what to do."""
    door = request.build_absolute_uri(reverse("fieldpractice:zoom_webhook"))
    return render(
        request, "fieldpractice/zoom_health.html", {"health": health(), "door": door, "events": sorted(KNOWN)}
    )


@require_POST
@needs("fieldpractice.manage_zoom")
def zoom_check(request: HttpRequest) -> HttpResponse:
    """Ask Zoom for a token now, and keep with which scopes it came."""
    try:
        zoom.ask_for_token()
    except errors.ZoomError as error:
        messages.error(request, _("Zoom gave no token: %(words)s") % {"words": error})
    else:
        messages.success(request, _("Zoom answers, and gave a token."))
    return redirect("fieldpractice:zoom_health")


@require_POST
@needs("fieldpractice.manage_zoom")
def zoom_again(request: HttpRequest) -> HttpResponse:
    """Try again at once: one session's work, or all that failed."""
    works = troubled()
    if "work" in request.POST:
        works = [one for one in works if one.public_id == request.POST["work"]]
    many = zoom.try_again(actor=person(request), works=works)
    words = ngettext("%(n)s session is tried again.", "%(n)s sessions are tried again.", many) % {"n": many}
    messages.success(request, words)
    return redirect("fieldpractice:zoom_health")


@require_http_methods(GET_POST)
@needs("fieldpractice.manage_zoom")
def host_list(request: HttpRequest) -> HttpResponse:
    """The accounts that host, and a new one."""
    form = HostForm(posted(request))

    def act(data: dict[str, Any]) -> HttpResponse:
        programme = Programme.objects.order_by("pk").first()
        if programme is None:
            messages.error(request, _("There is no programme yet."))
        else:
            groups.keep_host(actor=person(request), programme=programme, **data)
            messages.success(request, _("Saved."))
        return redirect("fieldpractice:host_list")

    context = {"hosts": ZoomHost.objects.select_related("user")}
    return form_page(request, template="fieldpractice/host_list.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@needs("fieldpractice.manage_zoom")
def host_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change an account that hosts."""
    host = found(ZoomHost.objects.select_related("user", "programme"), pk=number)
    form = HostForm(posted(request), host=host)

    def act(data: dict[str, Any]) -> HttpResponse:
        groups.keep_host(actor=person(request), programme=host.programme, host=host, **data)
        return done(request, _("Saved."), "fieldpractice:host_list")

    context = {"host": host}
    return form_page(request, template="fieldpractice/host_edit.html", form=form, act=act, context=context)
