"""Bringing in a list of people: upload, dry run with its progress, the word of who organises, rows to correct."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.enums import ImportState
from courses.forms import ConfirmImportForm, ImportForm
from courses.interchange import writing
from courses.models import PeopleImport
from courses.queries import imports as queries
from courses.queries.seats import free_seats
from courses.services import imports
from courses.views.shared import visible_cohort
from lms.people.access import check, found, needs, person
from lms.people.errors import Refusal
from lms.ui.downloads import XLSX, file_answer
from lms.ui.form_pages import GET_POST, done, form_page, posted

PAGE = 50


@require_http_methods(GET_POST)
@needs("courses.manage_people")
def import_add(request: HttpRequest, pid: str) -> HttpResponse:
    """Upload a list for a cohort, and see the former ones."""
    cohort = visible_cohort(request, pid)
    form = ImportForm(posted(request), request.FILES or None)

    def act(data: dict[str, Any]) -> HttpResponse:
        file = data["file"]
        source = imports.upload(actor=person(request), cohort=cohort, name=file.name or "", content=file.read())
        return redirect(source)

    context = {"cohort": cohort, "free": free_seats(cohort), "imports": queries.imports_of(cohort)[:20]}
    return form_page(request, template="courses/import_add.html", form=form, act=act, context=context)


@require_safe
@needs("courses.manage_people")
def import_template(request: HttpRequest) -> HttpResponse:
    """An empty workbook to fill in."""
    return _workbook(writing.template(queries.units_for_template()), _("list-of-participants"))


@require_safe
@needs("courses.manage_people")
def import_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """How far a list is, and what is wrong with which cell. Asked by the page itself it answers with the part that changes."""
    source = _found(request, pid)
    page = Paginator(queries.rows_to_correct(source), PAGE).get_page(request.GET.get("page"))
    context = {
        "source": source,
        "cohort": source.cohort,
        "sums": queries.sums_of(source),
        "page": page,
        "looked_at": queries.rows_to_look_at(source)[:PAGE],
        "free": free_seats(source.cohort),
        "above_quota": queries.above_quota(source) if source.state == ImportState.CHECKED else [],
        "form": ConfirmImportForm(),
    }
    part = getattr(request, "htmx", False)
    return render(request, "courses/_import_state.html" if part else "courses/import_detail.html", context)


@require_POST
@needs("courses.manage_people")
def import_confirm(request: HttpRequest, pid: str) -> HttpResponse:
    """Let the valid rows in."""
    source, form = _found(request, pid), ConfirmImportForm(request.POST)
    gives_seats = form.cleaned_data["gives_seats"] if form.is_valid() else source.gives_seats
    try:
        imports.confirm(actor=person(request), source=source, gives_seats=gives_seats)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(source)


@require_POST
@needs("courses.manage_people")
def import_drop(request: HttpRequest, pid: str) -> HttpResponse:
    """Bring in none of the rows."""
    source = _found(request, pid)
    try:
        imports.give_up(actor=person(request), source=source)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(source)
    words = _("Given up: nobody was brought in, and the file is deleted.")
    return done(request, words, "courses:import_add", source.cohort.public_id)


@require_safe
@needs("courses.manage_people")
def import_faulty(request: HttpRequest, pid: str) -> HttpResponse:
    """The faulty rows as a file to correct and upload again."""
    source = _found(request, pid)
    rows = queries.remarks_of(queries.rows_to_correct(source).iterator(chunk_size=500))
    return _workbook(writing.to_correct(rows, queries.units_for_template()), _("rows-to-correct"))


def _found(request: HttpRequest, pid: str) -> PeopleImport:
    source = found(PeopleImport.objects.select_related("cohort", "uploaded_by"), public_id=pid)
    check(request, "courses.manage_people", source.cohort)
    return source


def _workbook(body: bytes, name: str) -> HttpResponse:
    return file_answer(body, XLSX, f"{name}.xlsx")
