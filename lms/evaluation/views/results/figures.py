"""A run's results, compared with before and with other cohorts, and as spreadsheets."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lms.evaluation import result_exports as exports
from lms.evaluation import skm
from lms.evaluation.enums import Audience
from lms.evaluation.forms.results import UnitForm
from lms.evaluation.models import SurveyRun
from lms.evaluation.queries.results import (
    Results,
    cohorts_of,
    comparison_of,
    earlier_of,
    results_of,
    results_visible_to,
)
from lms.evaluation.queries.results.themes import open_questions, sorted_answers
from lms.evaluation.views.results.shared import page_of, run_at
from lms.people import clock
from lms.people.access import needs, person
from lms.people.models import WorkUnit
from lms.ui.downloads import CSV, XLSX, file_answer


@require_safe
@needs("evaluation.read_survey")
def survey_results(request: HttpRequest, pid: str) -> HttpResponse:
    """What was answered, question by question, of all or of one unit."""
    run = run_at(request, pid)
    whole = results_of(run)
    results, unit = _of_unit(request, run, whole)
    units = [(row.pid, row.name) for row in whole.groups if row.n is not None and row.pid]
    context = {
        **page_of(run, "survey_results"),
        "results": results,
        "whole": whole,
        "unit": unit,
        "asked": run.invitees.count(),
        "several": run.audience == Audience.SUPERVISORS and not run.asks_of_units,
        "source": skm.SOURCE,
        "form": UnitForm({"unit": unit.public_id if unit else ""}, units=units) if units else None,
    }
    return render(request, "evaluation/survey_results.html", context)


def _of_unit(request: HttpRequest, run: SurveyRun, whole: Results) -> tuple[Results, WorkUnit | None]:
    """The unit asked for, or all. A unit that stays hidden is not to be asked for: Http404."""
    asked = request.GET.get("unit", "")
    if not asked or not whole.shown:
        return whole, None
    if not any(row.pid == asked and row.n is not None for row in whole.groups):
        raise Http404
    unit = get_object_or_404(WorkUnit, public_id=asked)
    return results_of(run, group=unit), unit


@require_safe
@needs("evaluation.read_survey")
def survey_results_xlsx(request: HttpRequest, pid: str) -> HttpResponse:
    """The same figures as a workbook: questions, units, themes, comparison. No sheet of single people's answers."""
    run = run_at(request, pid)
    results = results_of(run)
    before = earlier_of(run)
    compared = comparison_of(before, run) if before else None
    opened = [sorted_answers(run, line) for line in open_questions(run)]
    cohorts = cohorts_of(run, results_visible_to(person(request)))
    body = exports.results_xlsx(results, compared, opened, cohorts)
    return file_answer(body, XLSX, _name(run, "xlsx"))


@require_safe
@needs("evaluation.read_survey")
def survey_results_csv(request: HttpRequest, pid: str) -> HttpResponse:
    """The figures of the questions as CSV."""
    run = run_at(request, pid)
    return file_answer(exports.results_csv(results_of(run)), CSV, _name(run, "csv"))


def _name(run: SurveyRun, suffix: str) -> str:
    return f"hasil-survei-{run.public_id}-{clock.today():%Y-%m-%d}.{suffix}"


@require_safe
@needs("evaluation.read_survey")
def survey_compare(request: HttpRequest, pid: str) -> HttpResponse:
    """This run beside the earlier one of the same people."""
    run = run_at(request, pid)
    before = earlier_of(run)
    if before is None:
        raise Http404
    comparison = comparison_of(before, run)
    context: dict[str, Any] = {**page_of(run, "survey_compare"), "comparison": comparison}
    return render(request, "evaluation/survey_compare.html", context)


@require_safe
@needs("evaluation.read_survey")
def survey_cohorts(request: HttpRequest, pid: str) -> HttpResponse:
    """The same questionnaire in other cohorts."""
    run = run_at(request, pid)
    cohorts = cohorts_of(run, results_visible_to(person(request)))
    return render(request, "evaluation/survey_cohorts.html", {**page_of(run, "survey_cohorts"), "cohorts": cohorts})
