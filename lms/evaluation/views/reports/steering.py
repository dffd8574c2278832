"""The review of a report: opened with the figures frozen, objections answered, files, and a final report taken up again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.evaluation.files import REPORT_FILE
from lms.evaluation.forms.reports import AmendForm, AnswerForm, FileForm, OpenForm
from lms.evaluation.queries.reports.missing import missing_in
from lms.evaluation.report_parts import book_of, parts_of
from lms.evaluation.services import reports
from lms.evaluation.views.reports.reading import report_page
from lms.evaluation.views.reports.shared import steered, visible_report
from lms.files.services.uploads import receive_whole
from lms.people import clock
from lms.people.access import check, found, person, signed_in
from lms.people.errors import Refusal
from lms.ui.form_pages import GET_POST, done, form_page, posted

USUAL_DAYS = 14


@require_http_methods(GET_POST)
@signed_in
def report_open(request: HttpRequest, pid: str) -> HttpResponse:
    """Look at what is frozen and asked, then give the report to the eight units."""
    report = steered(request, pid)
    form = OpenForm(posted(request), initial={"due_on": clock.today() + timedelta(days=USUAL_DAYS)})

    def act(data: dict[str, Any]) -> HttpResponse:
        review = reports.open_report(actor=person(request), report=report, due_on=data["due_on"])
        return done(request, _("The units are asked. Figures and text are frozen."), review.get_absolute_url())

    context = {"report": report, "missing": missing_in(book_of(report)), "parts": parts_of(report)}
    return form_page(
        request, template="evaluation/report_open.html", form=form, act=act, context=context, told_apart=True
    )


@require_http_methods(GET_POST)
@signed_in
def report_amend(request: HttpRequest, pid: str) -> HttpResponse:
    """Take a final report up again, with the reason."""
    report = steered(request, pid)
    form = AmendForm(posted(request))

    def act(data: dict[str, Any]) -> HttpResponse:
        reports.amend_report(actor=person(request), report=report, reason=data["reason"])
        return done(
            request, _("The report is a draft again. What was final stays on record."), report.get_absolute_url()
        )

    context = {"report": report}
    return form_page(
        request, template="evaluation/report_amend.html", form=form, act=act, context=context, told_apart=True
    )


@require_POST
@signed_in
def report_papers_again(request: HttpRequest, pid: str) -> HttpResponse:
    """Try the papers that could not be made again."""
    report = steered(request, pid)
    many = reports.try_papers_again(actor=person(request), report=report)
    words = _("It is tried again now.") if many else _("No paper waits: nothing was changed.")
    return done(request, words, f"{report.get_absolute_url()}#record")


@require_POST
@signed_in
def report_answer(request: HttpRequest, pid: str) -> HttpResponse:
    """Answer an objection or notes of a unit."""
    report = visible_report(request, pid)
    check(request, "evaluation.draft_report", report)
    form = AnswerForm(request.POST)
    try:
        if form.is_valid():
            data = form.cleaned_data
            reports.answer_objection(actor=person(request), report=report, sign_off_id=data["word"], text=data["text"])
            return done(request, _("Answered; who said it is told."), f"{report.get_absolute_url()}#said")
    except Refusal as refusal:
        return report_page(request, report, status=refusal.status, refused=refusal)
    return report_page(
        request, report, status=422, refused=_("Write the answer first; it holds 2,000 characters at most.")
    )


@require_POST
@signed_in
def report_file_add(request: HttpRequest, pid: str) -> HttpResponse:
    """Put a file with the report."""
    report = steered(request, pid)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return report_page(request, report, status=422, file_form=form)
    sent = form.cleaned_data["file"]
    try:
        kept = receive_whole(actor=person(request), purpose=REPORT_FILE, name=sent.name or "", content=sent.read())
        reports.add_file(actor=person(request), report=report, file=kept, title=form.cleaned_data["title"])
    except Refusal as refusal:
        form.add_error("file", str(refusal))
        return report_page(request, report, status=refusal.status, file_form=form)
    return done(request, _("The file goes with the report."), f"{report.get_absolute_url()}#files")


@require_POST
@signed_in
def report_file_remove(request: HttpRequest, pid: str, file: str) -> HttpResponse:
    """Take a file out of the report."""
    report = steered(request, pid)
    row = found(report.files.all(), public_id=file)
    try:
        reports.remove_file(actor=person(request), report=report, row=row)
    except Refusal as refusal:
        return report_page(request, report, status=refusal.status, refused=refusal)
    return done(request, _("The file was taken out."), f"{report.get_absolute_url()}#files")
