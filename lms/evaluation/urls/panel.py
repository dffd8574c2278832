"""Addresses: the panel of ILO-Jakarta and the ministry, and the results."""

from django.urls import URLPattern, path

from lms.evaluation.views.panel import attitude, desk, own, people, results, seats

COHORT = "evaluation/<pid:pid>"
PERSON = f"{COHORT}/people/<pid:enrolment>"

urlpatterns: list[URLPattern] = [
    path(f"{COHORT}/", results.panel_detail, name="panel_detail"),
    path(f"{COHORT}/results.xlsx", results.results_xlsx, name="results_xlsx"),
    path(f"{COHORT}/results.pdf", results.results_pdf, name="results_pdf"),
    path(f"{COHORT}/lock/", results.results_lock, name="results_lock"),
    path(f"{COHORT}/release/", results.results_release, name="results_release"),
    path(f"{COHORT}/evaluators/add/", seats.member_add, name="member_add"),
    path(f"{COHORT}/evaluators/<pid:member>/end/", seats.member_end, name="member_end"),
    path(f"{COHORT}/attitude/", attitude.attitude_edit, name="attitude_edit"),
    path(f"{COHORT}/mine/", own.my_result, name="my_result"),
    path(f"{COHORT}/mine/objection/", own.objection_add, name="objection_add"),
    path(f"{COHORT}/objections/<pid:objection>/", people.objection_answer, name="objection_answer"),
    path(f"{PERSON}/", people.evaluation_detail, name="evaluation_detail"),
    path(f"{PERSON}/reopen/", people.evaluation_reopen, name="evaluation_reopen"),
    path(f"{PERSON}/excuse/<slug:component>/", people.component_excuse, name="component_excuse"),
    path(f"{PERSON}/score/", desk.score_detail, name="score_detail"),
    path(f"{PERSON}/score/draft/", desk.score_draft, name="score_draft"),
    path(f"{PERSON}/score/give/", desk.score_give, name="score_give"),
    path(f"{PERSON}/score/revise/", desk.score_revise, name="score_revise"),
    path(f"{PERSON}/score/interest/", desk.interest_declare, name="interest_declare"),
    path(f"{PERSON}/meeting/", desk.meeting_record, name="meeting_record"),
]
