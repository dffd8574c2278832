"""The register, one constraint with what is said of it, its figures, its spreadsheet."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import Cohort
from courses.queries.visible import cohorts_visible_to
from courses.registry import subjects_for
from fieldpractice.constraint_exports import register_xlsx
from fieldpractice.enums import ConstraintState
from fieldpractice.forms.constraints import CommentForm, FilterForm, process_choices
from fieldpractice.models import Constraint
from fieldpractice.queries.constraints import figures_of, register
from fieldpractice.queries.constraints.detail import page_of
from fieldpractice.queries.constraints.lessons import lesson_of, offer_for
from fieldpractice.queries.constraints.register import CLOSED, OPEN, units_in
from fieldpractice.services import constraints as services
from fieldpractice.views.constraints.raising import cohorts_to_raise_in
from fieldpractice.views.constraints.shared import may, sees, visible_constraint
from lms.people import clock
from lms.people.access import check, found, needs, person
from lms.ui.downloads import XLSX, file_answer
from lms.ui.form_pages import GET_POST, done, form_page, posted

PAGE = 30


@require_safe
@needs("fieldpractice.list_constraints")
def constraint_list(request: HttpRequest) -> HttpResponse:
    """Every constraint this reader may see, those that most units share first."""
    return render(request, "fieldpractice/constraint_list.html", _list(request))


@require_safe
@needs("courses.list_cohorts")
def cohort_constraints(request: HttpRequest, pid: str) -> HttpResponse:
    """The register of one cohort, beside its other pages."""
    cohort = _cohort(request, pid)
    return render(request, "fieldpractice/cohort_constraints.html", _list(request, cohort))


def _cohort(request: HttpRequest, pid: str) -> Cohort:
    cohort = found(cohorts_visible_to(person(request)).select_related("version"), public_id=pid)
    check(request, "fieldpractice.see_constraint_figures", cohort)
    return cohort


def _list(request: HttpRequest, cohort: Cohort | None = None) -> dict[str, Any]:
    user = person(request)
    form = FilterForm(request.GET or None, units=units_in(user, cohort))
    wanted = form.wanted()
    page = Paginator(register(user, wanted, cohort), PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    if cohort is not None:
        query["cohort"] = cohort.public_id
    return {
        "cohort": cohort,
        "form": form,
        "page": page,
        "filtered": any(request.GET.get(name) for name in ("kind", "service", "severity", "unit", "week", "mine")),
        "tabs": _tabs(request, wanted.state),
        "export": f"{reverse('fieldpractice:constraint_export')}?{query.urlencode()}",
        "may_raise": user.has_perm("fieldpractice.raise_constraint") and bool(cohorts_to_raise_in(user)),
    }


def _tabs(request: HttpRequest, state: str) -> list[dict[str, Any]]:
    """Open and closed as tabs; the rest of the filter is kept."""
    found_tabs = []
    for value, label in ((OPEN, _("Open")), (CLOSED, _("Closed"))):
        query = request.GET.copy()
        query.pop("page", None)
        query["state"] = value
        found_tabs.append({"label": label, "href": f"?{query.urlencode()}", "current": state == value})
    return found_tabs


@require_safe
@needs("fieldpractice.list_constraints")
def constraint_export(request: HttpRequest) -> HttpResponse:
    """The same list as a spreadsheet; names stand in it for those who guide the cohort alone."""
    user, pid = person(request), request.GET.get("cohort", "")
    cohort = _cohort(request, pid) if pid else None
    rows = register(user, FilterForm(request.GET, units=units_in(user, cohort)).wanted(), cohort)
    names = cohort is not None and user.has_perm("fieldpractice.see_constraint_people", cohort)
    return file_answer(register_xlsx(rows, names=names), XLSX, f"kendala-{clock.today():%Y-%m-%d}.xlsx")


@require_safe
@needs("courses.list_cohorts")
def constraint_figures(request: HttpRequest, pid: str) -> HttpResponse:
    """The register of a cohort in figures: over the weeks, by unit and service, days to each state, what a training should teach."""
    cohort = _cohort(request, pid)
    figures = figures_of(cohort)
    context = {
        "cohort": cohort,
        "figures": figures,
        "briefing": figures.briefing,
        "subjects": subjects_for(cohort),
        "may_plan": person(request).has_perm("courses.plan_classes", cohort),
    }
    return render(request, "fieldpractice/constraint_figures.html", context)


@require_safe
@needs("fieldpractice.list_constraints")
def constraint_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One constraint: what it is, what happened to it, who meets it, what was said, what answers it."""
    constraint = visible_constraint(request, pid)
    return render(request, "fieldpractice/constraint_detail.html", _detail(request, constraint))


def _detail(request: HttpRequest, constraint: Constraint) -> dict[str, Any]:
    able, sight = may(request, constraint), sees(request, constraint.cohort)
    page = page_of(constraint, person(request), sight)
    return {
        "constraint": constraint,
        "cohort": constraint.cohort,
        "page": page,
        **able,
        **sight,
        "lesson": lesson_of(constraint.lesson_version, constraint.lesson_key) if constraint.lesson_version else None,
        "process": dict(process_choices()).get(constraint.process) if constraint.process else "",
        "offer": offer_for(constraint) if able["answers"] else None,
        "form": CommentForm(),
        "state_tone": "ok" if constraint.state == ConstraintState.RESOLVED else "info",
    }


@require_POST
@needs("fieldpractice.list_constraints")
def constraint_voice(request: HttpRequest, pid: str) -> HttpResponse:
    """Say “me too”."""
    whole = services.add_voice(actor=person(request), constraint=visible_constraint(request, pid))
    return done(request, _("Noted: you meet this too."), "fieldpractice:constraint_detail", whole.public_id)


@require_http_methods(GET_POST)
@needs("fieldpractice.list_constraints")
def constraint_comment(request: HttpRequest, pid: str) -> HttpResponse:
    """Say something about a constraint."""
    constraint = visible_constraint(request, pid)
    if not may(request, constraint)["speaks"]:
        raise PermissionDenied
    if request.method != "POST":
        return redirect(constraint)

    def act(data: dict[str, Any]) -> HttpResponse:
        services.add_comment(actor=person(request), constraint=constraint, text=data["text"])
        return done(request, _("Your comment is there."), "fieldpractice:constraint_detail", pid)

    context = {"constraint": constraint, "cohort": constraint.cohort}
    return form_page(
        request,
        template="fieldpractice/constraint_comment.html",
        form=CommentForm(posted(request)),
        act=act,
        context=context,
    )
