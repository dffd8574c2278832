"""Addresses: placements: who practises where, pauses and moves."""

from django.urls import URLPattern, path

from fieldpractice.views import placements as views

urlpatterns: list[URLPattern] = [
    path("cohorts/<pid:pid>/placements/", views.cohort_placements, name="cohort_placements"),
    path("field/placements/<pid:pid>/plan/", views.placement_plan, name="placement_plan"),
    path("field/placements/<pid:pid>/edit/", views.placement_edit, name="placement_edit"),
    path("field/placements/<pid:pid>/pause/", views.pause_add, name="pause_add"),
    path("field/pauses/<pid:pid>/take-back/", views.pause_take_back, name="pause_take_back"),
]
