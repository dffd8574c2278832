"""Files that lessons show: kept under their digest, so an address never changes its content."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import cast

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cms.media import kept_path
from lms.people.access import signed_in

_SIZE = re.compile(r"^\d{2,4}\.webp$")
YEAR = 365 * 24 * 3600


@require_safe
@signed_in
def kept_file(request: HttpRequest, sha256: str, name: str) -> HttpResponse:
    """Serve a lesson's file, or a picture in one size (`720.webp`), to anybody signed in who knows its digest."""
    suffix = f"-{name}" if _SIZE.match(name) else PurePath(name).suffix.lower()
    path = kept_path(sha256, suffix)
    if not re.fullmatch(r"[0-9a-f]{64}", sha256) or not default_storage.exists(path):
        raise Http404
    inline = suffix.endswith((".webp", ".mp4", ".webm", ".mp3", ".m4a", ".ogg"))
    response = FileResponse(default_storage.open(path, "rb"), as_attachment=not inline, filename=name)
    response["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    return cast("HttpResponse", response)
