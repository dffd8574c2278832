"""How I am told: by kind; and the address of my calendar."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from lms.notices import services
from lms.notices.forms import SettingsForm
from lms.notices.models import CalendarToken
from lms.notices.queries.calendars import calendar_of
from lms.notices.registry import find_kind
from lms.notices.tokens import EVERYTHING, calendar_token, read_unsubscribe
from lms.people.access import person, signed_in
from lms.people.mailing import site_url
from lms.people.models import User


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def settings_edit(request: HttpRequest) -> HttpResponse:
    """How I am told of each kind of thing, and my calendar."""
    form = SettingsForm(request.POST or None, user=person(request))
    if request.method == "POST" and form.is_valid():
        services.choose(actor=person(request), user=person(request), channels=form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("notices:settings_edit")
    # The address opens the calendar for good: who only looks as somebody else does not get it.
    is_own = getattr(request, "viewed_as", None) is None
    context = {"form": form, "calendar_url": _calendar_url(calendar_of(person(request))) if is_own else ""}
    return render(request, "notices/settings_edit.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def calendar_renew(request: HttpRequest) -> HttpResponse:
    """Make my calendar's address, or another in its place."""
    services.renew_calendar(actor=person(request))
    messages.success(request, _("Your calendar has a new address. An older one no longer works."))
    return redirect(f"{reverse('notices:settings_edit')}#calendar")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Switch off mail by the link in a mail, without signing in; a mail program does it by one POST (RFC 8058)."""
    public_id, code = read_unsubscribe(token) or ("", "")
    reader = User.objects.filter(public_id=public_id, is_active=True).first()
    kind = find_kind(code)
    if reader is None or (code != EVERYTHING and (kind is None or not kind.optional)):
        raise Http404
    with override(reader.language):
        if request.method == "POST":
            services.unsubscribe(user=reader, kind=code)
        context = {"kind": kind, "is_done": request.method == "POST"}
        return render(request, "notices/unsubscribe.html", context)


def _calendar_url(row: CalendarToken | None) -> str:
    return site_url(reverse("notices:calendar_feed", args=[calendar_token(row)])) if row else ""
