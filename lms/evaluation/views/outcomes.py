"""Competencies of a cohort and of one person, teaching as it was judged, and the portfolio for the functional position."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.models import Enrolment
from courses.queries.visible import enrolments_visible_to
from lms.evaluation import competency_exports, portfolio_papers, teaching_exports
from lms.evaluation.figures import Unit, basis_in_words, together
from lms.evaluation.figures import in_words as figure_words
from lms.evaluation.queries import competencies, portfolio, teaching
from lms.evaluation.queries.indicator_figures import gain_reading
from lms.evaluation.views.indicators import cohort_at, cohort_frame
from lms.people.access import check, needs, person, signed_in
from lms.ui.downloads import PDF, XLSX, file_answer

PAGE, HOURS = 30, 15
TAKE = "evaluation.take_portfolio"


@require_safe
@needs("evaluation.see_outcomes")
def cohort_competencies(request: HttpRequest, pid: str) -> HttpResponse:
    """A cohort's competencies before and after; its people with the way to the profile and the portfolio of each."""
    cohort, user = cohort_at(request, pid), person(request)
    named = user.has_perm("evaluation.see_people", cohort)
    people = competencies.people_in(cohort, enrolments_visible_to(user)) if named else Enrolment.objects.none()
    with together():
        profiles, gain = competencies.profiles_of(cohort), gain_reading(cohort)
    context = {
        **cohort_frame(request, cohort),
        "profiles": [(one, competency_exports.radar_of(one)) for one in profiles],
        "gain": figure_words(gain, Unit.POINTS) if gain.value is not None else "",
        "gain_basis": basis_in_words(gain, Unit.POINTS),
        "page": Paginator(people, PAGE).get_page(request.GET.get("page")),
        "named": named,
    }
    return render(request, "evaluation/cohort_competencies.html", context)


@require_safe
@needs("evaluation.see_outcomes")
def cohort_competencies_xlsx(request: HttpRequest, pid: str) -> HttpResponse:
    """The same figures as a spreadsheet."""
    cohort = cohort_at(request, pid)
    with together():
        body = competency_exports.competencies_xlsx(competencies.profiles_of(cohort), gain_reading(cohort))
    return file_answer(body, XLSX, _("competencies") + f"-{cohort.number}.xlsx")


@require_safe
@signed_in
def competency_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One person's competencies before and after, with the cohort's mean beside them."""
    enrolment = _enrolment(request, pid)
    profiles = competencies.person_profiles(enrolment, person(request))
    context = {
        "enrolment": enrolment,
        "profiles": [(one, competency_exports.radar_of_person(one)) for one in profiles],
        **_of(request, enrolment),
    }
    return render(request, "evaluation/competency_detail.html", context)


@require_safe
@needs("evaluation.see_outcomes")
def teaching_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """What was said of facilitators and classes, as far as this reader may see it."""
    cohort = cohort_at(request, pid)
    context = {
        **cohort_frame(request, cohort),
        "teaching": teaching.teaching_in(cohort, person(request)),
        "sees_all": person(request).has_perm("evaluation.see_all_teaching"),
    }
    return render(request, "evaluation/teaching_detail.html", context)


@require_safe
@needs("evaluation.see_outcomes")
def teaching_xlsx(request: HttpRequest, pid: str) -> HttpResponse:
    """The same figures as a spreadsheet."""
    cohort = cohort_at(request, pid)
    body = teaching_exports.teaching_xlsx(teaching.teaching_in(cohort, person(request)))
    return file_answer(body, XLSX, _("teaching") + f"-{cohort.number}.xlsx")


@require_safe
@needs("evaluation.list_portfolios")
def portfolio_list(request: HttpRequest) -> HttpResponse:
    """My own trainings, each with its portfolio and its profile."""
    return render(request, "evaluation/portfolio_list.html", {"rows": list(portfolio.portfolios_of(person(request)))})


@require_safe
@signed_in
def portfolio_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """Hours and evidence of one training."""
    enrolment = _enrolment(request, pid)
    one = portfolio.portfolio_of(enrolment, person(request))
    taken = person(request).has_perm("evaluation.take_portfolio", enrolment)
    page = Paginator(one.lines, HOURS).get_page(request.GET.get("page"))
    context = {"one": one, "enrolment": enrolment, "page": page, "may_take": taken, **_of(request, enrolment)}
    return render(request, "evaluation/portfolio_detail.html", context)


@require_safe
@signed_in
def portfolio_pdf(request: HttpRequest, pid: str) -> HttpResponse:
    """The portfolio on paper."""
    enrolment = _enrolment(request, pid, TAKE)
    body = portfolio_papers.portfolio_pdf(enrolment, person(request))
    return file_answer(body, PDF, _("portfolio") + f"-{enrolment.public_id}.pdf")


@require_safe
@signed_in
def portfolio_xlsx(request: HttpRequest, pid: str) -> HttpResponse:
    """The portfolio as a spreadsheet."""
    enrolment = _enrolment(request, pid, TAKE)
    body = portfolio_papers.portfolio_xlsx(enrolment, person(request))
    return file_answer(body, XLSX, _("portfolio") + f"-{enrolment.public_id}.xlsx")


def _enrolment(request: HttpRequest, pid: str, permission: str = "evaluation.read_portfolio") -> Enrolment:
    """Return an enrolment whose portfolio this reader may read, or take away. Raises Http404 or PermissionDenied."""
    enrolment = portfolio.enrolment_for(person(request), pid)
    if enrolment is None:
        raise Http404
    check(request, permission, enrolment)
    return enrolment


def _of(request: HttpRequest, enrolment: Enrolment) -> dict[str, Any]:
    """What both pages of one person need: whether they are the reader's own, and whether the cohort's page is open to the reader."""
    user = person(request)
    return {
        "own": enrolment.user_id == user.pk,
        "sees_cohort": user.has_perm("evaluation.see_people", enrolment.cohort),
    }
