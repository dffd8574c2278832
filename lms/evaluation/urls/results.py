"""Addresses: results of surveys."""

from django.urls import URLPattern, path

from lms.evaluation.views import results as views

urlpatterns: list[URLPattern] = [
    path("surveys/<pid:pid>/results/", views.survey_results, name="survey_results"),
    path("surveys/<pid:pid>/results/xlsx/", views.survey_results_xlsx, name="survey_results_xlsx"),
    path("surveys/<pid:pid>/results/csv/", views.survey_results_csv, name="survey_results_csv"),
    path("surveys/<pid:pid>/compare/", views.survey_compare, name="survey_compare"),
    path("surveys/<pid:pid>/cohorts/", views.survey_cohorts, name="survey_cohorts"),
    path("surveys/<pid:pid>/themes/<slug:item>/", views.theme_list, name="theme_list"),
    path("surveys/<pid:pid>/themes/<slug:item>/add/", views.theme_add, name="theme_add"),
    path("surveys/<pid:pid>/themes/<slug:item>/<pid:theme>/edit/", views.theme_edit, name="theme_edit"),
    path("surveys/<pid:pid>/themes/<slug:item>/sort/", views.coding_edit, name="coding_edit"),
    path("surveys/<pid:pid>/themes/<slug:item>/finish/", views.coding_finish, name="coding_finish"),
    path("surveys/<pid:pid>/themes/<slug:item>/free/", views.coding_free, name="coding_free"),
    path("surveys/<pid:pid>/themes/<slug:item>/settle/", views.coding_settle, name="coding_settle"),
]
