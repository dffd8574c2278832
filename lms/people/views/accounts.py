"""What needs a reason: closing and reopening an account, resetting a second factor, looking as somebody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.people import services
from lms.people.access import check, needs, person, signed_in
from lms.people.errors import Refusal
from lms.people.forms import ReasonForm
from lms.people.models import User
from lms.people.view_as import KEY
from lms.people.views.persons import visible_person


@require_http_methods(["GET", "HEAD", "POST"])
@needs("people.view_person")
def account_close(request: HttpRequest, pid: str) -> HttpResponse:
    """Shut somebody out at once."""
    one = _whom(request, pid, "people.close_account")
    return _with_reason(request, one, services.close_account, "people/account_close.html")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("people.view_person")
def account_reopen(request: HttpRequest, pid: str) -> HttpResponse:
    """Let somebody in again."""
    one = _whom(request, pid, "people.close_account")
    return _with_reason(request, one, services.reopen_account, "people/account_reopen.html")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("people.view_person")
def factor_reset(request: HttpRequest, pid: str) -> HttpResponse:
    """Take away a second factor whose device is lost."""
    one = _whom(request, pid, "people.reset_second_factor")
    return _with_reason(request, one, services.reset_second_factor, "people/factor_reset.html")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("people.view_person")
def view_as_start(request: HttpRequest, pid: str) -> HttpResponse:
    """Begin to look as somebody else, read-only."""
    one = _whom(request, pid, "people.view_as")
    answer = _with_reason(request, one, services.start_view_as, "people/view_as_start.html", after="dashboard")
    if answer.status_code == 302:
        request.session[KEY] = one.public_id
        request.session.pop("hat", None)
    return answer


@require_POST
@signed_in
def view_as_end(request: HttpRequest) -> HttpResponse:
    """Look with one's own eyes again. Without having begun, this only leads home."""
    viewed = cast("User | None", getattr(request, "viewed_as", None))
    if viewed is None:
        return redirect("dashboard")
    services.stop_view_as(actor=cast("User", getattr(request, "viewer", None)), person=viewed)
    del request.session[KEY]
    request.session.pop("hat", None)
    return redirect("people:person_detail", viewed.public_id)


def _whom(request: HttpRequest, pid: str, permission: str) -> User:
    one = visible_person(request, pid)
    check(request, permission, one)
    return one


def _with_reason(
    request: HttpRequest, one: User, service: Callable[..., None], template: str, after: str = ""
) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service(actor=person(request), person=one, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            if after:
                return redirect(after)
            messages.success(request, _("Done."))
            return redirect("people:person_detail", one.public_id)
    context: dict[str, Any] = {"form": form, "one": one}
    return render(request, template, context, status=422 if form.errors else 200)
