"""Who of a cohort may not finish."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.queries import risks
from courses.queries.cohorts import seated_of
from courses.queries.learning import facts_of
from courses.queries.progress import PAGE
from courses.views.shared import visible_cohort
from lms.people.access import check, needs, person


@require_safe
@needs("courses.list_cohorts")
def risk_list(request: HttpRequest, pid: str) -> HttpResponse:
    """The people at risk, each with the reasons, and the rules."""
    cohort = visible_cohort(request, pid)
    check(request, "courses.list_risks", cohort)
    people = risks.at_risk(facts_of(cohort), seated_of(cohort, person(request)))
    page = Paginator(people, PAGE).get_page(request.GET.get("page"))
    return render(request, "courses/risk_list.html", {"cohort": cohort, "page": page, "rules": risks.rules()})
