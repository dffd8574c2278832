"""Who is here, from where, in which zone and language, wearing which hat."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from lms.people.audit import Origin, origin
from lms.people.roles import hats_of

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestContextMiddleware:
    """Gives each request an id, remembers its origin for the audit trail, and gives the editors their own CSP."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
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
    """Activates the reader's zone and language, and says which hat is worn: `request.hat`."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            unit = user.work_unit
            timezone.activate(ZoneInfo(unit.time_zone if unit else settings.TIME_ZONE))
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
            hats = hats_of(user).hats
            chosen = request.session.get("hat", "")
            request.hat = chosen if chosen in hats else (hats[0] if hats else "")  # type: ignore[attr-defined]
        else:
            request.hat = ""  # type: ignore[attr-defined]
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()


class SecondFactorMiddleware:
    """Sends people whose roles need a second factor to set one up."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
