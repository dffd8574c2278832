"""The editor, the staff's screens, and the published pages, which take every address that is left."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms import views

room: list[URLPattern | URLResolver] = [
    path("curriculum-versions/", views.version_list, name="version_list"),
    path("curriculum-versions/<pid:version_id>/", views.version_detail, name="version_detail"),
    path("lesson-files/<str:sha256>/<str:name>", views.kept_file, name="kept_file"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((room, "cms"))),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),
]
