"""The cases of the matching lab: writing them, and ranking them as the panel."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assignments.forms.lab import RankingForm
from assignments.forms.lab_cases import CaseForms
from assignments.models import CaseVersion, MatchingCase, PanelRanking
from assignments.queries import lab as queries
from assignments.services import lab
from courses.rules import organises
from lms.people.access import found, needs, person
from lms.people.enums import Role
from lms.people.errors import Refusal
from lms.people.models import User
from lms.people.roles import hats_of
from lms.ui.form_pages import GET_POST, done, posted, refused


@require_safe
@needs("assignments.list_cases")
def case_list(request: HttpRequest) -> HttpResponse:
    """All cases with how far their panels are."""
    retired = request.GET.get("show") == "retired"
    context = {"cases": queries.case_list(retired=retired), "retired": retired}
    return render(request, "assignments/case_list.html", context)


@require_safe
@needs("assignments.list_cases")
def case_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """A case as participants see it; the panel's rankings for who has given one, and for organisers."""
    case, version = _case(pid)
    mine = _my_ranking(person(request), version)
    sees_key = mine is not None or organises(person(request))
    view = queries.panel_view(version) if sees_key else None
    context = {
        "case": case,
        "version": version,
        "body": version.body,
        "mine": mine,
        "may_rank": hats_of(person(request)).has(Role.FACILITATOR),
        "panel": view,
        "rows": queries.side_by_side(version.body, [one.ranking for one in view.members]) if view else [],
        "versions": case.versions.select_related("made_by").order_by("-number"),
    }
    return render(request, "assignments/case_detail.html", context)


@require_http_methods(GET_POST)
@needs("assignments.edit_case")
def case_add(request: HttpRequest) -> HttpResponse:
    """Write a new case."""
    forms = CaseForms(posted(request), case=None)
    if request.method == "POST" and forms.complete():
        try:
            case = lab.create_case(actor=person(request), **forms.case_fields(), body=forms.body())
        except lab.Unfinished as unfinished:
            forms.add_faults(unfinished.faults)
        except Refusal as refusal:
            forms.main.add_error(None, str(refusal))
        else:
            return done(request, _("The case is written. Rank it for its panel."), *_to(case))
    return _edit_page(request, forms, None)


@require_http_methods(GET_POST)
@needs("assignments.edit_case")
def case_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Write the case's next version."""
    case, _version = _case(pid)
    forms = CaseForms(posted(request), case=case)
    if request.method == "POST" and forms.complete():
        try:
            lab.change_case(actor=person(request), case=case, seen=forms.seen, body=forms.body(), **forms.case_fields())
        except lab.Unfinished as unfinished:
            forms.add_faults(unfinished.faults)
        except Refusal as refusal:
            refused(forms.main, refusal)
        else:
            return done(request, _("Saved as a new version; its panel ranks it anew."), *_to(case))
    return _edit_page(request, forms, case)


@require_http_methods(GET_POST)
@needs("assignments.list_cases")
def case_rank(request: HttpRequest, pid: str) -> HttpResponse:
    """My ranking as a member of the panel, given without seeing the others'."""
    if not hats_of(person(request)).has(Role.FACILITATOR):
        raise PermissionDenied
    case, version = _case(pid)
    mine = _my_ranking(person(request), version)
    form = RankingForm(posted(request), case=version.body, ranking=mine.ranking if mine else None)
    if request.method == "POST" and form.is_valid():
        try:
            lab.rank_case(actor=person(request), version=version, ranking=form.ranking())
        except lab.Unfinished as unfinished:
            form.add_faults(unfinished.faults)
        else:
            return done(request, _("Your ranking counts in the panel of this case."), *_to(case))
    context = {"case": case, "version": version, "body": version.body, "form": form, "mine": mine}
    return render(request, "assignments/case_rank.html", context, status=422 if form.errors else 200)


@require_POST
@needs("assignments.edit_case")
def case_retire(request: HttpRequest, pid: str) -> HttpResponse:
    """Offer the case no more."""
    case, _version = _case(pid)
    lab.retire_case(actor=person(request), case=case)
    messages.success(request, _("The case is no longer offered; exercises already set keep it."))
    return redirect("assignments:case_detail", pid)


@require_POST
@needs("assignments.edit_case")
def case_restore(request: HttpRequest, pid: str) -> HttpResponse:
    """Offer the case again."""
    case, _version = _case(pid)
    lab.restore_case(actor=person(request), case=case)
    messages.success(request, _("The case is offered again."))
    return redirect("assignments:case_detail", pid)


def _case(pid: str) -> tuple[MatchingCase, CaseVersion]:
    case = found(MatchingCase.objects.filter(current__isnull=False).select_related("current"), public_id=pid)
    assert case.current is not None  # noqa: S101 - filtered above
    return case, case.current


def _my_ranking(user: User, version: CaseVersion) -> PanelRanking | None:
    return PanelRanking.objects.filter(version=version, facilitator=user).order_by("-at", "-id").first()


def _to(case: MatchingCase) -> tuple[str, str]:
    return "assignments:case_detail", case.public_id


def _edit_page(request: HttpRequest, forms: CaseForms, case: MatchingCase | None) -> HttpResponse:
    context: dict[str, Any] = {"forms": forms, "case": case}
    return render(request, "assignments/case_edit.html", context, status=422 if forms.wrong else 200)
