"""Every address of this room, one module a part; the views of a part stand in `fieldpractice.views` under the same name."""

from django.urls import URLPattern

from fieldpractice.urls import (
    constraints,
    logbook,
    minutes,
    overview,
    placements,
    presence,
    sessions,
    supervision,
    zoom,
)

app_name = "fieldpractice"
urlpatterns: list[URLPattern] = [
    *placements.urlpatterns,
    *logbook.urlpatterns,
    *supervision.urlpatterns,
    *overview.urlpatterns,
    *sessions.urlpatterns,
    *zoom.urlpatterns,
    *presence.urlpatterns,
    *constraints.urlpatterns,
    *minutes.urlpatterns,
]
