"""What the screens of grading need: the work one may grade, and forms that end in a service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from assignments.forms.grading import SheetForm
from assignments.models import Work
from assignments.queries.desk import works_visible_to
from assignments.queries.sheets import works_to_show
from assignments.services import drafts
from courses.models import Cohort
from courses.queries.visible import cohorts_visible_to
from lms.people.access import check, found, person
from lms.people.errors import Refusal
from lms.people.models import User

GET_POST = ["GET", "HEAD", "POST"]


def work_at(request: HttpRequest, pid: str) -> Work:
    """Return a work this grader may see, with all the desk shows of it, or raise Http404."""
    return found(works_to_show(works_visible_to(person(request))), public_id=pid)


def cohort_at(request: HttpRequest, pid: str, permission: str) -> Cohort:
    """Return a cohort on which the reader has a permission: Http404 when unseen, PermissionDenied when only seen."""
    cohort = found(cohorts_visible_to(person(request)), public_id=pid)
    check(request, permission, cohort)
    return cohort


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, so that a form sent empty is checked too; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def keep_sheet(user: User, work: Work, form: SheetForm) -> None:
    """Keep what was typed on a sheet as the grader's draft, whatever else was wrong with it. What is no sheet keeps nothing."""
    form.is_valid()
    if "seen" not in form.errors:
        drafts.keep_text(actor=user, work=work, marked=form.marked())


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


def done(request: HttpRequest, words: str, to: str) -> HttpResponse:
    """Say that it is done, and go on to an address of this site."""
    messages.success(request, words)
    return redirect(to)
