"""Reports to read: the list, and one with its sections, its review and its files."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lms.evaluation.forms.reports import AnswerForm, FileForm
from lms.evaluation.models import ProgrammeReport
from lms.evaluation.queries.reports import pages
from lms.evaluation.queries.reports.missing import missing_in
from lms.evaluation.queries.reports.reviewing import reviews_of, said_on
from lms.evaluation.registry import report_links
from lms.evaluation.report_parts import book_of
from lms.evaluation.views.reports.shared import RUN, visible_report
from lms.people.access import needs, person, signed_in
from lms.programme.enums import ReviewState
from lms.programme.queries.standing import standing_of

PAGE = 20


@require_safe
@needs("evaluation.read_reports")
def report_list(request: HttpRequest) -> HttpResponse:
    """The reports the reader may see, newest first."""
    user = person(request)
    page = Paginator(pages.report_list(user), PAGE).get_page(request.GET.get("page"))
    return render(request, "evaluation/report_list.html", {"page": page, "may_run": user.has_perm(RUN)})


@require_safe
@signed_in
def report_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """A report: what is still to be done in its state, its sections, its review, its files."""
    return report_page(request, visible_report(request, pid))


def report_page(request: HttpRequest, report: ProgrammeReport, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a report; a form that was refused comes back as it was typed."""
    user = person(request)
    book = book_of(report)
    lines = pages.lines_of(book)
    shown = pages.shown_figures(book)
    may_run = user.has_perm(RUN)
    finals = report.finals.order_by("-number").defer("content").prefetch_related("papers")
    context = {
        "report": report,
        "cohorts": book.cohorts,
        "lines": lines,
        "left_out": [one for one in lines if one.may_be_left_out],
        "written": sum(one.is_written for one in lines),
        "wanted": sum(not one.may_be_left_out for one in lines),
        "mine": [one for one in lines if one.section.author_id == user.pk],
        "missing": missing_in(book) if report.is_draft and may_run else [],
        "moved": [one for one in shown if one.moved] if report.is_in_review else [],
        "files": book.files,
        "file_form": FileForm(),
        "links": report_links(user, report),
        "may_run": may_run,
        "may_answer": not report.is_draft and user.has_perm("evaluation.draft_report", report),
        "finals": finals,
        "failed": [paper for final in finals for paper in final.papers.all() if paper.failure and not paper.made_at],
        **_review(report),
        **more,
    }
    return render(request, "evaluation/report_detail.html", context, status=status)


def _review(report: ProgrammeReport) -> dict[str, Any]:
    """Who has signed and what was objected to: of the newest round."""
    reviews = reviews_of(report)
    if not reviews:
        return {"review": None, "rounds": [], "said": []}
    review = reviews[0]
    progress = standing_of(review).progress()
    return {
        "review": review,
        "is_open": review.state == ReviewState.OPEN,
        "rounds": reviews[1:],
        "progress": progress,
        "signed": sum(not (one.awaited or one.objected) for one in progress),
        "said": [
            (one, AnswerForm(initial={"word": one.word.pk}, auto_id=f"id_{one.word.pk}_%s"))
            for one in said_on(report, reviews)
        ],
    }
