"""The panel of a cohort at a glance, its results, locking and releasing, and the same figures as a spreadsheet and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from courses.models import Cohort
from lms.evaluation import panel_exports
from lms.evaluation.figures import Unit, basis_in_words, in_words, together
from lms.evaluation.forms.panel import LockForm, ReleaseForm
from lms.evaluation.queries.panel import figures, overview
from lms.evaluation.queries.panel.agreeing import agreement_of
from lms.evaluation.queries.panel.board import board_of
from lms.evaluation.queries.panel.results import (
    PersonResult,
    as_known,
    bands_in,
    fingerprint,
    grouped,
    locked_fingerprint,
    results_of,
    standing_of,
)
from lms.evaluation.services.panel import closing
from lms.evaluation.views.panel.shared import board_at, cohort_at
from lms.people.access import needs, person
from lms.ui.downloads import PDF, XLSX, file_answer
from lms.ui.form_pages import GET_POST, done, form_page, posted

PAGE = 50


@require_safe
@needs("evaluation.see_panel")
def panel_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """Who evaluates, how far they are, where they lie apart, and what came out; for an evaluator first the own queue."""
    board, reader = board_at(request, pid, "evaluation.see_panel")
    page = Paginator(board.people, PAGE).get_page(request.GET.get("page"))
    ids = {one.id for one in page.object_list}
    agreement = agreement_of(board)
    context = {
        "cohort": board.cohort,
        "board": board,
        "reader": reader,
        "page": page,
        "mine": overview.own_queue(board, reader.seat) if reader.scores else None,
        "rows": overview.own_rows(board, reader.seat, page.object_list) if reader.scores else [],
        "seats": overview.seat_rows(board),
        "lacks": overview.lacks(board) if reader.organises else "",
        "agreement": agreement if reader.organises or reader.scores else None,
        "to_meet": overview.to_meet(board, person(request), organises=reader.organises),
        "results": as_known(results_of(board, ids), board, person(request)) if reader.organises else [],
        "counts": overview.counts_of(board),
        **_released(board.cohort),
        "objections": overview.open_objections(board.cohort) if reader.organises else [],
    }
    return render(request, "evaluation/panel_detail.html", context)


def _released(cohort: Cohort) -> dict[str, tuple[str, str]]:
    """What is said of the released results, as the report says it; nothing while they are too few."""
    with together():
        read = {"passed": (figures.pass_rate(cohort), Unit.PERCENT), "mean": (figures.mean_score(cohort), Unit.SCORE)}
    return {
        name: (in_words(one, unit) if one.value is not None else "", basis_in_words(one, unit))
        for name, (one, unit) in read.items()
    }


@require_safe
@needs("evaluation.see_results")
def results_xlsx(request: HttpRequest, pid: str) -> HttpResponse:
    """The results as a spreadsheet."""
    board = board_of(cohort_at(request, pid, "evaluation.see_results"))
    if board.rules is None:
        return render(request, "evaluation/no_scheme.html", {"cohort": board.cohort}, status=422)
    body = panel_exports.results_xlsx(board, as_known(results_of(board), board, person(request)), person(request))
    return file_answer(body, XLSX, _("results") + f"-{board.cohort.number}.xlsx")


@require_safe
@needs("evaluation.see_results")
def results_pdf(request: HttpRequest, pid: str) -> HttpResponse:
    """The results on paper."""
    board = board_of(cohort_at(request, pid, "evaluation.see_results"))
    if board.rules is None:
        return render(request, "evaluation/no_scheme.html", {"cohort": board.cohort}, status=422)
    body = panel_exports.results_pdf(board, as_known(results_of(board), board, person(request)))
    return file_answer(body, PDF, _("results") + f"-{board.cohort.number}.pdf")


def _pending(rows: Sequence[PersonResult], known: Sequence[PersonResult]) -> Any:
    """Return what holds up the lock, with whom; of somebody whose result is withheld only that something does."""
    told = []
    for row, shown in zip(rows, known, strict=True):
        words = [_("Something is under way; the result is withheld from you")] if shown.withheld else row.result.pending
        told += [(one, row.person.name) for one in words if row.result.pending]
    return grouped(told)


@require_http_methods(GET_POST)
@needs("evaluation.close_results")
def results_lock(request: HttpRequest, pid: str) -> HttpResponse:
    """Look at what would be locked, then lock it."""
    board = board_of(cohort_at(request, pid, "evaluation.close_results"))
    rows = results_of(board)
    open_ones = [row for row in rows if not row.frozen]
    known = as_known(open_ones, board, person(request))
    form = LockForm(posted(request), initial={"seen": fingerprint(rows)})

    def act(data: dict[str, Any]) -> HttpResponse:
        locked = closing.lock_results(
            actor=person(request), cohort=board.cohort, seen=data["seen"], incomplete=data["incomplete"]
        )
        words = ngettext("%(n)s result is locked.", "%(n)s results are locked.", len(locked)) % {"n": len(locked)}
        return done(request, words, "evaluation:panel_detail", pid)

    context = {
        "cohort": board.cohort,
        "board": board,
        "standing": standing_of(known),
        "lacks": overview.lacks(board),
        "bands": bands_in(known, board.rules) if board.rules else [],
        "without": grouped((words, row.person.name) for row in open_ones for words in row.result.missing_titles),
        "pending": _pending(open_ones, known),
        "failed": [row for row in known if row.result.passed is False],
    }
    return form_page(
        request, template="evaluation/results_lock.html", form=form, act=act, context=context, told_apart=True
    )


@require_http_methods(GET_POST)
@needs("evaluation.close_results")
def results_release(request: HttpRequest, pid: str) -> HttpResponse:
    """Look at what would be released, then release it: the participants are told, and their enrolments end."""
    board = board_of(cohort_at(request, pid, "evaluation.close_results"))
    locked = [row for row in results_of(board) if row.person.state == "locked"]
    seen = locked_fingerprint(row.evaluation for row in locked if row.evaluation)
    known = as_known(locked, board, person(request))
    form = ReleaseForm(posted(request), initial={"seen": seen})

    def act(data: dict[str, Any]) -> HttpResponse:
        rows = closing.release_results(actor=person(request), cohort=board.cohort, seen=data["seen"])
        words = ngettext("%(n)s result is released.", "%(n)s results are released.", len(rows)) % {"n": len(rows)}
        return done(request, words, "evaluation:panel_detail", pid)

    context = {
        "cohort": board.cohort,
        "board": board,
        "standing": standing_of(known),
        "bands": bands_in(known, board.rules) if board.rules else [],
        "locked": locked,
    }
    return form_page(
        request, template="evaluation/results_release.html", form=form, act=act, context=context, told_apart=True
    )
