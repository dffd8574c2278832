"""The way in: everything of the evaluation from one page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from courses.models import Cohort
from courses.queries.visible import cohorts_visible_to
from courses.registry import cohort_tabs
from lms.evaluation.queries.reports.pages import report_list as listed
from lms.evaluation.registry import EVALUATION, hub_links
from lms.people.access import needs, person
from lms.people.models import User

# Cohorts and reports shown at once, the newest first.
MOST = 12


@require_safe
@needs("evaluation.see_evaluation")
def evaluation_home(request: HttpRequest) -> HttpResponse:
    """Reports, and of each cohort its surveys, results, certificates and indicators, as far as the reader may."""
    user = person(request)
    cohorts = cohorts_visible_to(user).order_by("-number", "-pk")[:MOST]
    context = {
        "reports": listed(user)[:MOST],
        "cohorts": [{"cohort": one, "ways": _ways(user, one)} for one in cohorts],
        "links": [{"link": one, "href": reverse(one.url_name)} for one in hub_links(user)],
        "may_run": user.has_perm("evaluation.run_reports"),
    }
    return render(request, "evaluation/evaluation_home.html", context)


def _ways(user: User, cohort: Cohort) -> list[dict[str, Any]]:
    """The pages about one cohort that this room has and this reader gets."""
    return [
        {"label": tab.label, "href": reverse(tab.url_name, args=[cohort.public_id])}
        for tab in cohort_tabs()
        if tab.group == EVALUATION and user.has_perm(tab.permission, cohort)
    ]
