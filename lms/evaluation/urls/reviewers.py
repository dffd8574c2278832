"""Addresses of this part."""

from django.urls import URLPattern, path

from lms.evaluation.views import reviewers as views

U = "reviewers/<str:column>/"

urlpatterns: list[URLPattern] = [
    path("reviewers/", views.reviewer_list, name="reviewer_list"),
    path(U, views.reviewer_unit, name="reviewer_unit"),
    path(f"{U}export/<slug:table>/", views.reviewer_export, name="reviewer_export"),
    path(f"{U}monthly/<slug:month>/", views.monthly_paper, name="monthly_paper"),
    path(f"{U}papers/again/", views.monthly_papers_again, name="monthly_papers_again"),
    path(f"{U}cohorts/<pid:pid>/", views.reviewer_cohort, name="reviewer_cohort"),
    path(f"{U}cohorts/<pid:pid>/export/", views.reviewer_figures, name="reviewer_figures"),
]
