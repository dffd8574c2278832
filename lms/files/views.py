"""Taking uploads in parts, and serving files to those whom their room lets read."""

from __future__ import annotations

import json
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.files import limits, registry, services
from lms.files.enums import MIME, FileKind, FileState, UploadState
from lms.files.models import StoredFile, Upload
from lms.files.names import name_of_kind
from lms.files.services.checking import page_path
from lms.people.access import found, person, signed_in
from lms.people.errors import Conflict, Refusal

JPEG = MIME[FileKind.JPEG]
# A file opened in place is a picture of a page with nothing in it that could act.
SEALED = "default-src 'none'; sandbox"


@require_POST
@signed_in
def upload_begin(request: HttpRequest) -> HttpResponse:
    """Begin an upload, or find the one of this key: the answer says where to go on. Takes and answers JSON."""
    try:
        asked = json.loads(request.body)
        purpose, key, name, size = str(asked["purpose"]), str(asked["key"]), str(asked["name"]), int(asked["size"])
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"refused": _("The upload was asked for in words this site does not know.")}, status=400)
    try:
        upload = services.begin_upload(actor=person(request), purpose=purpose, key=key, name=name, size=size)
    except Refusal as refusal:
        return _refused(refusal)
    return JsonResponse(_standing(upload))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def upload_part(request: HttpRequest, pid: str) -> HttpResponse:
    """Say how far an upload is (GET), or take its next part as the request's body (POST)."""
    upload = found(Upload.objects.filter(owner=person(request)).select_related("file"), public_id=pid)
    if request.method != "POST":
        return JsonResponse(_standing(upload))
    offset, digest = request.headers.get("Upload-Offset", ""), request.headers.get("Upload-SHA256", "")
    if not (offset.isascii() and offset.isdigit() and len(offset) < 12) or len(digest) != 64:
        return JsonResponse({"refused": _("A part came without its place or its digest.")}, status=400)
    try:
        upload = services.receive_part(
            actor=person(request), upload=upload, offset=int(offset), content=_body(request), sha256=digest
        )
        if upload.offset == upload.size and upload.state == UploadState.OPEN:
            services.finish(actor=person(request), upload=upload)
            upload.refresh_from_db()
    except Refusal as refusal:
        return _refused(refusal, upload)
    return JsonResponse(_standing(upload))


@require_safe
@signed_in
def file_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """The file itself: a picture in place, anything else as a download."""
    file = _readable(request, pid)
    inline = file.is_picture and "download" not in request.GET
    name = name_of_kind(registry.name_for(person(request), file), file.kind)
    mime = MIME[FileKind(file.kind)]
    return _served(request, file.path, tag=file.stored_sha256, mime=mime, name=name, inline=inline)


@require_safe
@signed_in
def file_preview(request: HttpRequest, pid: str) -> HttpResponse:
    """A small picture of the file, for lists."""
    file = _readable(request, pid)
    if not file.preview_path:
        raise Http404
    return _served(request, file.preview_path, tag=f"{file.stored_sha256}-s", mime=JPEG, name="pratinjau.jpg")


@require_safe
@signed_in
def file_page(request: HttpRequest, pid: str, number: int) -> HttpResponse:
    """One of the first pages of a PDF, drawn."""
    file = _readable(request, pid)
    if not 1 <= number <= file.pages_drawn:
        raise Http404
    path = page_path(f"files/{pid[:2]}/{pid}", number)
    return _served(request, path, tag=f"{file.stored_sha256}-{number}", mime=JPEG, name=f"halaman-{number}.jpg")


def _readable(request: HttpRequest, pid: str) -> StoredFile:
    """Return a file this reader may have, once it is checked. Anything else does not exist."""
    file = found(StoredFile.objects.filter(state=FileState.READY), public_id=pid)
    if not registry.may_read(person(request), file):
        raise Http404
    return file


def _served(request: HttpRequest, path: str, *, tag: str, mime: str, name: str, inline: bool = True) -> HttpResponse:
    """Answer with bytes of the store. A browser keeps them, but asks each time whether it may show them."""
    etag = f'"{tag}"'
    answer: HttpResponse
    if request.headers.get("If-None-Match", "").removeprefix("W/") == etag:
        answer = HttpResponseNotModified()
    else:
        try:
            source = default_storage.open(path)
        except FileNotFoundError as error:
            raise Http404 from error
        answer = FileResponse(source, as_attachment=not inline, filename=name, content_type=mime)  # type: ignore[assignment]
        answer["Content-Encoding"] = "identity"  # compressed by its kind; gzip would only hide its size
        answer["Content-Security-Policy"] = SEALED
        answer["X-Content-Type-Options"] = "nosniff"
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    answer["Vary"] = "Cookie"
    return answer


def _body(request: HttpRequest) -> bytes:
    """Read the part, and no more than a part may be."""
    return request.read(limits.LARGEST_PART + 1)


def _standing(upload: Upload) -> dict[str, Any]:
    """What the page needs to go on: how far the upload is and, once it is a file, how the check stands."""
    file = upload.file
    return {
        "upload": upload.public_id,
        "name": upload.name,
        "size": upload.size,
        "offset": upload.offset,
        "part": limits.LARGEST_PART // 4,
        "file": file.public_id if file else "",
        "state": file.state if file else upload.state,
        "refused": file.refused_because if file else "",
    }


def _refused(refusal: Refusal, upload: Upload | None = None) -> JsonResponse:
    if upload is not None:
        upload.refresh_from_db()
    told = _standing(upload) if upload is not None and isinstance(refusal, Conflict) else {}
    return JsonResponse({**told, "refused": str(refusal)}, status=refusal.status)
