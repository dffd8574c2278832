"""Files that a page gives away."""

from __future__ import annotations

from django.http import HttpResponse

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"
ZIP = "application/zip"
CSV = "text/csv; charset=utf-8"


def file_answer(body: bytes | str, kind: str, name: str, *, inline: bool = False) -> HttpResponse:
    """Answer with a file of this name to keep, or with `inline` to look at. The name is one of ours: nothing that somebody typed."""
    place = "inline" if inline else "attachment"
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": f'{place}; filename="{name}"'})
