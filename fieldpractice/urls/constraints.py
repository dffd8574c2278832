"""Addresses: the register of constraints."""

from django.urls import URLPattern, path

from fieldpractice.views import constraints as views

ONE = "constraints/<pid:pid>"

urlpatterns: list[URLPattern] = [
    path("constraints/", views.constraint_list, name="constraint_list"),
    path("constraints/raise/", views.constraint_raise, name="constraint_raise"),
    path("constraints/send/", views.constraint_send, name="constraint_send"),
    path("constraints/export/", views.constraint_export, name="constraint_export"),
    path("cohorts/<pid:pid>/constraints/", views.cohort_constraints, name="cohort_constraints"),
    path("cohorts/<pid:pid>/constraints/figures/", views.constraint_figures, name="constraint_figures"),
    path(f"{ONE}/", views.constraint_detail, name="constraint_detail"),
    path(f"{ONE}/me-too/", views.constraint_voice, name="constraint_voice"),
    path(f"{ONE}/comment/", views.constraint_comment, name="constraint_comment"),
    path(f"{ONE}/discuss/", views.constraint_discuss, name="constraint_discuss"),
    path(f"{ONE}/assign/", views.constraint_assign, name="constraint_assign"),
    path(f"{ONE}/strengthen/", views.constraint_strengthen, name="constraint_strengthen"),
    path(f"{ONE}/resolve/", views.constraint_resolve, name="constraint_resolve"),
    path(f"{ONE}/reopen/", views.constraint_reopen, name="constraint_reopen"),
    path(f"{ONE}/merge/", views.constraint_merge, name="constraint_merge"),
    path(f"{ONE}/part/", views.constraint_part, name="constraint_part"),
    path(f"{ONE}/answers/<int:number>/", views.answer_detail, name="answer_detail"),
    path(f"{ONE}/answers/<int:number>/help/", views.answer_help, name="answer_help"),
]
