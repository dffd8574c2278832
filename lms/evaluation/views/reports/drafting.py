"""Drafting: a report is begun, sections are given to authors and written by several people."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.queries.visible import cohorts_visible_to
from lms.evaluation import narrative
from lms.evaluation.forms.reports import AssignForm, ReportAddForm, TextForm
from lms.evaluation.models import ReportRevision, ReportSection
from lms.evaluation.queries.reports import pages
from lms.evaluation.report_parts import EN, ID, Book
from lms.evaluation.services import reports
from lms.evaluation.views.reports.shared import RUN, book_with
from lms.people.access import check, needs, person, signed_in
from lms.people.enums import Language
from lms.people.errors import Conflict, Refusal
from lms.ui.form_pages import GET_POST, done, form_page, posted

WRITE = "evaluation.write_section"


@require_http_methods(GET_POST)
@needs("evaluation.run_reports")
def report_add(request: HttpRequest) -> HttpResponse:
    """Begin a report on one or several cohorts."""
    user = person(request)
    form = ReportAddForm(posted(request), cohorts=cohorts_visible_to(user).order_by("-number", "-pk"))

    def act(data: dict[str, Any]) -> HttpResponse:
        report = reports.create_report(
            actor=user,
            cohorts=list(data["cohorts"].select_related("programme", "version")),
            title=data["title"],
            title_en=data["title_en"],
            client_key=data["key"],
        )
        return done(request, _("The report is begun. Give its sections to authors."), report.get_absolute_url())

    return form_page(request, template="evaluation/report_add.html", form=form, act=act, context={})


@require_http_methods(GET_POST)
@signed_in
def section_detail(request: HttpRequest, pid: str, key: str) -> HttpResponse:
    """A section: its author writes it in both languages beside its figures, others read it."""
    book, section = book_with(request, pid, key)
    may_write = person(request).has_perm(WRITE, section)
    if request.method == "POST":
        check(request, WRITE, section)
    forms = {code: _form(request, book, section, code) for code in (ID, EN)}
    typed = forms.get(request.POST.get("language", ""), forms[pages.language()])

    def act(data: dict[str, Any]) -> HttpResponse:
        reports.save_text(actor=person(request), section=section, **data)
        return done(request, _saved(section), section.get_absolute_url())

    context = _context(book, section) | {"forms": list(forms.values()), "may_write": may_write}
    context["may_assign"] = person(request).has_perm(RUN) and not section.report.is_final
    template = "evaluation/section_detail.html"
    return form_page(request, template=template, form=typed, act=act, context=context, told_apart=True)


def _form(request: HttpRequest, book: Book, section: ReportSection, code: str) -> TextForm:
    """The form of one language; what was sent belongs to the language it names."""
    sent = posted(request) if request.POST.get("language") == code else None
    return TextForm(sent, row=book.texts[section.pk, code])


def _saved(section: ReportSection) -> str:
    if section.report.is_in_review:
        return _("Saved, and taken into the review: what was signed on this section waits for the units again.")
    return _("Saved.")


def _context(book: Book, section: ReportSection) -> dict[str, Any]:
    shown = pages.shown_figures(book)
    mine, others = pages.figures_at(section, shown)
    places = [one.key for one in book.sections]
    place = places.index(section.key)
    return {
        "report": book.report,
        "section": section,
        "several": len(book.cohorts) > 1,
        "states": pages.states_of(book, section),
        "texts": [(Language(code), narrative.as_html(book.blocks(section, code))) for code in _own_first()],
        "mine": mine,
        "others": pages.grouped(others),
        "shares": pages.shares_chart(mine),
        "charts": pages.charts_of(mine),
        "before": book.sections[place - 1] if place else None,
        "after": book.sections[place + 1] if place + 1 < len(book.sections) else None,
        "revisions": _revisions(section),
    }


def _own_first() -> list[str]:
    own = pages.language()
    return sorted((ID, EN), key=lambda code: code != own)


def _revisions(section: ReportSection) -> list[Any]:
    rows = ReportRevision.objects.filter(text__section=section).select_related("author", "text")
    return list(rows.order_by("-at", "-pk")[:20])


@require_POST
@signed_in
def section_save(request: HttpRequest, pid: str, key: str) -> HttpResponse:
    """Keep what was typed, in the background: the answer is the line that says so, with the next `seq`. Drafts only."""
    book, section = book_with(request, pid, key)
    check(request, WRITE, section)
    code = request.POST.get("language", "")
    row = book.texts.get((section.pk, code), book.texts[section.pk, ID])
    form = TextForm(request.POST, row=row)
    context: dict[str, Any] = {"code": code, "problem": ""}
    try:
        if not form.is_valid():
            context["problem"] = _("Not saved: the text is too long.")
        elif section.report.is_draft:
            saved = reports.save_text(actor=person(request), section=section, **form.cleaned_data)
            context |= {"row": saved, "seq": saved.seq}
        else:
            context["problem"] = _("The report is in review: press “Save” to change it.")
    except Refusal as refusal:
        context |= {"problem": str(refusal), "conflict": isinstance(refusal, Conflict)}
    return render(request, "evaluation/_section_saved.html", context)


@require_POST
@signed_in
def section_look(request: HttpRequest, pid: str, key: str) -> HttpResponse:
    """Say that a text is right with its figures as they are now."""
    book, section = book_with(request, pid, key)
    check(request, WRITE, section)
    row = book.texts.get((section.pk, request.POST.get("language", "")))
    if row is None:
        return redirect(section.get_absolute_url())
    seq = request.POST.get("seq", "")
    try:
        number = int(seq) if seq.isascii() and seq.isdigit() else -1
        reports.look_through(actor=person(request), section=section, language=row.language, seq=number)
    except Refusal as refusal:
        return render(
            request, "evaluation/section_refused.html", {"section": section, "why": refusal}, status=refusal.status
        )
    return done(request, _("Looked through: the marks are gone."), section.get_absolute_url())


@require_http_methods(GET_POST)
@signed_in
def section_assign(request: HttpRequest, pid: str, key: str) -> HttpResponse:
    """Ask somebody to write a section until a day."""
    book, section = book_with(request, pid, key)
    check(request, RUN)
    form = AssignForm(posted(request), initial={"author": section.author_id, "due_on": section.due_on})

    def act(data: dict[str, Any]) -> HttpResponse:
        reports.assign_section(actor=person(request), section=section, author=data["author"], due_on=data["due_on"])
        return done(request, _("The author is told."), book.report.get_absolute_url())

    context = {"report": book.report, "section": section}
    return form_page(request, template="evaluation/section_assign.html", form=form, act=act, context=context)
