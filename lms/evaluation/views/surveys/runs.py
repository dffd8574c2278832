"""Surveys: the list, a cohort's, one with its rate and what other parts show on it, and what is planned."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.models import Cohort
from courses.views.shared import visible_cohort
from lms.evaluation.forms.surveys.runs import ExtendForm, RunForm
from lms.evaluation.forms.surveys.sheet import Sheet
from lms.evaluation.models import SurveyRun
from lms.evaluation.queries import surveys as queries
from lms.evaluation.registry import survey_sections
from lms.evaluation.services import surveys as services
from lms.evaluation.services.surveys.asking import unreached
from lms.people.access import check, found, needs, person, signed_in
from lms.ui.form_pages import GET_POST, done, form_page, posted


@require_safe
@signed_in
def survey_list(request: HttpRequest) -> HttpResponse:
    """What waits for my answers; for staff all surveys below it."""
    user = person(request)
    staff = user.has_perm("evaluation.list_surveys")
    context = {
        "waiting": queries.my_waiting(user),
        "finished": queries.my_done(user),
        "staff": staff,
        "rows": queries.run_rows(user) if staff else [],
        "may_manage": user.has_perm("evaluation.manage_surveys"),
    }
    return render(request, "evaluation/survey_list.html", context)


@require_safe
@needs("evaluation.list_surveys")
def cohort_surveys(request: HttpRequest, pid: str) -> HttpResponse:
    """The surveys of one cohort."""
    cohort = visible_cohort(request, pid)
    check(request, "evaluation.list_surveys", cohort)
    context = {
        "cohort": cohort,
        "rows": queries.run_rows(person(request), cohort),
        **_closed(cohort),
        "may_manage": person(request).has_perm("evaluation.manage_surveys", cohort),
    }
    return render(request, "evaluation/cohort_surveys.html", context)


def _closed(cohort: Cohort) -> dict[str, Any]:
    """How many answered, over all closed surveys of the cohort."""
    closed = queries.closed_runs(cohort)
    rate = queries.whole_rate(closed)
    clients = [one.answered for run, one in closed if run.is_of_clients]
    words = f"{floatformat(rate.percent, 1)}%" if rate.percent is not None else ""
    return {"rate": words, "clients": sum(clients) if clients else None}


@require_http_methods(GET_POST)
@needs("evaluation.manage_surveys")
def survey_add(request: HttpRequest, pid: str) -> HttpResponse:
    """Plan a survey."""
    cohort = visible_cohort(request, pid)
    check(request, "evaluation.manage_surveys", cohort)
    form = RunForm(posted(request), cohort)

    def act(_data: dict[str, Any]) -> HttpResponse:
        run = services.plan_run(actor=person(request), cohort=cohort, plan=form.plan())
        return done(request, _("The survey is planned."), "evaluation:survey_detail", run.public_id)

    context = {"cohort": cohort, "has_versions": queries.versions_to_ask().exists()}
    return form_page(request, template="evaluation/survey_add.html", form=form, act=act, context=context)


def visible_run(request: HttpRequest, pid: str) -> SurveyRun:
    """Return a survey this reader may see as staff, or raise Http404."""
    return found(queries.with_rates(queries.runs_visible_to(person(request))), public_id=pid)


def run_to_manage(request: HttpRequest, pid: str) -> SurveyRun:
    """Return a survey this reader may manage: Http404 when unseen, PermissionDenied when only seen."""
    run = visible_run(request, pid)
    check(request, "evaluation.manage_surveys", run.cohort)
    return run


@require_safe
@needs("evaluation.list_surveys")
def survey_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One survey: its state, how many answered, what can be done next; results below."""
    return survey_page(request, visible_run(request, pid))


def survey_page(request: HttpRequest, run: SurveyRun, *, extend: ExtendForm | None = None) -> HttpResponse:
    """Return the page of a survey, with a form that was refused."""
    may_manage = person(request).has_perm("evaluation.manage_surveys", run.cohort)
    context = {
        "run": run,
        "rate": queries.rate_of(run),
        "may_manage": may_manage,
        "extend": extend or ExtendForm(initial={"closes_at": run.closes_at}),
        "extend_open": extend is not None,
        "counters": queries.counters_of(run) if run.is_of_clients else [],
        "unreached": unreached(run) if may_manage and not run.is_closed else [],
        "question_count": Sheet(run.version.content).count,
        "sections": survey_sections(request, run),
    }
    return render(request, "evaluation/survey_detail.html", context, status=422 if extend else 200)


@require_http_methods(GET_POST)
@needs("evaluation.manage_surveys")
def survey_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Change what was planned."""
    run = run_to_manage(request, pid)
    form = RunForm(posted(request), run.cohort, run)

    def act(_data: dict[str, Any]) -> HttpResponse:
        services.change_run(actor=person(request), run=run, plan=form.plan())
        return done(request, _("Saved."), "evaluation:survey_detail", pid)

    context = {"run": run, "cohort": run.cohort}
    return form_page(
        request, template="evaluation/survey_edit.html", form=form, act=act, context=context, told_apart=True
    )
