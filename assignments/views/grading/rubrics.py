"""Rubrics: the list, one with its versions, the editor, and moving work to a newer version after a dry run."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assignments.criteria import in_words
from assignments.forms.rubrics import MoveForm, RubricForm
from assignments.models import Rubric
from assignments.queries.rubrics import digest_of_moves, moves, versions_of
from assignments.queries.rubrics import rubric_list as rubrics_of
from assignments.services import rubrics
from lms.people.access import found, needs, person
from lms.ui.form_pages import GET_POST, done, form_page, form_sent, posted


@require_safe
@needs("assignments.manage_rubrics")
def rubric_list(request: HttpRequest) -> HttpResponse:
    """All rubrics, those in use first."""
    return render(request, "assignments/rubric_list.html", {"rubrics": rubrics_of()})


@require_safe
@needs("assignments.manage_rubrics")
def rubric_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One rubric as graders see it, its versions, and what each of them is used for."""
    rubric = _rubric(pid)
    versions = list(versions_of(rubric))
    number = request.GET.get("version", "")
    shown = next((one for one in versions if str(one.number) == number), versions[0])
    older = [one for one in versions[1:] if one.waiting or one.graded]  # type: ignore[attr-defined]
    context = {
        "rubric": rubric,
        "versions": versions,
        "shown": shown,
        "criteria": in_words(shown.criteria),
        "older": older,
    }
    return render(request, "assignments/rubric_detail.html", context)


@require_http_methods(GET_POST)
@needs("assignments.manage_rubrics")
def rubric_add(request: HttpRequest) -> HttpResponse:
    """A new rubric."""
    form = RubricForm(posted(request))

    def act(data: dict[str, Any]) -> HttpResponse:
        words = {name: data[name] for name in ("title", "title_en", "note")}
        rubric = rubrics.create_rubric(actor=person(request), criteria=form.criteria(), **words)
        return done(request, _("The rubric is there; tasks can use it."), _home(rubric))

    return _editor(request, form, act, {})


@require_http_methods(GET_POST)
@needs("assignments.manage_rubrics")
def rubric_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Improve a rubric: a new version, while graded work keeps its own."""
    rubric = _rubric(pid)
    form = RubricForm(posted(request), version=rubric.current)

    def act(data: dict[str, Any]) -> HttpResponse:
        words = {name: data[name] for name in ("title", "title_en", "note")}
        version = rubrics.improve_rubric(
            actor=person(request), rubric=rubric, criteria=form.criteria(), seen=data["seen"] or 0, **words
        )
        return done(request, _("Version %(number)s is in force.") % {"number": version.number}, _home(rubric))

    return _editor(request, form, act, {"rubric": rubric})


@require_http_methods(GET_POST)
@needs("assignments.manage_rubrics")
def rubric_move(request: HttpRequest, pid: str, number: int) -> HttpResponse:
    """Move work of an older version to the newest: whose points would change (GET), then with a reason (POST)."""
    rubric = _rubric(pid)
    old, new = found(rubric.versions.select_related("rubric"), number=number), rubric.current
    if new is None or old.number >= new.number:
        return redirect(_home(rubric))
    dry_run = moves(old, new)
    form = MoveForm(posted(request), initial={"seen": digest_of_moves(new, dry_run)})

    def act(data: dict[str, Any]) -> HttpResponse:
        moved = rubrics.move_to_newest(actor=person(request), old=old, new=new, **data)
        words = ngettext("Moved; %(n)s grade is given anew.", "Moved; %(n)s grades are given anew.", len(moved))
        return done(request, words % {"n": len(moved)}, _home(rubric))

    context = {
        "rubric": rubric,
        "old": old,
        "new": new,
        "changing": [one for one in dry_run if one.changes],
        "staying": [one for one in dry_run if one.after is None],
        "same": sum(1 for one in dry_run if one.after is not None and not one.changes),
    }
    return form_page(request, template="assignments/rubric_move.html", form=form, act=act, context=context)


@require_POST
@needs("assignments.manage_rubrics")
def rubric_retire(request: HttpRequest, pid: str) -> HttpResponse:
    """Take a rubric out of the lists of choices, or offer it again."""
    rubric = _rubric(pid)
    if request.POST.get("again"):
        rubrics.restore_rubric(actor=person(request), rubric=rubric)
        return done(request, _("The rubric is offered again."), _home(rubric))
    rubrics.retire_rubric(actor=person(request), rubric=rubric)
    return done(request, _("The rubric is offered no more; what uses it goes on."), _home(rubric))


def _rubric(pid: str) -> Rubric:
    return found(Rubric.objects.select_related("current__rubric"), public_id=pid)


def _home(rubric: Rubric) -> str:
    return reverse("assignments:rubric_detail", args=[rubric.public_id])


def _editor(request: HttpRequest, form: RubricForm, act: Any, context: dict[str, Any]) -> HttpResponse:
    """Draw the editor. A button that asks for one more row sends all that was typed, and nothing is saved."""
    template = "assignments/rubric_edit.html" if context else "assignments/rubric_add.html"
    if request.method == "POST" and request.POST.get("more"):
        messages.info(request, _("Nothing is saved yet."))
        return render(request, template, {**context, "form": form, "rows": form.rows(), "asked": True})

    def drawn(status: int) -> HttpResponse:
        return render(request, template, {**context, "form": form, "rows": form.rows()}, status=status)

    return form_sent(form, act=act, again=drawn) if request.method == "POST" else drawn(200)
