"""Files that lessons show: kept under their digest, so an address never changes its content. And the editors' library."""

from __future__ import annotations

import mimetypes
import re
from pathlib import PurePath
from typing import cast
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from cms.media import kept_path
from cms.ranges import part_of
from lms.people.access import signed_in

_SIZE = re.compile(r"^\d{2,4}\.webp$")
_LIBRARY = re.compile(r"^(images|original_images)/[^/]+\.(jpe?g|png|webp|gif|avif)$", re.IGNORECASE)
RECORDINGS = (".mp4", ".webm", ".mp3", ".m4a", ".ogg")
YEAR = 365 * 24 * 3600


@require_safe
@signed_in
def kept_file(request: HttpRequest, sha256: str, name: str) -> HttpResponse:
    """Serve a lesson's file, or a picture in one size (`720.webp`), to anybody signed in who knows its digest."""
    suffix = f"-{name}" if _SIZE.match(name) else PurePath(name).suffix.lower()
    path = kept_path(sha256, suffix)
    if not re.fullmatch(r"[0-9a-f]{64}", sha256) or not default_storage.exists(path):
        raise Http404
    if suffix in RECORDINGS:
        return _recording(request, path, name)
    response = FileResponse(default_storage.open(path, "rb"), as_attachment=not suffix.endswith(".webp"), filename=name)
    response["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    return cast("HttpResponse", response)


def _recording(request: HttpRequest, path: str, name: str) -> HttpResponse:
    """Send a recording part by part, as players ask for it; from a store with signed addresses, lead there instead:
    it sends parts without a web process waiting for hundreds of megabytes."""
    address = default_storage.url(path)
    if urlsplit(address).netloc:
        away = redirect(address)
        away["Cache-Control"] = "private, no-store"
        return away
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = part_of(default_storage.open(path, "rb"), default_storage.size(path), kind, request.headers.get("Range"))
    response["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    return response


@require_safe
@signed_in
def library_picture(request: HttpRequest, path: str) -> HttpResponse:
    """Show editors a picture of their library where the store has no addresses of its own (a folder on this machine)."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    if not _LIBRARY.match(path) or not default_storage.exists(path):
        raise Http404
    response = FileResponse(default_storage.open(path, "rb"))
    response["Cache-Control"] = "private, max-age=3600"
    return cast("HttpResponse", response)
