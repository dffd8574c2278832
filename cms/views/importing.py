"""Bringing a zip of Markdown into the site: a dry run first, then the import."""

from __future__ import annotations

from io import BytesIO

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cms.enums import ImportOutcome
from cms.forms import ConfirmForm, UploadForm
from cms.markdown.archive import read_zip
from cms.markdown.errors import FolderRefused
from cms.markdown.folder import read_folder
from cms.queries import known, plan_import
from cms.services import import_curriculum
from cms.services.uploads import forget_uploads, keep_upload, kept_upload
from lms.people.access import needs, person
from lms.people.errors import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@needs("cms.import_curriculum")
def curriculum_import(request: HttpRequest) -> HttpResponse:
    """Choose a zip; see what it would do, or what is wrong with it."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            changes = plan_import(read_folder(read_zip(BytesIO(content)), known()))
        except FolderRefused as refusal:
            context["problems"] = refusal.problems
        else:
            done = [change for change in changes if change.outcome != ImportOutcome.UNCHANGED]
            context |= {"checked": True, "changes": done, "unchanged": len(changes) - len(done)}
            digest = keep_upload(content=content, actor=person(request))
            context["confirm"] = ConfirmForm(initial={"upload": digest})
    return render(request, "cms/curriculum_import.html", context)


@require_POST
@needs("cms.import_curriculum")
def curriculum_import_confirm(request: HttpRequest) -> HttpResponse:
    """Import the zip whose dry run was read."""
    form = ConfirmForm(request.POST)
    actor = person(request)
    try:
        if not form.is_valid():
            raise Refusal(_("The checked file could not be named. Upload it again; nothing was imported."))
        files = kept_upload(digest=form.cleaned_data["upload"], actor=actor)
        changes = import_curriculum(folder=read_folder(files, known()), actor=actor)
    except (Refusal, FolderRefused) as refusal:
        messages.error(request, str(refusal))
        return redirect("cms:curriculum_import")
    forget_uploads(actor=actor)
    done = sum(change.outcome != ImportOutcome.UNCHANGED for change in changes)
    messages.success(request, _("Imported: %s things written. Take them into a version when you are ready.") % done)
    return redirect("cms:version_list")
