"""Addresses of this part."""

from django.urls import URLPattern, path

from lms.evaluation.views import replication as views

R = "reports/<pid:pid>/replication/"

urlpatterns: list[URLPattern] = [
    path(R, views.replication_detail, name="replication_detail"),
    path(f"{R}export/", views.replication_export, name="replication_export"),
    path(f"{R}start/", views.scorecard_start, name="scorecard_start"),
    path(f"{R}send/", views.scorecard_send, name="scorecard_send"),
    path(f"{R}reopen/", views.scorecard_reopen, name="scorecard_reopen"),
    path(f"{R}measure/", views.scorecard_measure, name="scorecard_measure"),
    path(f"{R}criteria/add/", views.criterion_add, name="criterion_add"),
    path(f"{R}criteria/<pid:criterion>/edit/", views.criterion_edit, name="criterion_edit"),
    path(f"{R}criteria/<pid:criterion>/remove/", views.criterion_remove, name="criterion_remove"),
    path(f"{R}criteria/<pid:criterion>/judge/", views.criterion_judge, name="criterion_judge"),
    path(f"{R}candidates/add/", views.candidate_add, name="candidate_add"),
    path("candidates/<pid:pid>/", views.candidate_detail, name="candidate_detail"),
    path("candidates/<pid:pid>/remove/", views.candidate_remove, name="candidate_remove"),
    path(f"{R}costs/add/", views.cost_add, name="cost_add"),
    path(f"{R}costs/<pid:cost>/strike/", views.cost_strike, name="cost_strike"),
    path(f"{R}decision/", views.decision_edit, name="decision_edit"),
    path(f"{R}dissent/", views.dissent_edit, name="dissent_edit"),
    path(f"{R}dissent/<pid:dissent>/withdraw/", views.dissent_withdraw, name="dissent_withdraw"),
]
