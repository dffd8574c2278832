"""The report as PDF, DOCX, and its annex as XLSX."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lms.evaluation import reports_annex, reports_papers
from lms.evaluation.models import ProgrammeReport, ReportFinal
from lms.evaluation.queries.reports import pages
from lms.evaluation.queries.reports.content import content_of, signed_rows
from lms.evaluation.report_parts import parts_of
from lms.evaluation.views.reports.shared import visible_report
from lms.files import store
from lms.people import clock
from lms.people.access import signed_in
from lms.people.enums import Language
from lms.ui.downloads import DOCX, PDF, XLSX, file_answer


@require_safe
@signed_in
def report_pdf(request: HttpRequest, pid: str) -> HttpResponse:
    """The report on paper: the final one as it was kept (`?n=` names an earlier one); until then, or with `?draft`, what stands there now."""
    report = visible_report(request, pid)
    language, final = _language(request), _final(request, report)
    if final is None:
        body = reports_papers.report_pdf(content_of(report, [], None), language, at=clock.now())
        return _file(body, PDF, report, language, "pdf", "draft")
    paper = final.papers.filter(language=language, made_at__isnull=False).first()
    body = store.read(paper.path) if paper else reports_papers.final_pdf(final, language)
    return _file(body, PDF, report, language, "pdf", str(final.number))


@require_safe
@signed_in
def report_docx(request: HttpRequest, pid: str) -> HttpResponse:
    """The report as a document for editing elsewhere."""
    report = visible_report(request, pid)
    language, final = _language(request), _final(request, report)
    content = final.content if final else content_of(report, parts_of(report), None)
    body = reports_papers.report_docx(content, language, digest=final.digest if final else "")
    return _file(body, DOCX, report, language, "docx", str(final.number) if final else "draft")


@require_safe
@signed_in
def report_annex(request: HttpRequest, pid: str) -> HttpResponse:
    """Every figure with its rows: of a final report (`?n=` names an earlier one) as signed, in review as frozen, else read now."""
    report = visible_report(request, pid)
    language, final = _language(request), _final(request, report)
    sheets = signed_rows(final) if final else pages.annex_of(report, as_frozen=not report.is_draft)
    body = reports_annex.annex_xlsx(report.local_title, sheets, language)
    return _file(body, XLSX, report, language, "xlsx", f"annex-{final.number}" if final else "annex")


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    return asked if asked in Language.values else pages.language()


def _final(request: HttpRequest, report: ProgrammeReport) -> ReportFinal | None:
    """The final report asked for: the last one of a report that is final, or the one of a number. Its content waits to be asked for."""
    number = request.GET.get("n", "")
    finals = report.finals.defer("content")
    if number.isascii() and number.isdigit() and len(number) < 5:
        return finals.filter(number=int(number)).first()
    return finals.order_by("-number").first() if report.is_final and "draft" not in request.GET else None


def _file(body: bytes, kind: str, report: ProgrammeReport, language: str, suffix: str, which: str) -> HttpResponse:
    return file_answer(body, kind, f"laporan-evaluasi-{report.public_id}-{which}-{language}.{suffix}")
