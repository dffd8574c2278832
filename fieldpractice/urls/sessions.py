"""Addresses: monitoring sessions: planned, moved, called off, joined."""

from django.urls import URLPattern, path

from fieldpractice.views import sessions as views

urlpatterns: list[URLPattern] = [
    path("monitoring/", views.session_list, name="session_list"),
    path("monitoring/<pid:pid>/", views.session_detail, name="session_detail"),
    path("monitoring/<pid:pid>/edit/", views.session_edit, name="session_edit"),
    path("monitoring/<pid:pid>/cancel/", views.session_cancel, name="session_cancel"),
    path("monitoring/<pid:pid>/link/", views.session_link, name="session_link"),
    path("monitoring/<pid:pid>/join/", views.session_join, name="session_join"),
    path("monitoring/<pid:pid>/agree/", views.session_agree, name="session_agree"),
    path("monitoring/<pid:pid>/start/", views.session_start, name="session_start"),
    path("monitoring/<pid:pid>/recordings/<int:number>/", views.recording_delete, name="recording_delete"),
    path("cohorts/<pid:pid>/monitoring/", views.cohort_sessions, name="cohort_sessions"),
    path("cohorts/<pid:pid>/monitoring/plan/", views.session_plan, name="session_plan"),
    path("cohorts/<pid:pid>/monitoring/add/", views.session_add, name="session_add"),
    path("cohorts/<pid:pid>/monitoring/groups/", views.group_list, name="group_list"),
    path("cohorts/<pid:pid>/monitoring/groups/<pid:group>/", views.group_edit, name="group_edit"),
]
