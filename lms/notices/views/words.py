"""The words of notices, for who organises: in both languages, with a preview on real data."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.notices import services
from lms.notices.forms import WordsForm
from lms.notices.queries.words import own_words, preview, versions_of, words_for, words_overview
from lms.notices.registry import NoticeKind, find_kind
from lms.people.access import needs, person
from lms.people.enums import Language
from lms.people.errors import Refusal
from lms.ui.form_pages import refused


@require_safe
@needs("notices.edit_words")
def words_list(request: HttpRequest) -> HttpResponse:
    """Every kind of notice, and whose words hold."""
    return render(request, "notices/words_list.html", {"rows": words_overview()})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("notices.edit_words")
def words_edit(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """Write the words of a kind in one language; the preview shows them on the newest real notice."""
    about = _kind(kind, language)
    versions = versions_of(about, language)
    title, body = words_for({about.code}).of(about, language)
    seen = versions[0].version if versions else 0
    form = WordsForm(request.POST or None, kind=about, initial={"title": title, "body": body, "seen": seen})
    if request.method == "POST" and form.is_valid():
        title, body = form.cleaned_data["title"], form.cleaned_data["body"]
        if "save" in request.POST and _saved(request, form, about, language):
            return redirect("notices:words_list")
    context = {"form": form, "kind": about, "language": language, "versions": versions, "seen": seen}
    context |= _shown(about, language, title, body)
    return render(request, "notices/words_edit.html", context, status=422 if form.errors else 200)


@require_POST
@needs("notices.edit_words")
def words_restore(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """Go back to Padan's own words."""
    about, seen = _kind(kind, language), request.POST.get("seen", "")
    services.restore_words(
        actor=person(request), kind=about, language=language, seen=int(seen) if seen.isdecimal() else -1
    )
    messages.success(request, _("Padan’s own words hold again."))
    return redirect("notices:words_list")


def _kind(code: str, language: str) -> NoticeKind:
    kind = find_kind(code)
    if kind is None or language not in Language.values:
        raise Http404
    return kind


def _saved(request: HttpRequest, form: WordsForm, kind: NoticeKind, language: str) -> bool:
    try:
        services.write_words(actor=person(request), kind=kind, language=language, **form.cleaned_data)
    except Refusal as refusal:
        refused(form, refusal)
        return False
    messages.success(request, _("Saved. The words hold from now on."))
    return True


def _shown(kind: NoticeKind, language: str, title: str, body: str) -> dict[str, Any]:
    told, real = preview(kind, language, title=title, body=body)
    return {
        "told": told,
        "real": real,
        "language_label": Language(language).label,
        "own": own_words(kind, language),
        "variables": sorted(kind.variables.items()),
    }
