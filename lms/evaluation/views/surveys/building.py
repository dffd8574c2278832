"""The builder: the draft of a questionnaire with its sections and questions, each edited on a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.evaluation import item_edits as edits
from lms.evaluation.enums import ItemKind, Level
from lms.evaluation.forms.surveys.questionnaires import ItemForm, SectionForm
from lms.evaluation.item_flaws import flaws
from lms.evaluation.items import Content, normal, sections_of
from lms.evaluation.models import Questionnaire, QuestionnaireVersion
from lms.evaluation.queries import surveys as queries
from lms.evaluation.services import surveys as services
from lms.evaluation.survey_starter import bank
from lms.people.access import found, needs, person
from lms.people.errors import Refusal
from lms.ui.form_pages import GET_POST, done, form_page, posted

# What the buttons of the builder do: `verb:key`.
ACTS: dict[str, Callable[[Content, str], Content]] = {
    "section-up": lambda content, key: edits.moved_section(content, key, -1),
    "section-down": lambda content, key: edits.moved_section(content, key, 1),
    "section-drop": edits.without_section,
    "item-up": lambda content, key: edits.moved_item(content, key, -1),
    "item-down": lambda content, key: edits.moved_item(content, key, 1),
    "item-drop": edits.without_item,
}


def _draft(pid: str) -> tuple[Questionnaire, QuestionnaireVersion]:
    """Return a questionnaire and its draft, or raise Http404 where none is open."""
    row = found(Questionnaire.objects.all(), public_id=pid)
    draft = queries.draft_of(row)
    if draft is None:
        raise Http404
    return row, draft


@require_http_methods(GET_POST)
@needs("evaluation.manage_questionnaires")
def questionnaire_build(request: HttpRequest, pid: str) -> HttpResponse:
    """The draft: sections, questions, what is still wrong; buttons move and take out."""
    row, draft = _draft(pid)
    if request.method == "POST":
        return _act(request, row, draft)
    return render(request, "evaluation/questionnaire_build.html", _context(row, draft))


def _context(row: Questionnaire, draft: QuestionnaireVersion) -> dict[str, Any]:
    wrong: dict[str, list[str]] = {}
    for flaw in flaws(draft.content):
        wrong.setdefault(flaw.item or f"section:{flaw.section}", []).append(flaw.message)
    sections = [
        (section, wrong.get(f"section:{section.key}", []), [(item, wrong.get(item.key, [])) for item in section.items])
        for section in sections_of(draft.content)
    ]
    kinds = [(kind.value, kind.label) for kind in ItemKind if kind != ItemKind.AUTO]
    return {
        "questionnaire": row,
        "draft": draft,
        "sections": sections,
        "kinds": kinds,
        "whole": wrong.get("section:", []),
    }


def _act(request: HttpRequest, row: Questionnaire, draft: QuestionnaireVersion) -> HttpResponse:
    verb, _colon, key = request.POST.get("act", "").partition(":")
    act = ACTS.get(verb)
    seen = request.POST.get("seen", "")
    if act is None or not seen.isascii() or not seen.isdigit():
        return redirect("evaluation:questionnaire_build", row.public_id)
    try:
        services.save_draft(actor=person(request), version=draft, content=act(draft.content, key), seen=int(seen))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    anchor = "" if verb.endswith("drop") else f"#{'item' if verb.startswith('item') else 'section'}-{key}"
    answer = redirect("evaluation:questionnaire_build", row.public_id)
    answer["Location"] += anchor
    return answer


def _saved(
    request: HttpRequest, row: Questionnaire, draft: QuestionnaireVersion, content: Content, seen: int
) -> HttpResponse:
    services.save_draft(actor=person(request), version=draft, content=content, seen=seen)
    return done(request, _("Saved."), "evaluation:questionnaire_build", row.public_id)


@require_http_methods(GET_POST)
@needs("evaluation.manage_questionnaires")
def questionnaire_section_add(request: HttpRequest, pid: str) -> HttpResponse:
    """A new section at the end."""
    row, draft = _draft(pid)
    return _section_page(request, row, draft, "", {})


@require_http_methods(GET_POST)
@needs("evaluation.manage_questionnaires")
def questionnaire_section(request: HttpRequest, pid: str, key: str) -> HttpResponse:
    """The title of a section."""
    row, draft = _draft(pid)
    section = edits.find_section(normal(draft.content), key)
    if section is None:
        raise Http404
    initial = {"title_id": section["title"]["id"], "title_en": section["title"]["en"]}
    return _section_page(request, row, draft, key, initial)


def _section_page(
    request: HttpRequest, row: Questionnaire, draft: QuestionnaireVersion, key: str, initial: dict[str, Any]
) -> HttpResponse:
    form = SectionForm(posted(request), initial={**initial, "seen": draft.seq})

    def act(data: dict[str, Any]) -> HttpResponse:
        content = edits.with_section(draft.content, key, form.title())
        return _saved(request, row, draft, content, data["seen"])

    name = "questionnaire_section" if key else "questionnaire_section_add"
    context = {"questionnaire": row, "draft": draft}
    return form_page(request, template=f"evaluation/{name}.html", form=form, act=act, context=context, told_apart=True)


@require_http_methods(GET_POST)
@needs("evaluation.manage_questionnaires")
def questionnaire_item_add(request: HttpRequest, pid: str, section: str, kind: str) -> HttpResponse:
    """A new question of one kind, at the end of a section."""
    row, draft = _draft(pid)
    there = edits.find_section(normal(draft.content), section)
    if there is None or kind not in ItemKind.values or kind == ItemKind.AUTO:
        raise Http404
    form = ItemForm(posted(request), kind, draft.content, None, seen=draft.seq)
    return _item_page(request, row, draft, form, section)


@require_http_methods(GET_POST)
@needs("evaluation.manage_questionnaires")
def questionnaire_item(request: HttpRequest, pid: str, key: str) -> HttpResponse:
    """One question of the draft."""
    row, draft = _draft(pid)
    item = edits.find_item(normal(draft.content), key)
    if item is None:
        raise Http404
    form = ItemForm(posted(request), item["kind"], draft.content, item, seen=draft.seq)
    return _item_page(request, row, draft, form, "")


def _item_page(
    request: HttpRequest, row: Questionnaire, draft: QuestionnaireVersion, form: ItemForm, section: str
) -> HttpResponse:
    def act(data: dict[str, Any]) -> HttpResponse:
        content = edits.with_item(draft.content, section, form.built())
        return _saved(request, row, draft, content, data["seen"])

    name = "questionnaire_item_add" if section else "questionnaire_item"
    context = {"questionnaire": row, "draft": draft, "kind": ItemKind(form.kind).label, "item": form.item}
    return form_page(request, template=f"evaluation/{name}.html", form=form, act=act, context=context, told_apart=True)


@require_http_methods(GET_POST)
@needs("evaluation.manage_questionnaires")
def questionnaire_bank(request: HttpRequest, pid: str) -> HttpResponse:
    """The bank: choose questions to add; each goes to the section of its group."""
    row, draft = _draft(pid)
    if request.method == "POST":
        keys = [key for key in request.POST.getlist("item") if key in bank()]
        seen = request.POST.get("seen", "")
        if not keys:
            messages.error(request, _("Choose at least one question."))
            return redirect("evaluation:questionnaire_bank", pid)
        try:
            content = edits.with_bank_items(draft.content, keys)
            return _saved(request, row, draft, content, int(seen) if seen.isascii() and seen.isdigit() else -1)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("evaluation:questionnaire_bank", pid)
    there = set(edits.item_keys(draft.content))
    levels = [
        (level.label, [(one, one.key in there) for one in bank().values() if one.level == level]) for level in Level
    ]
    context = {"questionnaire": row, "draft": draft, "levels": levels}
    return render(request, "evaluation/questionnaire_bank.html", context)
