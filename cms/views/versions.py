"""Versions of the curriculum: the list, one version, and what may be done with it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.queries import outline
from cms.queries.reviews import standings
from cms.queries.versions import sums, version_rows
from lms.people.access import found, needs, person


@require_safe
@needs("cms.list_versions")
def version_list(request: HttpRequest) -> HttpResponse:
    """All versions this reader may see."""
    return render(request, "cms/version_list.html", {"versions": version_rows(person(request))})


@require_safe
@needs("cms.list_versions")
def version_detail(request: HttpRequest, version_id: str) -> HttpResponse:
    """One version: state, reviews, contents, and what can be done next."""
    version = found(version_rows(person(request)), public_id=version_id)
    courses = outline(version)
    context = {"version": version, "courses": courses, "sums": sums(courses), "standings": standings(version)}
    return render(request, "cms/version_detail.html", context)
