"""The site's addresses and two more: the floor, and the floor's view within the site's own frame of middleware."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.backends.django import Template
from django.urls import include, path


@cache
def _template(name: str) -> Template:
    body = (Path(settings.BENCH_BODIES) / name).read_text()
    return engines["floor"].from_string("{% verbatim %}" + body + "{% endverbatim %}<!--{{ user.pk }}-->")


def floor(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with a finished page and the person's number: session and person are loaded, nothing else is worked out."""
    return HttpResponse(_template(name).render({}, request))


urlpatterns = [
    path("bench/floor/<str:name>/", floor),
    path("bench/frame/<str:name>/", floor),
    path("", include("lms.urls")),
]
