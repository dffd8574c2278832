"""Questions in from files, with a dry run, and out into files."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assignments.forms.bank import ImportConfirmForm, ImportForm, QuestionFilterForm
from assignments.interchange import xlsx
from assignments.models import Topic
from assignments.queries.imports import FORMATS, drafts_of, dry_run, offers
from assignments.questions.starter import examples
from assignments.services import imports
from assignments.views.bank.questions import MAKE
from lms.people import clock
from lms.people.access import needs, person
from lms.people.errors import Refusal
from lms.ui.downloads import file_answer
from lms.ui.form_pages import GET_POST, posted


@require_http_methods(GET_POST)
@needs(MAKE)
def question_import(request: HttpRequest) -> HttpResponse:
    """Choose a file; see what it would do, and what is wrong in which row."""
    form = ImportForm(posted(request), request.FILES or None)
    context: dict[str, object] = {"form": form, "topics": Topic.objects.exists()}
    if request.method == "POST" and form.is_valid():
        content, topic = form.cleaned_data["file"].read(), form.cleaned_data["topic"]
        code = topic.code if topic else ""
        try:
            context["found"] = found = dry_run(content, topic=code)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            if found.drafts:
                digest = imports.keep_file(actor=person(request), content=content)
                context["confirm"] = ImportConfirmForm(initial={"digest": digest, "topic": code})
    return render(request, "assignments/question_import.html", context, status=422 if form.errors else 200)


@require_POST
@needs(MAKE)
def question_import_confirm(request: HttpRequest) -> HttpResponse:
    """Take the valid questions of the file whose dry run was read."""
    form = ImportConfirmForm(request.POST)
    try:
        if not form.is_valid():
            raise Refusal(_("The checked file could not be named. Upload it again; nothing was imported."))
        done = imports.confirm_file(actor=person(request), **form.cleaned_data)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("assignments:question_import")
    words = _("Imported: %(added)s added, %(changed)s changed, %(unchanged)s unchanged, %(refused)s rows left out.")
    messages.success(request, words % vars(done))
    return redirect("assignments:question_list")


@require_safe
@needs(MAKE)
def question_template(request: HttpRequest) -> HttpResponse:
    """The empty sheet to fill in."""
    content = xlsx.template(list(Topic.objects.values_list("code", "name")), examples())
    return file_answer(content, FORMATS["xlsx"].content_type, "templat-soal.xlsx")


@require_safe
@needs(MAKE)
def question_export(request: HttpRequest) -> HttpResponse:
    """What each format would carry of the wanted questions, and what it would lose."""
    form = QuestionFilterForm(request.GET or {"state": "in_use"})
    drafts = drafts_of(person(request), form.wanted())
    context = {"form": form, "count": len(drafts), "offers": offers(drafts), "query": request.GET.urlencode()}
    return render(request, "assignments/question_export.html", context)


@require_safe
@needs(MAKE)
def question_export_file(request: HttpRequest, form: str) -> HttpResponse:
    """The wanted questions as a file."""
    if form not in FORMATS:
        raise Http404
    chosen = FORMATS[form]
    drafts = drafts_of(person(request), QuestionFilterForm(request.GET or {"state": "in_use"}).wanted())
    name = f"soal-{clock.today():%Y-%m-%d}.{chosen.extension}"
    return file_answer(chosen.module.write(drafts), chosen.content_type, name)
