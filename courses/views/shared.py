"""What several screens need: the cohort one may see, and forms that end in a service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from courses.models import Cohort, Enrolment
from courses.queries.visible import cohorts_visible_to, enrolments_visible_to
from lms.people.access import check, found, person
from lms.people.errors import Refusal


def visible_cohort(request: HttpRequest, pid: str) -> Cohort:
    """Return a cohort this reader may see, with its version, or raise Http404."""
    return found(cohorts_visible_to(person(request)).select_related("version", "programme"), public_id=pid)


def cohort_to_edit(request: HttpRequest, pid: str) -> Cohort:
    """Return a cohort this reader may change: Http404 when unseen, PermissionDenied when only seen."""
    cohort = visible_cohort(request, pid)
    check(request, "courses.edit_cohort", cohort)
    return cohort


def visible_enrolment(request: HttpRequest, pid: str) -> Enrolment:
    """Return an enrolment this reader may see, with its person, cohort and version, or raise Http404."""
    rows = enrolments_visible_to(person(request)).select_related("user", "work_unit", "cohort__version")
    return found(rows, public_id=pid)


def enrolment_to_decide(request: HttpRequest, pid: str) -> Enrolment:
    """Return an enrolment this reader may decide on: Http404 when unseen, PermissionDenied when only seen."""
    enrolment = visible_enrolment(request, pid)
    check(request, "courses.manage_people", enrolment.cohort)
    return enrolment


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, so that a form sent empty is checked too; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: HttpRequest,
    *,
    template: str,
    form: forms.Form,
    act: Callable[[dict[str, Any]], HttpResponse],
    context: dict[str, Any],
) -> HttpResponse:
    """Show a form, or, sent and in order, call `act` with what was typed. A refusal comes back with everything kept."""
    if request.method == "POST" and form.is_valid():
        try:
            return act(form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, template, {**context, "form": form}, status=422 if form.errors else 200)


def done(request: HttpRequest, words: str, to: str, *args: Any) -> HttpResponse:
    """Say that it is done, and go on to the page of this name."""
    messages.success(request, words)
    return redirect(to, *args)


def say_promoted(request: HttpRequest, promoted: list[Enrolment]) -> None:
    """Tell who moved up from the waiting list."""
    if promoted:
        names = ", ".join(str(one.user) for one in promoted)
        messages.info(request, _("From the waiting list moved up: %(names)s.") % {"names": names})
