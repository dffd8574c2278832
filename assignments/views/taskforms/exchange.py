"""Task forms out as XLSForm, and in with a dry run."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assignments.forms.taskforms import XlsFormConfirm, XlsFormUpload
from assignments.interchange.xlsform import read_xlsform, xlsform_of
from assignments.models import FormVersion
from assignments.queries.taskforms import import_plan
from assignments.services import taskforms
from lms.people.access import found, needs, person
from lms.people.errors import Refusal
from lms.ui.downloads import XLSX, file_answer

SALT = "assignments.xlsform"
HOURS = 60 * 60


@require_safe
@needs("assignments.edit_form")
def form_version_xlsform(request: HttpRequest, pid: str) -> HttpResponse:
    """One version as an XLSForm workbook."""
    version = found(FormVersion.objects.visible_to(person(request)), public_id=pid)
    content = xlsform_of(version.schema, version=str(version.number))
    return file_answer(content, XLSX, f"{version.schema['code']}-v{version.number}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("assignments.edit_form")
def form_import(request: HttpRequest) -> HttpResponse:
    """Choose a workbook; see the form it makes, or every place where it is wrong. Nothing is written yet."""
    form = XlsFormUpload(request.POST, request.FILES) if request.method == "POST" else XlsFormUpload()
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        schema, faults = read_xlsform(form.cleaned_data["file"].read())
        if faults:
            context["faults"] = faults
        else:
            signed = signing.dumps({"schema": schema, "by": person(request).pk}, salt=SALT, compress=True)
            context |= {"plan": import_plan(schema), "schema": schema, "confirm": XlsFormConfirm({"form": signed})}
    return render(request, "assignments/form_import.html", context, status=422 if "faults" in context else 200)


@require_POST
@needs("assignments.edit_form")
def form_import_confirm(request: HttpRequest) -> HttpResponse:
    """Put the form whose dry run was read into the editor."""
    form = XlsFormConfirm(request.POST)
    try:
        if not form.is_valid():
            raise Refusal(
                _("The checked form could not be read again. Upload the file once more; nothing was written.")
            )
        written = taskforms.write_form(
            actor=person(request), schema=_signed(form.cleaned_data["form"], person(request).pk)
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("assignments:form_import")
    messages.success(
        request, _("“%(form)s” stands in the editor now. Make a version when you are ready.") % {"form": written}
    )
    return redirect(written)


def _signed(text: str, user_id: int) -> dict[str, Any]:
    try:
        data = signing.loads(text, salt=SALT, max_age=HOURS)
    except signing.BadSignature as error:
        raise Refusal(_("The checked form is too old. Upload the file once more; nothing was written.")) from error
    if data["by"] != user_id:
        raise Refusal(_("Somebody else checked this form. Upload the file yourself; nothing was written."))
    schema: dict[str, Any] = data["schema"]
    return schema
