"""What several views of reports need: the report or the section one may see."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from lms.evaluation.models import ProgrammeReport, ReportSection
from lms.evaluation.queries.reports.visible import reports_visible_to
from lms.evaluation.report_parts import Book, book_of
from lms.people.access import check, found, person

RUN = "evaluation.run_reports"


def visible_report(request: HttpRequest, pid: str) -> ProgrammeReport:
    """Return a report this reader may see: 403 for whom reports are not for, 404 for one that is not theirs."""
    check(request, "evaluation.read_reports")
    return found(reports_visible_to(person(request)).select_related("programme"), public_id=pid)


def steered(request: HttpRequest, pid: str) -> ProgrammeReport:
    """Return a report for somebody who runs reports."""
    report = visible_report(request, pid)
    check(request, RUN)
    return report


def book_with(request: HttpRequest, pid: str, key: str) -> tuple[Book, ReportSection]:
    """Return a report read as a whole, and one of its sections."""
    book = book_of(visible_report(request, pid))
    section = next((one for one in book.sections if one.key == key), None)
    if section is None:
        raise Http404
    return book, section
