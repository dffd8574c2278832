"""The page of each unit of the matrix, a cohort in figures, their spreadsheets, and the monthly papers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.models import Cohort
from courses.queries.cohorts import timeline_of
from courses.queries.learning import facts_of
from courses.queries.progress import figures_of
from courses.queries.visible import cohorts_visible_to
from lms.evaluation import reviewers_exports
from lms.evaluation.models import MonthlyPaper
from lms.evaluation.queries import reviewers as queries
from lms.evaluation.registry import cohort_links
from lms.evaluation.services.reviewers import try_papers_again
from lms.evaluation.views.reports.shared import RUN
from lms.files import store
from lms.people import clock
from lms.people.access import check, found, needs, person
from lms.people.enums import Column
from lms.people.models import User
from lms.programme.rules import runs_the_programme
from lms.ui.downloads import PDF, XLSX, file_answer
from lms.ui.form_pages import done

SEE = "evaluation.see_reviewer_unit"


@require_safe
@needs(SEE)
def reviewer_list(request: HttpRequest) -> HttpResponse:
    """All eight units with what waits for each; who speaks for one alone is led to its page."""
    user = person(request)
    columns = [column for column in Column.values if _may_see(user, column)]
    if len(columns) == 1:
        return redirect("evaluation:reviewer_unit", columns[0])
    rows = [row for row in queries.unit_tallies() if row.column in columns]
    return render(request, "evaluation/reviewer_list.html", {"rows": rows, "now": clock.now()})


@require_safe
@needs(SEE)
def reviewer_unit(request: HttpRequest, column: str) -> HttpResponse:
    """What waits for one unit, what it decided, the programme against its plan, cohorts and reports."""
    _seen(person(request), column)
    page = queries.unit_page(column)
    context = {
        "column": column,
        "page": page,
        "decided": page.decided[: queries.MOST_DECIDED],
        "papers": list(queries.papers_of(column)[: queries.MOST_PAPERS]),
        "failed": list(queries.failed_papers(column)) if person(request).has_perm(RUN) else [],
        "now": clock.now(),
    }
    return render(request, "evaluation/reviewer_unit.html", context)


def _may_see(user: User, column: str) -> bool:
    asked: Any = column  # A rule may be asked about anything; Django's types know of rows alone.
    return user.has_perm(SEE, asked)


def _seen(user: User, column: str) -> None:
    """Another unit's page is not there for a reviewer, and neither is that of a unit which does not exist."""
    if column not in Column.values or not _may_see(user, column):
        raise Http404


@require_safe
@needs(SEE)
def reviewer_export(request: HttpRequest, column: str, table: str) -> HttpResponse:
    """One table of the page as a spreadsheet, or all of them."""
    _seen(person(request), column)
    if table != "all" and table not in reviewers_exports.TABLES:
        raise Http404
    body = reviewers_exports.unit_xlsx(queries.unit_page(column, fresh=True), "" if table == "all" else table)
    return file_answer(body, XLSX, f"{column.lower()}-{table}-{clock.today():%Y-%m-%d}.xlsx")


@require_safe
@needs(SEE)
def reviewer_cohort(request: HttpRequest, column: str, pid: str) -> HttpResponse:
    """One cohort in figures, each with what it rests on; from here on to evidence, as far as the reader may."""
    _seen(person(request), column)
    cohort = _cohort(request, pid)
    rows = queries.figure_rows(cohort, follows=bool(runs_the_programme(request.user)))
    context = {
        "column": column,
        "label": Column(column).label,
        "cohort": cohort,
        "figures": figures_of(facts_of(cohort)),
        "timeline": timeline_of(cohort),
        "groups": queries.by_criterion(rows),
        # The oldest reading on the page: no figure is older than that.
        "read_at": min((row.at for row in rows), default=None),
        "links": cohort_links(request, cohort),
    }
    return render(request, "evaluation/reviewer_cohort.html", context)


def _cohort(request: HttpRequest, pid: str) -> Cohort:
    rows = cohorts_visible_to(person(request)).select_related("version").prefetch_related("stages")
    return found(rows, public_id=pid)


@require_safe
@needs(SEE)
def reviewer_figures(request: HttpRequest, column: str, pid: str) -> HttpResponse:
    """The figures of one cohort as a spreadsheet."""
    _seen(person(request), column)
    cohort = _cohort(request, pid)
    body = reviewers_exports.figures_xlsx(cohort, queries.figure_rows(cohort, follows=False))
    return file_answer(body, XLSX, _("figures") + f"-{cohort.number}.xlsx")


@require_safe
@needs(SEE)
def monthly_paper(request: HttpRequest, column: str, month: str) -> HttpResponse:
    """The paper of one month, as it was made."""
    _seen(person(request), column)
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise Http404 from error
    paper: MonthlyPaper = found(queries.papers_of(column), month=first)
    return file_answer(store.read(paper.path), PDF, _("monthly") + f"-{column.lower()}-{month}.pdf", inline=True)


@require_POST
@needs(SEE)
def monthly_papers_again(request: HttpRequest, column: str) -> HttpResponse:
    """Try the papers of a unit that could not be made again."""
    _seen(person(request), column)
    check(request, RUN)
    many = try_papers_again(actor=person(request), column=column)
    words = _("It is tried again now.") if many else _("No paper waits: nothing was changed.")
    return done(request, words, "evaluation:reviewer_unit", column)
