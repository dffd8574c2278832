"""Versions of the curriculum: the list, one version, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.enums import VersionState
from cms.forms import CompareForm, ReasonForm, ReviewForm, VersionForm
from cms.models import CurriculumVersion
from cms.queries import outline
from cms.queries.public import curriculum_page
from cms.queries.reviews import blockers, standings, unasked
from cms.queries.versions import other_versions, sums, version_rows
from cms.services import (
    create_version,
    publish_version,
    refresh_version,
    retire_version,
    send_to_review,
    take_back_version,
)
from lms.people.access import check, found, needs, person
from lms.people.errors import Refusal


@require_safe
@needs("cms.list_versions")
def version_list(request: HttpRequest) -> HttpResponse:
    """All versions this reader may see."""
    return render(request, "cms/version_list.html", {"versions": version_rows(person(request))})


@require_safe
@needs("cms.list_versions")
def version_detail(request: HttpRequest, version_id: str) -> HttpResponse:
    """One version: state, reviews, contents, and what can be done next."""
    return render(request, "cms/version_detail.html", _detail(request, _version(request, version_id)))


def _version(request: HttpRequest, version_id: str) -> CurriculumVersion:
    return found(version_rows(person(request)), public_id=version_id)


def _detail(request: HttpRequest, version: CurriculumVersion, **more: Any) -> dict[str, Any]:
    courses = outline(version)
    user = person(request)
    in_review = version.state == VersionState.IN_REVIEW
    return {
        "version": version,
        "courses": courses,
        "sums": sums(courses),
        "standings": standings(version),
        "blockers": blockers(version) if in_review else [],
        "unasked": unasked(version) if in_review else [],
        "may_manage": user.has_perm("cms.manage_version"),
        "may_export": user.has_perm("cms.export_version"),
        "review_form": ReviewForm(),
        "reason_form": ReasonForm(),
        "compare_form": CompareForm(others=other_versions(user, version)),
        **more,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@needs("cms.manage_version")
def version_create(request: HttpRequest) -> HttpResponse:
    """Take the latest revisions into a new version."""
    form = VersionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        curriculum = curriculum_page()
        try:
            if curriculum is None:
                raise Refusal(_("There is no published curriculum yet. Import one or write it in the editor."))
            version = create_version(curriculum=curriculum, actor=person(request), note=form.cleaned_data["note"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Version %s was taken from the latest texts.") % version.number)
            return redirect(version)
    return render(request, "cms/version_create.html", {"form": form})


def _act(
    request: HttpRequest, version_id: str, form: forms.Form | None, name: str, act: Callable[[CurriculumVersion], str]
) -> HttpResponse:
    """Do one thing with a version; a refusal or a bad form shows the page again with what was typed."""
    check(request, "cms.manage_version")
    version = _version(request, version_id)
    if form is None or form.is_valid():
        try:
            messages.success(request, act(version))
        except Refusal as refusal:
            if form is None:
                messages.error(request, str(refusal))
                return redirect(version)
            form.add_error(None, str(refusal))
        else:
            return redirect(version)
    context = _detail(request, _version(request, version_id), **{name: form, "open_form": name})
    return render(request, "cms/version_detail.html", context, status=400)


@require_POST
@needs("cms.manage_version")
def version_send(request: HttpRequest, version_id: str) -> HttpResponse:
    """Put a version to the units."""
    form = ReviewForm(request.POST)

    def act(version: CurriculumVersion) -> str:
        send_to_review(version=version, due_on=form.cleaned_data["due_on"], actor=person(request))
        return _("The units were asked to sign.")

    return _act(request, version_id, form, "review_form", act)


@require_POST
@needs("cms.manage_version")
def version_take_back(request: HttpRequest, version_id: str) -> HttpResponse:
    """Take a version out of review."""
    form = ReasonForm(request.POST)

    def act(version: CurriculumVersion) -> str:
        take_back_version(version=version, reason=form.cleaned_data["reason"], actor=person(request))
        return _("The version is a draft again; its open reviews were withdrawn.")

    return _act(request, version_id, form, "reason_form", act)


@require_POST
@needs("cms.manage_version")
def version_refresh(request: HttpRequest, version_id: str) -> HttpResponse:
    """Take newer texts in."""

    def act(version: CurriculumVersion) -> str:
        changed = refresh_version(version=version, actor=person(request))
        return _("Newer texts were taken in.") if changed else _("Nothing is newer: the version stays as it is.")

    return _act(request, version_id, None, "", act)


@require_POST
@needs("cms.manage_version")
def version_publish(request: HttpRequest, version_id: str) -> HttpResponse:
    """Publish a version whose reviews are closed."""

    def act(version: CurriculumVersion) -> str:
        publish_version(version=version, actor=person(request))
        return _("Published. Cohorts can now be opened on this version; it never changes again.")

    return _act(request, version_id, None, "", act)


@require_POST
@needs("cms.manage_version")
def version_retire(request: HttpRequest, version_id: str) -> HttpResponse:
    """Retire a published version."""

    def act(version: CurriculumVersion) -> str:
        retire_version(version=version, actor=person(request))
        return _("Retired. Cohorts on this version go on reading it; no new cohort can choose it.")

    return _act(request, version_id, None, "", act)
