"""The door of every view: signed in, allowed, and nothing said about what one may not see."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django_htmx.http import HttpResponseClientRedirect

from lms.people.models import User

P = ParamSpec("P")
M = TypeVar("M", bound=Model)
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def person(request: HttpRequest) -> User:
    """Return the signed-in user, typed. Only behind `signed_in` or `needs`."""
    return cast("User", request.user)


def signed_in(view: View[P]) -> View[P]:
    """Send a visitor who is not signed in to the sign-in page, and back here after it."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        return view(request, *args, **kwargs)

    return guarded


def needs(permission: str) -> Callable[[View[P]], View[P]]:
    """Open the view only to those who have `permission` without an object: others get the 403 page, visitors the sign-in page."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            check(request, permission)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def check(request: HttpRequest, permission: str, on: Any = None) -> None:
    """Raise PermissionDenied (the 403 page) unless the signed-in user has `permission` on this object."""
    if not person(request).has_perm(permission, on):
        raise PermissionDenied


def found(visible: QuerySet[M], /, **lookup: Any) -> M:
    """Return the one row among those this reader may see; a row one may not see does not exist (Http404)."""
    row = visible.filter(**lookup).first()
    if row is None:
        raise Http404
    return row


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    htmx = getattr(request, "htmx", None)
    here = htmx.current_url_abs_path if htmx else request.get_full_path()
    answer = redirect_to_login(here or "/dashboard/")
    return HttpResponseClientRedirect(answer.url) if htmx else answer
