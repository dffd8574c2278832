"""Addresses of this room. `dashboard` and `dashboard_hat` are global names; the others carry `people:`."""

from django.urls import URLPattern, include, path

from lms.people import views

people_patterns: list[URLPattern] = []

urlpatterns = [
    path("dashboard/", views.dashboard, name="dashboard"),
    path("dashboard/hat/", views.dashboard_hat, name="dashboard_hat"),
    path("", include((people_patterns, "people"))),
]
