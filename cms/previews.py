"""What an editor sees before a lesson is taken into a version."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cms.markdown.from_pages import written_of
from cms.media import keep_item, media_name
from cms.rendering import render_lesson


def lesson_preview(page: Any, request: HttpRequest) -> HttpResponse:
    """Show the lesson as its readers will see it, from the form as it stands."""
    written = written_of(page)
    files = {media_name(item): keep_item(item) for item in written.items}
    body = render_lesson(written.document, files)
    return render(request, "cms/lesson_preview.html", {"page": page, "body": body})
