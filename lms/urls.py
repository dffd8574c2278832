"""Every address of the site. Each room brings its own; Wagtail takes what is left."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, register_converter

from lms import health
from lms.addresses import rooms
from lms.people.ids import PublicIdConverter

register_converter(PublicIdConverter, "pid")

patterns: list[URLPattern | URLResolver] = [
    # First: one sign-in for all, in place of the packages' own.
    path("", include("lms.people.doors")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("lms.ui.urls")),
    path("", include("lms.people.urls")),
    path("", include("lms.files.urls")),
    path("", include("lms.notices.urls")),
    path("", include("lms.programme.urls")),
    path("", include("lms.evaluation.urls")),
    path("", include("fieldpractice.urls")),
    path("", include("assignments.urls")),
    path("", include("courses.urls")),
    path("", include("cms.urls")),
]
urlpatterns = rooms(patterns)
