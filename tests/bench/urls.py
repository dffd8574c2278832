"""The site's addresses and one more: the floor."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.backends.django import Template
from django.urls import include, path

# A finished page by the name of its journey.
BODIES: dict[str, str] = {}


@cache
def _template(name: str) -> Template:
    return engines["floor"].from_string("{% verbatim %}" + BODIES[name] + "{% endverbatim %}<!--{{ user.pk }}-->")


def floor(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with a finished page and the person's number: session and person are loaded, nothing else is worked out."""
    return HttpResponse(_template(name).render({}, request))


urlpatterns = [path("bench/floor/<str:name>/", floor), path("", include("lms.urls"))]
