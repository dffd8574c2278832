"""What the pages of results share: the run one may read, and the question in it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.evaluation.models import SurveyRun
from lms.evaluation.queries.results import Line, earlier_of, for_page
from lms.evaluation.queries.results.themes import question_of
from lms.people.access import found, person


def run_at(request: HttpRequest, pid: str) -> SurveyRun:
    """Return a run whose results this reader may read, or raise Http404."""
    return found(for_page(person(request)), public_id=pid)


def question_at(run: SurveyRun, item: str) -> Line:
    """Return an open question of the run, or raise Http404."""
    line = question_of(run, item)
    if line is None:
        raise Http404
    return line


def tabs_of(run: SurveyRun, here: str) -> list[dict[str, Any]]:
    """The pages of a run's results; comparisons are there where something can be compared."""
    pages = [("survey_results", _("Results"))]
    if earlier_of(run):
        pages.append(("survey_compare", _("Before and after")))
    pages.append(("survey_cohorts", _("Cohorts")))
    return [
        {"label": label, "href": reverse(f"evaluation:{name}", args=[run.public_id]), "current": name == here}
        for name, label in pages
    ]


def page_of(run: SurveyRun, here: str) -> dict[str, Any]:
    """Return what every page of a run's results needs."""
    return {"run": run, "cohort": run.cohort, "tabs": tabs_of(run, here)}
