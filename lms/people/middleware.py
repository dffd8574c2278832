"""Who is here, from where, in which zone and language, wearing which hat, and seen by whom."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django_htmx.http import HttpResponseClientRedirect

from lms.people.errors import Refusal
from lms.people.origin import Origin, origin
from lms.people.roles import hats_of
from lms.people.second_factor import lacks_second_factor
from lms.people.view_as import refusal_while_viewing, viewed_person

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestContextMiddleware:
    """Gives each request a short id, remembers its origin for the audit trail, and gives the editors their own CSP."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = secrets.token_hex(6)
        token = origin.set(Origin(ip=request.META.get("REMOTE_ADDR") or None, request_id=request_id))
        try:
            response = self.get_response(request)
        finally:
            origin.reset(token)
        response["X-Request-ID"] = request_id
        if request.path.startswith(("/cms/", "/admin/")):
            response["Content-Security-Policy"] = settings.EDITOR_CONTENT_SECURITY_POLICY
        return response


class PersonMiddleware:
    """Activates the reader's zone and language, and says which hat is worn: `request.hat`.

    An administrator who looks as somebody else is that person here (`request.user`, `request.viewed_as`), and can
    change nothing. A service's refusal that no view has caught becomes a page with its words.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.hat = ""  # type: ignore[attr-defined]
        request.viewed_as = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            self._look_as(request)
            self._settle(request)
        try:
            return refusal_while_viewing(request) or self.get_response(request)
        finally:
            timezone.deactivate()

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        return render(request, "people/refused.html", {"refusal": exception}, status=exception.status)

    @staticmethod
    def _look_as(request: HttpRequest) -> None:
        viewed = viewed_person(request)
        if viewed is not None:
            request.viewer = request.user  # type: ignore[attr-defined]
            request.viewed_as = request.user = viewed  # type: ignore[attr-defined]

    @staticmethod
    def _settle(request: HttpRequest) -> None:
        user = request.user
        unit = user.work_unit  # type: ignore[union-attr]
        timezone.activate(ZoneInfo(unit.time_zone if unit else settings.TIME_ZONE))
        translation.activate(user.language)  # type: ignore[union-attr]
        request.LANGUAGE_CODE = user.language  # type: ignore[union-attr]
        hats = hats_of(user).hats
        chosen = request.session.get("hat", "")
        request.hat = chosen if chosen in hats else (hats[0] if hats else "")  # type: ignore[attr-defined]


class SecondFactorMiddleware:
    """Sends people whose roles need a second factor to the page that explains why and leads to setting one up."""

    # What must work without one: setting it up, leaving, changing language, and what probes and pages load.
    OPEN = ("/accounts/", "/profile/second-factor/", "/language/", "/static/", "/favicon.ico", "/healthz", "/readyz")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.PADAN_SECOND_FACTOR_REQUIRED and not request.path.startswith(self.OPEN):
            viewer = getattr(request, "viewer", request.user)
            if lacks_second_factor(viewer):
                page = reverse("people:second_factor")
                htmx = getattr(request, "htmx", None)
                return HttpResponseClientRedirect(page) if htmx else redirect(page)
        return self.get_response(request)
