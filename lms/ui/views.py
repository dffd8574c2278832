"""Error pages and the living page of components."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lms.ui import living

FAVICON = Path(__file__).parent / "static/ui/favicon.ico"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page had become too old to be sent, and how to go on."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)


@require_safe
def component_list(request: HttpRequest) -> HttpResponse:
    """Show every component, in the language asked for. Raises Http404 outside demo installations."""
    if not settings.PADAN_DEMO:
        raise Http404
    asked = request.GET.get("language", "")
    language = asked if asked in dict(settings.LANGUAGES) else translation.get_language()
    with translation.override(language):
        return render(request, "ui/component_list.html", living.context(request.GET.get("page", "1")))


@cache_control(public=True, max_age=30 * 24 * 3600)
@require_safe
def favicon(request: HttpRequest) -> FileResponse:
    """The icon at the address that browsers ask for on their own: on a download, an error page, a bookmark."""
    return FileResponse(FAVICON.open("rb"), content_type="image/x-icon")
