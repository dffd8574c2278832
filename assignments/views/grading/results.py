"""What a participant reads of a grade, and the one request to look at it again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assignments.forms.grading import RegradeForm
from assignments.models import Work
from assignments.queries.results import RELATED, result_lines, results_of, view_of
from assignments.services.releases import ask_again
from lms.people.access import found, person, signed_in
from lms.ui.form_pages import GET_POST, done, form_page, posted

MOST = 200


@require_safe
@signed_in
def result_list(request: HttpRequest) -> HttpResponse:
    """My released grades, the newest first."""
    rows = result_lines(person(request), most=MOST)
    return render(request, "assignments/result_list.html", {"rows": rows})


@require_safe
@signed_in
def result_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One of my grades: what, when, by whom, and what to improve."""
    result = view_of(_own(request, pid))
    return render(request, "assignments/result_detail.html", {"result": result})


@require_http_methods(GET_POST)
@signed_in
def result_ask(request: HttpRequest, pid: str) -> HttpResponse:
    """Ask once, with a reason, that a grade be looked at again."""
    work = _own(request, pid)
    back = reverse("assignments:result_detail", args=[pid])

    def act(data: dict[str, Any]) -> HttpResponse:
        ask_again(actor=person(request), work=work, reason=data["reason"])
        return done(request, _("Asked. The answer stands here when it is given."), back)

    form, context = RegradeForm(posted(request)), {"result": view_of(work), "back": back}
    return form_page(request, template="assignments/result_ask.html", form=form, act=act, context=context)


def _own(request: HttpRequest, pid: str) -> Work:
    return found(results_of(person(request)).select_related(*RELATED), public_id=pid)
