"""Figures of a report: all, and one with the query and the rows behind it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lms.evaluation.models import ProgrammeReport
from lms.evaluation.queries.reports import pages
from lms.evaluation.report_parts import book_of
from lms.evaluation.services import reports
from lms.evaluation.views.reports.reading import report_page
from lms.evaluation.views.reports.shared import RUN, steered, visible_report
from lms.people.access import check, person, signed_in
from lms.people.enums import Language
from lms.people.errors import Refusal
from lms.ui.form_pages import done

PAGE = 50


@require_safe
@signed_in
def report_figures(request: HttpRequest, pid: str) -> HttpResponse:
    """Every figure of a report by criterion: what it says, what it rests on, and whether it has moved."""
    report = visible_report(request, pid)
    shown = pages.shown_figures(book_of(report))
    context = {
        "report": report,
        "groups": pages.grouped(shown),
        "several": len({one.number for one in shown}) > 1,
        "moved": sum(one.moved for one in shown),
        "may_run": person(request).has_perm(RUN),
    }
    return render(request, "evaluation/report_figures.html", context)


@require_safe
@signed_in
def report_figure(request: HttpRequest, pid: str, number: int, key: str) -> HttpResponse:
    """One figure: where it comes from, its rows, and what it says today."""
    report = visible_report(request, pid)
    cohort = report.cohorts.select_related("version", "programme").filter(number=number).first()
    found = pages.figure_page(report, key, cohort) if cohort is not None else None
    if found is None:
        raise Http404
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    linked = found.href if person(request).has_perm("courses.list_people", cohort) else ""
    context = {
        "report": report,
        "cohort": cohort,
        "found": found,
        "one": found.shown,
        "page": page,
        "href": linked,
        # Frozen as they were read: in Indonesian.
        "indonesian": found.is_frozen and pages.language() != Language.ID,
    }
    return render(request, "evaluation/report_figure.html", context)


@require_POST
@signed_in
def figures_read(request: HttpRequest, pid: str) -> HttpResponse:
    """Read every figure anew; what is frozen stays, and what has moved is marked."""
    report = visible_report(request, pid)
    check(request, "evaluation.draft_report", report)
    if report.is_final:
        return redirect("evaluation:report_figures", pid)
    moved = reports.read_figures(report=report)
    words = ngettext("Read anew: %(n)s figure has moved.", "Read anew: %(n)s figures have moved.", moved) % {"n": moved}
    return done(request, words, "evaluation:report_figures", pid)


@require_POST
@signed_in
def figures_refresh(request: HttpRequest, pid: str) -> HttpResponse:
    """Take figures anew into a report in review: those that were ticked, or with the other button all."""
    report = steered(request, pid)
    try:
        only = None if "all" in request.POST else _chosen(request, report)
        changed = reports.refresh_figures(actor=person(request), report=report, only=only)
    except Refusal as refusal:
        return report_page(request, report, status=refusal.status, refused=refusal)
    if changed is None or not changed.anything:
        return done(request, _("No figure has moved: nothing changed."), report.get_absolute_url())
    return done(request, _("Taken anew. What was signed on the parts that changed waits for the units again."), report.get_absolute_url())  # fmt: skip


def _chosen(request: HttpRequest, report: ProgrammeReport) -> set[tuple[str, int]]:
    """The figures ticked, as pairs of key and cohort. Raises Refusal where no tick names a figure of this report."""
    cohorts = {str(number): pk for number, pk in report.cohorts.values_list("number", "pk")}
    pairs = (tick.rpartition(":") for tick in request.POST.getlist("figure"))
    ticked = {(key, cohorts[number]) for key, _colon, number in pairs if number in cohorts}
    if not ticked & {(row.key, row.cohort_id) for row in report.figures.only("key", "cohort")}:
        raise Refusal(_("Tick the figures to take anew, or take all of them."))
    return ticked
