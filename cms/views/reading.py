"""Reading a version: one lesson, two versions compared, the whole as a zip."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cms.enums import ItemKind
from cms.forms import CompareForm
from cms.markdown.archive import write_zip
from cms.markdown.folder import write_folder
from cms.models import CurriculumVersion
from cms.queries import lesson_html, version_folder
from cms.queries.comparing import compare
from cms.queries.versions import neighbours, other_versions
from lms.people.access import check, found, needs, person
from lms.ui.downloads import ZIP, file_answer


def _version(request: HttpRequest, version_id: str) -> CurriculumVersion:
    return found(CurriculumVersion.objects.visible_to(person(request)), public_id=version_id)


@require_safe
@needs("cms.list_versions")
def lesson_read(request: HttpRequest, version_id: str, slug: str) -> HttpResponse:
    """The body of a lesson, for those who make and review it."""
    version = _version(request, version_id)
    check(request, "cms.read_body", version)
    item = found(version.items.select_related("parent"), slug=slug, kind=ItemKind.LESSON)
    before, after = neighbours(item)
    context = {"version": version, "item": item, "body": lesson_html(item), "before": before, "after": after}
    return render(request, "cms/lesson_read.html", context)


@require_safe
@needs("cms.list_versions")
def version_choose(request: HttpRequest, version_id: str) -> HttpResponse:
    """Lead to the comparison with the version that was chosen."""
    version = _version(request, version_id)
    form = CompareForm(request.GET, others=other_versions(person(request), version))
    if not form.is_valid():
        raise Http404
    return redirect("cms:version_compare", version.public_id, form.cleaned_data["other"].public_id)


@require_safe
@needs("cms.list_versions")
def version_compare(request: HttpRequest, version_id: str, other_id: str) -> HttpResponse:
    """What is different between two versions of a curriculum; the earlier one is always the one before."""
    pair = [_version(request, version_id), _version(request, other_id)]
    if pair[0].curriculum_id != pair[1].curriculum_id:
        raise Http404
    before, after = sorted(pair, key=lambda version: version.number)
    context = {"before": before, "after": after, "changes": compare(before, after)}
    return render(request, "cms/version_compare.html", context)


@require_safe
@needs("cms.export_version")
def version_export(request: HttpRequest, version_id: str) -> HttpResponse:
    """The version as a zip of Markdown."""
    version = _version(request, version_id)
    content = write_zip(write_folder(version_folder(version)))
    answer = file_answer(content, ZIP, f"kurikulum-v{version.number}.zip")
    answer["Cache-Control"] = "private, no-store"
    return answer
