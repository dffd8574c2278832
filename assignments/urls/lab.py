"""The matching lab."""

from django.urls import URLPattern, path

from assignments.views import lab as views
from assignments.views import lab_cases as cases

urlpatterns: list[URLPattern] = [
    path("lab/", views.exercise_list, name="exercise_list"),
    path("lab/<pid:pid>/", views.exercise_detail, name="exercise_detail"),
    path("lab/<pid:pid>/save/", views.exercise_save, name="exercise_save"),
    path("lab/<pid:pid>/results/", views.exercise_results, name="exercise_results"),
    path("lab/<pid:pid>/edit/", views.exercise_edit, name="exercise_edit"),
    path("lab/<pid:pid>/open/", views.exercise_open, name="exercise_open"),
    path("lab/<pid:pid>/delete/", views.exercise_delete, name="exercise_delete"),
    path("lab/<pid:pid>/close/", views.exercise_close, name="exercise_close"),
    path("lab/answers/<pid:pid>/", views.matching_detail, name="matching_detail"),
    path("lab/cases/", cases.case_list, name="case_list"),
    path("lab/cases/new/", cases.case_add, name="case_add"),
    path("lab/cases/<pid:pid>/", cases.case_detail, name="case_detail"),
    path("lab/cases/<pid:pid>/edit/", cases.case_edit, name="case_edit"),
    path("lab/cases/<pid:pid>/rank/", cases.case_rank, name="case_rank"),
    path("lab/cases/<pid:pid>/retire/", cases.case_retire, name="case_retire"),
    path("lab/cases/<pid:pid>/restore/", cases.case_restore, name="case_restore"),
    path("cohorts/<pid:pid>/lab/", views.cohort_lab, name="cohort_lab"),
    path("cohorts/<pid:pid>/lab/new/", views.exercise_add, name="exercise_add"),
]
