"""Open answers by theme: what came of it, the themes, one's own sorting, and what is settled."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.evaluation.forms.results import NONE, SettleForm, SortForm, ThemeForm, seen_words
from lms.evaluation.models import SurveyRun, Theme
from lms.evaluation.queries.results import Line
from lms.evaluation.queries.results.themes import Difference, Sorted, sorted_answers
from lms.evaluation.services import results as services
from lms.evaluation.views.results.shared import page_of, question_at, run_at
from lms.people.access import check, found, needs, person
from lms.people.errors import Refusal
from lms.ui.carrying import retype
from lms.ui.form_pages import GET_POST, done, form_page, posted, pressed

PAGE = 20


@require_safe
@needs("evaluation.read_survey")
def theme_list(request: HttpRequest, pid: str, item: str) -> HttpResponse:
    """What people wrote to one question, by theme, and how far the two who sorted it agree."""
    run = run_at(request, pid)
    there = sorted_answers(run, question_at(run, item))
    user = person(request)
    may = user.has_perm("evaluation.sort_answers", run)
    context = {
        **page_of(run, "theme_list"),
        "there": there,
        "item": item,
        "mine": there.sorter(user) if may else None,
        "may_sort": may,
        "may_write": may and not there.any_done,
        "may_free": user.has_perm("evaluation.manage_surveys", run.cohort),
    }
    return render(request, "evaluation/theme_list.html", context)


def _to_sort(request: HttpRequest, pid: str, item: str) -> tuple[SurveyRun, Line]:
    """Return a run and its question for somebody who may sort: Http404 when unseen, PermissionDenied when only seen."""
    run = run_at(request, pid)
    check(request, "evaluation.sort_answers", run)
    return run, question_at(run, item)


@require_http_methods(GET_POST)
@needs("evaluation.sort_answers")
def theme_add(request: HttpRequest, pid: str, item: str) -> HttpResponse:
    """A new theme for the answers to a question."""
    run, line = _to_sort(request, pid, item)

    def act(data: dict[str, Any]) -> HttpResponse:
        services.add_theme(actor=person(request), run=run, line=line, **data)
        return done(request, _("The theme is there to sort by."), "evaluation:theme_list", pid, item)

    context = {**page_of(run, "theme_list"), "line": line, "item": item}
    return form_page(
        request, template="evaluation/theme_add.html", form=ThemeForm(posted(request)), act=act, context=context
    )


@require_http_methods(GET_POST)
@needs("evaluation.sort_answers")
def theme_edit(request: HttpRequest, pid: str, item: str, theme: str) -> HttpResponse:
    """Other words for a theme by which nothing was sorted yet."""
    run, line = _to_sort(request, pid, item)
    row = found(
        Theme.objects.filter(questionnaire=run.version.questionnaire_id, item=item),
        public_id=theme,
    )

    def act(data: dict[str, Any]) -> HttpResponse:
        services.change_theme(actor=person(request), run=run, line=line, theme=row, **data)
        return done(request, _("The theme has its new words."), "evaluation:theme_list", pid, item)

    form = ThemeForm(posted(request), initial={"title": row.title, "note": row.note})
    context = {**page_of(run, "theme_list"), "line": line, "item": item, "theme": row}
    return form_page(request, template="evaluation/theme_edit.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@needs("evaluation.sort_answers")
def coding_edit(request: HttpRequest, pid: str, item: str) -> HttpResponse:
    """One's own sorting, twenty answers a page. What the other one chose is not to be seen here."""
    run, line = _to_sort(request, pid, item)
    there = sorted_answers(run, line)
    mine = there.sorter(person(request))
    page = Paginator(there.texts, PAGE).get_page(request.GET.get("page"))
    codes = mine.codes if mine else {}
    form = SortForm(posted(request), texts=list(page.object_list), themes=there.themes, codes=codes)

    def act(_data: dict[str, Any]) -> HttpResponse:
        services.sort_texts(actor=person(request), run=run, line=line, codes=form.codes())
        further = page.has_next()
        words = _("Kept. On to the next answers.") if further else _("Kept.")
        here = reverse("evaluation:coding_edit" if further else "evaluation:theme_list", args=[pid, item])
        return done(request, words, f"{here}?page={page.next_page_number()}" if further else here)

    context = {
        **page_of(run, "theme_list"),
        "there": there,
        "item": item,
        "page": page,
        "mine": mine,
        "lines": [(text, form[text.key], text.key in codes) for text in form.texts],
    }
    return form_page(request, template="evaluation/coding_edit.html", form=form, act=act, context=context)


@require_POST
@needs("evaluation.sort_answers")
def coding_finish(request: HttpRequest, pid: str, item: str) -> HttpResponse:
    """Fix one's own sorting."""
    run, line = _to_sort(request, pid, item)

    def act() -> str:
        services.finish_sorting(actor=person(request), run=run, line=line)
        return _("Your sorting is finished and stays as it is.")

    return pressed(request, act, "evaluation:theme_list", pid, item)


@require_POST
@needs("evaluation.sort_answers")
def coding_free(request: HttpRequest, pid: str, item: str) -> HttpResponse:
    """Free the seat of somebody who will not finish."""
    run, line = _to_sort(request, pid, item)
    there = sorted_answers(run, line)
    asked = request.POST.get("sorter", "")
    sorter = next((one.coder.user for one in there.sorters if one.coder.user.public_id == asked), None)
    try:
        if sorter is not None:
            services.free_seat(actor=person(request), run=run, line=line, sorter=sorter)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("evaluation:theme_list", pid, item)
    return done(request, _("The seat is free."), "evaluation:theme_list", pid, item)


@require_http_methods(GET_POST)
@needs("evaluation.sort_answers")
def coding_settle(request: HttpRequest, pid: str, item: str) -> HttpResponse:
    """The answers the two sorted differently, each to be settled by itself."""
    run, line = _to_sort(request, pid, item)
    there = sorted_answers(run, line)
    sent = SettleForm(request.POST, themes=there.themes) if request.method == "POST" else None
    status = 200
    if sent is not None:
        try:
            if sent.is_valid():
                services.settle_text(actor=person(request), run=run, line=line, **sent.cleaned_data)
                return done(request, _("Settled."), "evaluation:coding_settle", pid, item)
            status = 422
        except Refusal as refusal:
            sent.add_error(None, str(refusal))
            status, there = refusal.status, sorted_answers(run, line)
            _look_again(sent, there)
    context = {
        **page_of(run, "theme_list"),
        "there": there,
        "item": item,
        "sent": sent,
        "lines": [(one, _settle_form(there, one, sent)) for one in there.differences],
    }
    return render(request, "evaluation/coding_settle.html", context, status=status)


def _look_again(sent: SettleForm, there: Sorted) -> None:
    """Let the form say what is settled now, so that sending it once more is done knowingly."""
    now = {one.text.key: one.settled for one in there.differences}
    retype(sent, {"seen": seen_words(now.get(sent.data.get("text", "")))})


def _settle_form(there: Sorted, one: Difference, sent: SettleForm | None) -> SettleForm:
    """The form of one answer: what was sent for it, kept, or what is settled so far; first what the two have in common."""
    if sent is not None and sent.data.get("text") == one.text.key:
        return sent
    common = {theme.public_id for theme in one.first} & {theme.public_id for theme in one.second}
    chosen = common if one.settled is None else one.settled
    initial = {"text": one.text.key, "seen": seen_words(one.settled), "themes": sorted(chosen)}
    if one.settled == frozenset():
        initial["themes"] = [NONE]
    return SettleForm(initial=initial, themes=there.themes, auto_id=f"{one.text.key[:8]}-%s")
