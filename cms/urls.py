"""The editor, the staff's screens, and the published pages, which take every address that is left."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.views import serve

from cms import views

VERSION = "curriculum-versions/<pid:version_id>"

room: list[URLPattern | URLResolver] = [
    path("curriculum-versions/", views.version_list, name="version_list"),
    path("curriculum-versions/new/", views.version_create, name="version_create"),
    path("curriculum-versions/import/", views.curriculum_import, name="curriculum_import"),
    path("curriculum-versions/import/confirm/", views.curriculum_import_confirm, name="curriculum_import_confirm"),
    path(f"{VERSION}/", views.version_detail, name="version_detail"),
    path(f"{VERSION}/send/", views.version_send, name="version_send"),
    path(f"{VERSION}/take-back/", views.version_take_back, name="version_take_back"),
    path(f"{VERSION}/refresh/", views.version_refresh, name="version_refresh"),
    path(f"{VERSION}/publish/", views.version_publish, name="version_publish"),
    path(f"{VERSION}/retire/", views.version_retire, name="version_retire"),
    path(f"{VERSION}/compare/", views.version_choose, name="version_choose"),
    path(f"{VERSION}/compare/<pid:other_id>/", views.version_compare, name="version_compare"),
    path(f"{VERSION}/export/", views.version_export, name="version_export"),
    path(f"{VERSION}/read/<slug:slug>/", views.lesson_read, name="lesson_read"),
    path("lesson-files/<str:sha256>/<str:name>", views.kept_file, name="kept_file"),
    path("media/<path:path>", views.library_picture, name="library_picture"),
    path("glossary/", views.glossary_list, name="glossary_list"),
    path("search/", views.search, name="search"),
    # Names for pages that the navigation and other rooms point to; Wagtail serves them.
    path("curriculum/", serve, {"path": "curriculum/"}, name="curriculum"),
    path("sop/", serve, {"path": "sop/"}, name="sops"),
    path("sop/<int:number>/", views.sop_numbered, name="sop_numbered"),
    path("processes/", serve, {"path": "processes/"}, name="processes"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((room, "cms"))),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),
]
