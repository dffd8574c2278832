"""Schemes of evaluation: the list, one of them, its editor, what would come out of it, and adopting it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import Cohort
from courses.queries.visible import cohorts_visible_to
from lms.evaluation import schemes as rules_of
from lms.evaluation.forms.schemes import AssumeForm, CohortForm, SchemeForm
from lms.evaluation.models import Scheme
from lms.evaluation.queries import schemes as queries
from lms.evaluation.queries.panel.board import board_of, criteria_rows
from lms.evaluation.services import schemes
from lms.people.access import check, found, needs, person
from lms.ui.form_pages import GET_POST, done, form_page, posted

PAGE = 50


@require_safe
@needs("evaluation.list_schemes")
def scheme_list(request: HttpRequest) -> HttpResponse:
    """Every scheme, the newest version of each first, and which cohorts are evaluated by it."""
    may_edit = person(request).has_perm("evaluation.edit_schemes")
    return render(request, "evaluation/scheme_list.html", {"rows": queries.scheme_rows(), "may_edit": may_edit})


def _scheme(pid: str) -> Scheme:
    return found(Scheme.objects.select_related("follows", "created_by"), public_id=pid)


@require_safe
@needs("evaluation.list_schemes")
def scheme_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One scheme: what counts, minimums, bands, rubrics; and the way to what would come out for a cohort."""
    scheme = _scheme(pid)
    rules = rules_of.read(scheme.content)
    may_edit = person(request).has_perm("evaluation.edit_schemes")
    context = {
        "scheme": scheme,
        "rules": rules,
        "rubrics": [(title, criteria_rows(rules.criteria[key], {})) for key, title in queries.RUBRICS],
        "used_by": queries.cohorts_using(scheme),
        "next": Scheme.objects.filter(follows=scheme).first(),
        "may_edit": may_edit,
        "form": CohortForm(cohorts=cohorts_visible_to(person(request)).exclude(state="cancelled"))
        if may_edit
        else None,
    }
    if may_edit and (cohort := request.GET.get("cohort")):
        return redirect(
            "evaluation:scheme_what_if", pid, found(cohorts_visible_to(person(request)), public_id=cohort).public_id
        )
    return render(request, "evaluation/scheme_detail.html", context)


@require_http_methods(GET_POST)
@needs("evaluation.edit_schemes")
def scheme_add(request: HttpRequest) -> HttpResponse:
    """A new scheme, begun from the proposed one."""
    content = schemes.starter()
    form = SchemeForm(posted(request), content=rules_of.cleaned(content))

    def act(data: dict[str, Any]) -> HttpResponse:
        scheme = schemes.create_scheme(actor=person(request), title=data["title"], content=form.typed())
        return done(request, _("The scheme is saved as a draft."), _home(scheme))

    return form_page(request, template="evaluation/scheme_add.html", form=form, act=act, context={})


@require_http_methods(GET_POST)
@needs("evaluation.edit_schemes")
def scheme_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Change a draft."""
    scheme = _scheme(pid)
    if scheme.is_frozen and request.method != "POST":
        return redirect(_home(scheme))
    form = SchemeForm(posted(request), content=scheme.content, scheme=scheme)

    def act(data: dict[str, Any]) -> HttpResponse:
        schemes.save_scheme(
            actor=person(request), scheme=scheme, title=data["title"], content=form.typed(), seq=data["seq"] or 0
        )
        return done(request, _("Saved."), _home(scheme))

    context = {"scheme": scheme}
    return form_page(
        request, template="evaluation/scheme_edit.html", form=form, act=act, context=context, told_apart=True
    )


@require_POST
@needs("evaluation.edit_schemes")
def scheme_carry_on(request: HttpRequest, pid: str) -> HttpResponse:
    """Begin the next version of a frozen scheme."""
    following = schemes.carry_on(actor=person(request), scheme=_scheme(pid))
    return done(
        request, _("A new version is begun: change what is to change."), "evaluation:scheme_edit", following.public_id
    )


def _cohort(request: HttpRequest, pid: str) -> Cohort:
    cohort = found(cohorts_visible_to(person(request)).select_related("version", "programme"), public_id=pid)
    check(request, "evaluation.manage_panel", cohort)
    return cohort


@require_safe
@needs("evaluation.edit_schemes")
def scheme_what_if(request: HttpRequest, pid: str, cohort: str) -> HttpResponse:
    """What the results of a cohort would be by this scheme today; nothing is saved by looking."""
    scheme, one = _scheme(pid), _cohort(request, cohort)
    form = AssumeForm(request.GET)
    board = board_of(one)
    withheld = {row.id for row in board.people if board.keeps_from(person(request), row)}
    outlook = queries.outlook_of(scheme, one, assumed=form.assumed(), without=withheld)
    context = {
        "scheme": scheme,
        "cohort": one,
        "outlook": outlook,
        "form": form,
        "page": Paginator(outlook.rows, PAGE).get_page(request.GET.get("page")),
        "withheld": withheld,
    }
    return render(request, "evaluation/scheme_what_if.html", context)


@require_POST
@needs("evaluation.edit_schemes")
def scheme_adopt(request: HttpRequest, pid: str, cohort: str) -> HttpResponse:
    """Let the cohort be evaluated by this scheme; it is frozen from now on."""
    scheme, one = _scheme(pid), _cohort(request, cohort)
    seq = request.POST.get("seq", "")
    schemes.adopt_scheme(actor=person(request), cohort=one, scheme=scheme, seq=int(seq) if seq.isdigit() else -1)
    words = _("%(cohort)s is evaluated by this scheme. Now seat the evaluators.") % {"cohort": one}
    return done(request, words, "evaluation:panel_detail", one.public_id)


def _home(scheme: Scheme) -> str:
    return reverse("evaluation:scheme_detail", args=[scheme.public_id])
