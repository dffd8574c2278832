"""Questionnaires: the list, one with its versions, its head, a version as people see it."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.evaluation.forms.surveys.questionnaires import HeadForm, ImportForm
from lms.evaluation.forms.surveys.sheet import Sheet
from lms.evaluation.item_edits import with_intro
from lms.evaluation.item_flaws import flaws
from lms.evaluation.models import Questionnaire, QuestionnaireVersion
from lms.evaluation.queries import surveys as queries
from lms.evaluation.services import surveys as services
from lms.evaluation.services.surveys.questionnaires import exported
from lms.people.access import found, needs, person
from lms.ui.downloads import JSON, file_answer
from lms.ui.form_pages import GET_POST, done, form_page, posted


@require_safe
@needs("evaluation.list_questionnaires")
def questionnaire_list(request: HttpRequest) -> HttpResponse:
    """The questionnaires in use, or (`?archived=1`) those out of use."""
    archived = request.GET.get("archived") == "1"
    context = {
        "rows": queries.questionnaire_rows(archived=archived),
        "archived": archived,
        "may_manage": person(request).has_perm("evaluation.manage_questionnaires"),
    }
    return render(request, "evaluation/questionnaire_list.html", context)


@require_POST
@needs("evaluation.manage_questionnaires")
def questionnaire_load(request: HttpRequest) -> HttpResponse:
    """Add the questionnaires that the programme begins with."""
    count = len(services.load_starters(actor=person(request)))
    words = ngettext("%(count)s questionnaire was added.", "%(count)s questionnaires were added.", count)
    told = words % {"count": count} if count else _("All starter questionnaires are here already.")
    return done(request, told, "evaluation:questionnaire_list")


@require_http_methods(GET_POST)
@needs("evaluation.manage_questionnaires")
def questionnaire_add(request: HttpRequest) -> HttpResponse:
    """Begin a questionnaire."""
    form = HeadForm(posted(request))

    def act(_data: dict[str, Any]) -> HttpResponse:
        row = services.create_questionnaire(
            actor=person(request), head=form.head(), content=with_intro({}, form.intro())
        )
        return done(request, _("Now add the questions."), "evaluation:questionnaire_build", row.public_id)

    return form_page(request, template="evaluation/questionnaire_add.html", form=form, act=act, context={})


@require_http_methods(GET_POST)
@needs("evaluation.manage_questionnaires")
def questionnaire_import(request: HttpRequest) -> HttpResponse:
    """Take in a questionnaire from another installation: what is in the file comes first."""
    form = ImportForm(posted(request), request.FILES or None)

    def act(data: dict[str, Any]) -> HttpResponse:
        incoming = services.check_questionnaire(actor=person(request), data=data["data"])
        if not data["held"]:
            again = ImportForm(initial={"held": json.dumps(data["data"], ensure_ascii=False)})
            del again.fields["file"]
            return render(request, "evaluation/questionnaire_import.html", {"form": again, "incoming": incoming})
        version = services.import_questionnaire(actor=person(request), data=data["data"])
        words = _("The same is here already.") if incoming.here else _("The questionnaire is here, as a draft.")
        return done(request, words, "evaluation:questionnaire_detail", version.questionnaire.public_id)

    return form_page(request, template="evaluation/questionnaire_import.html", form=form, act=act, context={})


@require_safe
@needs("evaluation.list_questionnaires")
def questionnaire_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One questionnaire with its versions."""
    row = found(Questionnaire.objects.all(), public_id=pid)
    context = {
        "questionnaire": row,
        "versions": queries.versions_of(row),
        "may_manage": person(request).has_perm("evaluation.manage_questionnaires"),
    }
    return render(request, "evaluation/questionnaire_detail.html", context)


@require_http_methods(GET_POST)
@needs("evaluation.manage_questionnaires")
def questionnaire_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Title, level, who answers; and the words on the first page, while a draft is open."""
    row = found(Questionnaire.objects.all(), public_id=pid)
    draft = queries.draft_of(row)
    form = HeadForm(posted(request), initial=_head(row, draft))
    if draft is None:
        del form.fields["intro_id"], form.fields["intro_en"]

    def act(data: dict[str, Any]) -> HttpResponse:
        with transaction.atomic():
            services.update_questionnaire(actor=person(request), questionnaire=row, head=form.head())
            if draft is not None and form.intro() != draft.content.get("intro"):
                content = with_intro(draft.content, form.intro())
                services.save_draft(actor=person(request), version=draft, content=content, seen=data["seen"] or 0)
        return done(request, _("Saved."), "evaluation:questionnaire_detail", pid)

    return form_page(
        request,
        template="evaluation/questionnaire_edit.html",
        form=form,
        act=act,
        context={"questionnaire": row},
        told_apart=True,
    )


def _head(row: Questionnaire, draft: QuestionnaireVersion | None) -> dict[str, Any]:
    initial = {name: getattr(row, name) for name in ("title", "title_en", "level", "audience")}
    if draft is not None:
        intro = draft.content.get("intro") or {}
        initial |= {"intro_id": intro.get("id", ""), "intro_en": intro.get("en", ""), "seen": draft.seq}
    return initial


@require_POST
@needs("evaluation.manage_questionnaires")
def questionnaire_archive(request: HttpRequest, pid: str) -> HttpResponse:
    """Take a questionnaire out of use, or (`back=1`) into it again."""
    row = found(Questionnaire.objects.all(), public_id=pid)
    archived = request.POST.get("back") != "1"
    services.archive_questionnaire(actor=person(request), questionnaire=row, archived=archived)
    words = _("Out of use: no new survey can ask it.") if archived else _("Back in use.")
    return done(request, words, "evaluation:questionnaire_detail", pid)


@require_POST
@needs("evaluation.manage_questionnaires")
def questionnaire_version_add(request: HttpRequest, pid: str) -> HttpResponse:
    """Begin a new version from the newest, or go on with the draft there is."""
    row = found(Questionnaire.objects.all(), public_id=pid)
    version = services.add_version(actor=person(request), questionnaire=row)
    words = _("Version %(number)s is open for editing.") % {"number": version.number}
    return done(request, words, "evaluation:questionnaire_build", pid)


@require_safe
@needs("evaluation.list_questionnaires")
def questionnaire_version(request: HttpRequest, pid: str) -> HttpResponse:
    """A version as the people asked see it, with the source of each question and what is still to be confirmed."""
    version = found(QuestionnaireVersion.objects.select_related("questionnaire"), public_id=pid)
    context = {
        "version": version,
        "questionnaire": version.questionnaire,
        "sheet": Sheet(version.content, whole=True),
        "flaws": [] if version.is_frozen else flaws(version.content),
    }
    return render(request, "evaluation/questionnaire_version.html", context)


@require_safe
@needs("evaluation.list_questionnaires")
def questionnaire_export(request: HttpRequest, pid: str) -> HttpResponse:
    """A version as a file that another installation takes in."""
    version = found(QuestionnaireVersion.objects.select_related("questionnaire"), public_id=pid)
    body = json.dumps(exported(version), ensure_ascii=False, indent=1)
    return file_answer(body, JSON, f"kuesioner-{version.public_id}-v{version.number}.json")
