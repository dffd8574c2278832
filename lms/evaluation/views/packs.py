"""Replication packs: made and taken away, brought in after a dry run, and a cohort opened from one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.plan import next_monday
from courses.services.cohorts import next_number
from lms.evaluation.enums import PackImportState
from lms.evaluation.forms.packs import PackForm, PackOpenForm, PackUploadForm
from lms.evaluation.models import PackImport
from lms.evaluation.packs.manifest import listed
from lms.evaluation.packs.shapes import ScheduleFile
from lms.evaluation.queries.packs import lists
from lms.evaluation.queries.packs.here import found_here
from lms.evaluation.services.packs import bringing, making, opening
from lms.people import clock
from lms.people.access import found, needs, person
from lms.people.errors import Refusal
from lms.programme.models import Programme
from lms.ui.form_pages import GET_POST, done, form_page, posted

SHOWN = 30


@require_safe
@needs("evaluation.manage_packs")
def pack_list(request: HttpRequest) -> HttpResponse:
    """The packs made here, and those that came from elsewhere."""
    context = {
        "packs": lists.packs_visible_to(person(request))[:SHOWN],
        "imports": lists.imports_visible_to(person(request))[:SHOWN],
    }
    return render(request, "evaluation/pack_list.html", context)


@require_http_methods(GET_POST)
@needs("evaluation.manage_packs")
def pack_add(request: HttpRequest) -> HttpResponse:
    """Have a pack made of a cohort and a version."""

    def act(data: dict[str, Any]) -> HttpResponse:
        return redirect(making.ask_pack(actor=person(request), cohort=data["cohort"], version=data["version"]))

    form = PackForm(posted(request), initial={"cohort": request.GET.get("cohort")})
    return form_page(request, template="evaluation/pack_add.html", form=form, act=act, context={})


@require_safe
@needs("evaluation.manage_packs")
def pack_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One pack: how far it is, what is in it, by which digest it is known. Asked by the page itself it answers with the part that changes."""
    pack = found(lists.packs_visible_to(person(request)), public_id=pid)
    context = {
        "pack": pack,
        "contents": listed(pack.manifest),
        "files": sorted((pack.manifest.get("files") or {}).items()),
        "signed": lists.signed_of(pack.manifest),
    }
    part = getattr(request, "htmx", False)
    return render(request, "evaluation/_pack_state.html" if part else "evaluation/pack_detail.html", context)


@require_safe
@needs("evaluation.manage_packs")
def pack_file(request: HttpRequest, pid: str) -> HttpResponse:
    """The archive itself."""
    pack = found(lists.packs_visible_to(person(request)), public_id=pid)
    if not pack.is_ready:
        raise Http404
    kind = _("replication-pack")
    name = f"{kind}-{slugify(pack.cohort.name)}-{pack.digest[:8]}.zip"
    return FileResponse(
        default_storage.open(pack.path), as_attachment=True, filename=name, content_type="application/zip"
    )  # type: ignore[return-value]


@require_http_methods(GET_POST)
@needs("evaluation.manage_packs")
def pack_import(request: HttpRequest) -> HttpResponse:
    """Upload a pack from elsewhere: its dry run comes first. Says beforehand when this installation is not empty."""
    form = PackUploadForm(posted(request), request.FILES or None)

    def act(data: dict[str, Any]) -> HttpResponse:
        file = data["file"]
        return redirect(bringing.upload_pack(actor=person(request), name=file.name or "", content=file))

    context = {"here": found_here()}
    return form_page(request, template="evaluation/pack_import.html", form=form, act=act, context=context)


@require_safe
@needs("evaluation.manage_packs")
def pack_import_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """How far a pack from elsewhere is, what is in it, or why it cannot be brought in."""
    source = _import(request, pid)
    context = {
        "source": source,
        "contents": listed(source.manifest),
        "signed": lists.signed_of(source.manifest),
        "origin": lists.origin_of_manifest(source.manifest),
        "cohorts": source.cohorts.select_related("cohort") if source.is_done else (),
        "stopped": source.state == PackImportState.CONFIRMED and not source.is_running,
    }
    part = getattr(request, "htmx", False)
    return render(
        request, "evaluation/_pack_import_state.html" if part else "evaluation/pack_import_detail.html", context
    )


@require_POST
@needs("evaluation.manage_packs")
def pack_import_confirm(request: HttpRequest, pid: str) -> HttpResponse:
    """Bring in a pack whose dry run was read."""
    source = _import(request, pid)
    try:
        bringing.confirm_pack(actor=person(request), source=source)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(source)


@require_POST
@needs("evaluation.manage_packs")
def pack_import_drop(request: HttpRequest, pid: str) -> HttpResponse:
    """Give a pack up."""
    source = _import(request, pid)
    try:
        bringing.drop_pack(actor=person(request), source=source)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(source)
    return done(request, _("Given up: nothing was brought in, and the file is deleted."), "evaluation:pack_list")


@require_http_methods(GET_POST)
@needs("evaluation.manage_packs")
def pack_import_open(request: HttpRequest, pid: str) -> HttpResponse:
    """Open a cohort from a pack: the dates are shown (GET) before they are saved (POST)."""
    source = _import(request, pid)
    if not source.is_done:
        raise Http404
    schedule = ScheduleFile.model_validate(source.schedule)
    asked = posted(request) or (request.GET if "starts_on" in request.GET else None)
    form = PackOpenForm(asked, schedule=schedule, initial=_initial(source, schedule))
    chosen = form.cleaned_data["starts_on"] if asked and form.is_valid() else None

    def act(data: dict[str, Any]) -> HttpResponse:
        cohort = opening.open_from_pack(actor=person(request), source=source, opening=opening.Opening(**data))
        words = _("The cohort is planned with everything of the pack. Check its stages, then open it.")
        return done(request, words, "courses:cohort_detail", cohort.public_id)

    context = {
        "source": source,
        "preview": lists.stage_days(schedule, chosen) if chosen else [],
        "contents": listed(source.manifest),
    }
    return form_page(request, template="evaluation/pack_import_open.html", form=form, act=act, context=context)


def _initial(source: PackImport, schedule: ScheduleFile) -> dict[str, Any]:
    programme = Programme.objects.filter(code=source.plan.get("code")).first()
    return {
        "number": next_number(programme) if programme else 1,
        "starts_on": next_monday(clock.today()),
        "capacity": schedule.capacity,
        "time_zone": "Asia/Jakarta",
    }


def _import(request: HttpRequest, pid: str) -> PackImport:
    return found(lists.imports_visible_to(person(request)), public_id=pid)
