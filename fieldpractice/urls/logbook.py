"""Addresses: the logbook."""

from django.urls import URLPattern, path

from fieldpractice.views import logbook as views

urlpatterns: list[URLPattern] = [
    path("logbook/", views.logbook, name="logbook"),
    path("logbook/sync/", views.logbook_sync, name="logbook_sync"),
    path("logbook/weeks/<int:number>/", views.logbook_week, name="logbook_week"),
    path("logbook/entries/<pid:pid>/", views.entry_edit, name="entry_edit"),
    path("logbook/entries/<pid:pid>/strike/", views.entry_strike, name="entry_strike"),
    path("cohorts/<pid:pid>/logbook/", views.cohort_logbook, name="cohort_logbook"),
]
