"""Cases: a supervisor disagrees with a week; the participant answers, a facilitator closes."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fieldpractice.forms.supervision import AnswerForm, CloseForm
from fieldpractice.models import Disagreement
from fieldpractice.queries.logbook import week_row
from fieldpractice.queries.supervision import cases_visible_to, with_answers
from fieldpractice.services import supervision as services
from lms.people.access import check, found, needs, person, signed_in
from lms.ui.form_pages import GET_POST, done, form_page, posted

PAGE = 50


@require_safe
@needs("fieldpractice.list_placements")
def case_list(request: HttpRequest) -> HttpResponse:
    """Every case one may see, the open ones first."""
    rows = cases_visible_to(person(request)).order_by("closed_at", "-opened_at")
    open_ones, closed = rows.filter(closed_at=None), rows.exclude(closed_at=None).order_by("-closed_at")
    page = Paginator(closed, PAGE).get_page(request.GET.get("page"))
    return render(request, "fieldpractice/case_list.html", {"open_ones": open_ones[:200], "page": page})


def _visible_case(request: HttpRequest, pid: str) -> Disagreement:
    """Return a case this reader may see, or raise Http404; 403 for who has left the cohort."""
    case = found(with_answers(cases_visible_to(person(request))), public_id=pid)
    check(request, "fieldpractice.see_case", case)
    return case


@require_safe
@signed_in
def case_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """The word, the week as it stands, what was answered, and how it ended."""
    case = _visible_case(request, pid)
    return render(request, "fieldpractice/case_detail.html", _context(request, case))


def _context(request: HttpRequest, case: Disagreement) -> dict[str, Any]:
    user = person(request)
    return {
        "case": case,
        "placement": case.placement,
        "row": week_row(case.placement, case.week),
        "own": case.placement.enrolment.user_id == user.pk,
        "may_answer": case.is_open and user.has_perm("fieldpractice.answer_case", case),
        "may_close": case.is_open and user.has_perm("fieldpractice.close_case", case),
        "may_follow": user.has_perm("fieldpractice.follow_placement", case.placement),
    }


@require_http_methods(GET_POST)
@signed_in
def case_answer(request: HttpRequest, pid: str) -> HttpResponse:
    """Say something in an open case."""
    case = _visible_case(request, pid)
    check(request, "fieldpractice.answer_case", case)

    def act(data: dict[str, Any]) -> HttpResponse:
        services.answer_case(actor=person(request), case=case, text=data["text"])
        return done(request, _("Your answer is recorded."), "fieldpractice:case_detail", pid)

    form, context = AnswerForm(posted(request)), _context(request, case)
    return form_page(
        request, template="fieldpractice/case_answer.html", form=form, act=act, context=context, told_apart=True
    )


@require_http_methods(GET_POST)
@signed_in
def case_close(request: HttpRequest, pid: str) -> HttpResponse:
    """Close a case with what was found."""
    case = _visible_case(request, pid)
    check(request, "fieldpractice.close_case", case)

    def act(data: dict[str, Any]) -> HttpResponse:
        services.close_case(actor=person(request), case=case, reason=data["reason"])
        return done(request, _("The case is closed; the participant is told."), "fieldpractice:case_detail", pid)

    form, context = CloseForm(posted(request)), _context(request, case)
    return form_page(
        request, template="fieldpractice/case_close.html", form=form, act=act, context=context, told_apart=True
    )
