"""Addresses: Zoom's side: its notifications, its health."""

from django.urls import URLPattern, path

from fieldpractice.views import zoom as views

urlpatterns: list[URLPattern] = [
    path("monitoring/hosts/", views.host_list, name="host_list"),
    path("monitoring/hosts/<int:number>/", views.host_edit, name="host_edit"),
    path("monitoring/zoom/", views.zoom_health, name="zoom_health"),
    path("monitoring/zoom/check/", views.zoom_check, name="zoom_check"),
    path("monitoring/zoom/again/", views.zoom_again, name="zoom_again"),
]
