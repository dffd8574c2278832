"""Questions: the list, one with its preview and history, adding and editing, retiring."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assignments.enums import QuestionKind
from assignments.forms.bank import QuestionAddForm, QuestionEditForm, QuestionFilterForm
from assignments.models import Topic
from assignments.queries import bank as queries
from assignments.services import bank
from assignments.views.bank.shared import EditorPage, visible_question
from lms.people.access import needs, person
from lms.people.errors import Refusal
from lms.ui.form_pages import GET_POST, posted, refused

MAKE = "assignments.make_questions"


@require_safe
@needs(MAKE)
def question_list(request: HttpRequest) -> HttpResponse:
    """The bank, filtered by topic, kind, state and words."""
    form = QuestionFilterForm(request.GET or {"state": queries.IN_USE})
    rows = queries.question_list(person(request), form.wanted())
    page = Paginator(rows, queries.PAGE).get_page(request.GET.get("page"))
    return render(
        request, "assignments/question_list.html", {"form": form, "page": page, "topics": Topic.objects.exists()}
    )


@require_safe
@needs(MAKE)
def question_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One question: as a participant meets it, with its key, and its versions."""
    question = visible_question(request, pid)
    version = question.current
    if version is None:
        raise Http404
    asked, answered = queries.preview(question, version)
    context = {
        "question": question,
        "version": version,
        "asked": asked,
        "answered": answered,
        "versions": queries.versions_of(question),
        "lesson": queries.lesson_called(version.body.get("lesson", "")),
    }
    return render(request, "assignments/question_detail.html", context)


@require_safe
@needs(MAKE)
def question_compare(request: HttpRequest, pid: str, number: int) -> HttpResponse:
    """What a version changed."""
    question = visible_question(request, pid)
    pair = queries.comparison(question, number)
    if pair is None:
        raise Http404
    context = {"question": question, "version": pair[0], "before": pair[1], "changes": pair[2]}
    return render(request, "assignments/question_compare.html", context)


@require_safe
@needs(MAKE)
def question_start(request: HttpRequest) -> HttpResponse:
    """Which kind of question to write."""
    context = {"kinds": [(kind.value, kind.label) for kind in QuestionKind], "topics": Topic.objects.exists()}
    return render(request, "assignments/question_start.html", context)


@require_http_methods(GET_POST)
@needs(MAKE)
def question_add(request: HttpRequest, kind: str) -> HttpResponse:
    """Write a new question of one kind."""
    if kind not in QuestionKind.values:
        raise Http404
    initial = {"topic": Topic.objects.filter(code=request.GET.get("topic", "")).first()}
    page = EditorPage(request, kind, QuestionAddForm(posted(request), initial=initial))
    if page.ready:
        try:
            question = bank.add_question(actor=person(request), kind=kind, body=page.body, **page.form.cleaned_data)
        except Refusal as refusal:
            page.form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(code)s” is in the bank.") % {"code": question.code})
            return redirect("assignments:question_detail", question.public_id)
    context = {**page.context(), "kind": QuestionKind(kind)}
    return render(request, "assignments/question_add.html", context, status=422 if page.wrong else 200)


@require_http_methods(GET_POST)
@needs(MAKE)
def question_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Write a new version of a question."""
    question = visible_question(request, pid)
    form = QuestionEditForm(posted(request), question=question)
    page = EditorPage(request, question.kind, form, question.current.body if question.current else None)
    if page.ready:
        try:
            changed = bank.edit_question(actor=person(request), question=question, body=page.body, **form.cleaned_data)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            words = _("Saved as a new version.") if changed else _("Nothing was different, so nothing was saved.")
            messages.success(request, words)
            return redirect("assignments:question_detail", pid)
    context = {**page.context(), "question": question}
    return render(request, "assignments/question_edit.html", context, status=422 if page.wrong else 200)


@require_POST
@needs(MAKE)
def question_retire(request: HttpRequest, pid: str) -> HttpResponse:
    """Draw a question no more."""
    question = visible_question(request, pid)
    bank.retire_question(actor=person(request), question=question)
    messages.success(request, _("“%(code)s” is drawn no more. What was answered stays.") % {"code": question.code})
    return redirect("assignments:question_detail", pid)


@require_POST
@needs(MAKE)
def question_restore(request: HttpRequest, pid: str) -> HttpResponse:
    """Draw a retired question again."""
    question = visible_question(request, pid)
    bank.restore_question(actor=person(request), question=question)
    messages.success(request, _("“%(code)s” is in use again.") % {"code": question.code})
    return redirect("assignments:question_detail", pid)
