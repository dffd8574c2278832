"""Task forms: the list, one form with its versions, one version, and what may be done with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from assignments.enums import FormState
from assignments.forms.taskforms import FormReviewForm, FormVersionForm, TakeBackForm
from assignments.models import FormVersion, TaskForm
from assignments.queries.taskforms import (
    blocker,
    changes_between,
    form_rows,
    is_asked,
    present_digest,
    reviews_of,
    version_before,
    versions_of_form,
)
from assignments.services import taskforms
from assignments.starter import starter_forms
from lms.people.access import found, needs, person
from lms.ui.form_pages import done, form_sent, pressed


@require_safe
@needs("assignments.list_forms")
def form_list(request: HttpRequest) -> HttpResponse:
    """All forms with the version in use and the one that is being made."""
    return render(request, "assignments/form_list.html", {"rows": form_rows(person(request))})


@require_POST
@needs("assignments.publish_form")
def form_load(request: HttpRequest) -> HttpResponse:
    """Add the starter forms that are not here yet."""
    schemas, evidence = starter_forms()
    loaded = taskforms.load_forms(actor=person(request), schemas=schemas, evidence=evidence)
    count = len(loaded.added)
    words = ngettext("%(count)s form was added.", "%(count)s forms were added.", count) % {"count": count}
    messages.success(request, words if count else _("All starter forms are here already."))
    return redirect("assignments:form_list")


@require_safe
@needs("assignments.list_forms")
def form_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One form: its versions, and how to make a new one."""
    form = found(TaskForm.objects.all(), code=code)
    return render(request, "assignments/form_detail.html", _form_page(request, form, FormVersionForm()))


def _form_page(request: HttpRequest, form: TaskForm, version_form: forms.Form) -> dict[str, Any]:
    versions = list(versions_of_form(form, person(request)))
    newest = versions[0] if versions else None
    return {
        "form": form,
        "versions": versions,
        "newest": newest,
        "has_newer_text": newest is None or present_digest(form) != newest.digest,
        "version_form": version_form,
        "may_edit": person(request).has_perm("assignments.edit_form"),
    }


@require_POST
@needs("assignments.edit_form")
def form_version_add(request: HttpRequest, code: str) -> HttpResponse:
    """Take the form as it stands in the editor into a new version."""
    form = found(TaskForm.objects.all(), code=code)
    version_form = FormVersionForm(request.POST)

    def act(data: dict[str, Any]) -> HttpResponse:
        version = taskforms.freeze_form(form=form, actor=person(request), note=data["note"])
        return done(request, _("Version %(number)s was made.") % {"number": version.number}, version)

    def again(status: int) -> HttpResponse:
        return render(request, "assignments/form_detail.html", _form_page(request, form, version_form), status=status)

    return form_sent(version_form, act=act, again=again)


@require_safe
@needs("assignments.list_forms")
def form_version_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One version: as participants see it, what changed, its review, and what can be done next."""
    return render(request, "assignments/form_version_detail.html", _detail(request, _version(request, pid)))


def _version(request: HttpRequest, pid: str) -> FormVersion:
    seen = FormVersion.objects.visible_to(person(request)).select_related("form", "created_by", "published_by")
    return found(seen, public_id=pid)


def _detail(request: HttpRequest, version: FormVersion, **more: Any) -> dict[str, Any]:
    reviews = list(reviews_of(version))
    latest = reviews[0] if reviews else None
    in_review = version.state == FormState.IN_REVIEW
    before = version_before(version)
    user = person(request)
    return {
        "version": version,
        "schema": version.schema,
        "reviews": reviews,
        "blocker": blocker(version, latest) if in_review else "",
        "may_ask": in_review and not is_asked(version, latest),
        "before": before,
        "changes": changes_between(before, version) if before else [],
        "has_newer_text": version.is_open and present_digest(version.form) != version.digest,
        "may_edit": user.has_perm("assignments.edit_form"),
        "may_publish": user.has_perm("assignments.publish_form"),
        "review_form": FormReviewForm(),
        "reason_form": TakeBackForm(),
        **more,
    }


def _again(request: HttpRequest, pid: str, status: int, **form: forms.Form) -> HttpResponse:
    """Show a version as it is now, with a form that was refused."""
    context = _detail(request, _version(request, pid), **form)
    return render(request, "assignments/form_version_detail.html", context, status=status)


@require_POST
@needs("assignments.edit_form")
def form_version_send(request: HttpRequest, pid: str) -> HttpResponse:
    """Put a version to the units of activity 5."""
    version, form = _version(request, pid), FormReviewForm(request.POST)

    def act(data: dict[str, Any]) -> HttpResponse:
        taskforms.send_to_review(version=version, due_on=data["due_on"], actor=person(request))
        return done(request, _("The units were asked to sign."), version)

    return form_sent(form, act=act, again=lambda status: _again(request, pid, status, review_form=form))


@require_POST
@needs("assignments.publish_form")
def form_version_take_back(request: HttpRequest, pid: str) -> HttpResponse:
    """Take a version out of review."""
    version, form = _version(request, pid), TakeBackForm(request.POST)

    def act(data: dict[str, Any]) -> HttpResponse:
        taskforms.take_back(version=version, reason=data["reason"], actor=person(request))
        return done(request, _("The version is a draft again; its open review was withdrawn."), version)

    return form_sent(form, act=act, again=lambda status: _again(request, pid, status, reason_form=form))


@require_POST
@needs("assignments.edit_form")
def form_version_refresh(request: HttpRequest, pid: str) -> HttpResponse:
    """Take newer text from the editor in."""
    version = _version(request, pid)

    def act() -> str:
        changed = taskforms.refresh_version(version=version, actor=person(request))
        return _("Newer text was taken in.") if changed else _("Nothing is newer: the version stays as it is.")

    return pressed(request, act, version)


@require_POST
@needs("assignments.publish_form")
def form_version_publish(request: HttpRequest, pid: str) -> HttpResponse:
    """Publish a version whose review is closed."""
    version = _version(request, pid)

    def act() -> str:
        taskforms.publish_version(version=version, actor=person(request))
        return _("Published. Tasks can be set on this version; it never changes again.")

    return pressed(request, act, version)


@require_POST
@needs("assignments.publish_form")
def form_version_retire(request: HttpRequest, pid: str) -> HttpResponse:
    """Retire a published version."""
    version = _version(request, pid)

    def act() -> str:
        taskforms.retire_version(version=version, actor=person(request))
        return _("Retired. Tasks on this version go on; no new task can be set on it.")

    return pressed(request, act, version)
