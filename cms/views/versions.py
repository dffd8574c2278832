"""Versions of the curriculum: the list, one version, and what may be done with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
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
from lms.people.access import found, needs, person
from lms.people.errors import Refusal
from lms.ui.form_pages import GET_POST, done, form_page, form_sent, posted, pressed


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


@require_http_methods(GET_POST)
@needs("cms.manage_version")
def version_create(request: HttpRequest) -> HttpResponse:
    """Take the latest revisions into a new version."""

    def act(data: dict[str, Any]) -> HttpResponse:
        curriculum = curriculum_page()
        if curriculum is None:
            raise Refusal(_("There is no published curriculum yet. Import one or write it in the editor."))
        version = create_version(curriculum=curriculum, actor=person(request), note=data["note"])
        return done(request, _("Version %s was taken from the latest texts.") % version.number, version)

    return form_page(
        request, template="cms/version_create.html", form=VersionForm(posted(request)), act=act, context={}
    )


def _again(request: HttpRequest, version_id: str, status: int, **form: forms.Form) -> HttpResponse:
    """Show a version as it is now, with a form that was refused."""
    context = _detail(request, _version(request, version_id), **form)
    return render(request, "cms/version_detail.html", context, status=status)


@require_POST
@needs("cms.manage_version")
def version_send(request: HttpRequest, version_id: str) -> HttpResponse:
    """Put a version to the units."""
    version, form = _version(request, version_id), ReviewForm(request.POST)

    def act(data: dict[str, Any]) -> HttpResponse:
        send_to_review(version=version, due_on=data["due_on"], actor=person(request))
        return done(request, _("The units were asked to sign."), version)

    return form_sent(form, act=act, again=lambda status: _again(request, version_id, status, review_form=form))


@require_POST
@needs("cms.manage_version")
def version_take_back(request: HttpRequest, version_id: str) -> HttpResponse:
    """Take a version out of review."""
    version, form = _version(request, version_id), ReasonForm(request.POST)

    def act(data: dict[str, Any]) -> HttpResponse:
        take_back_version(version=version, reason=data["reason"], actor=person(request))
        return done(request, _("The version is a draft again; its open reviews were withdrawn."), version)

    return form_sent(form, act=act, again=lambda status: _again(request, version_id, status, reason_form=form))


@require_POST
@needs("cms.manage_version")
def version_refresh(request: HttpRequest, version_id: str) -> HttpResponse:
    """Take newer texts in."""
    version = _version(request, version_id)

    def act() -> str:
        changed = refresh_version(version=version, actor=person(request))
        return _("Newer texts were taken in.") if changed else _("Nothing is newer: the version stays as it is.")

    return pressed(request, act, version)


@require_POST
@needs("cms.manage_version")
def version_publish(request: HttpRequest, version_id: str) -> HttpResponse:
    """Publish a version whose reviews are closed."""
    version = _version(request, version_id)

    def act() -> str:
        publish_version(version=version, actor=person(request))
        return _("Published. Cohorts can now be opened on this version; it never changes again.")

    return pressed(request, act, version)


@require_POST
@needs("cms.manage_version")
def version_retire(request: HttpRequest, version_id: str) -> HttpResponse:
    """Retire a published version."""
    version = _version(request, version_id)

    def act() -> str:
        retire_version(version=version, actor=person(request))
        return _("Retired. Cohorts on this version go on reading it; no new cohort can choose it.")

    return pressed(request, act, version)
