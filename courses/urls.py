"""Cohorts, enrolments, and the player."""

from django.urls import URLPattern, path

from courses import views

app_name = "courses"
urlpatterns: list[URLPattern] = [
    path("cohorts/", views.cohort_list, name="cohort_list"),
    path("cohorts/new/", views.cohort_add, name="cohort_add"),
    path("cohorts/<pid:pid>/", views.cohort_detail, name="cohort_detail"),
    path("cohorts/<pid:pid>/edit/", views.cohort_edit, name="cohort_edit"),
    path("cohorts/<pid:pid>/stages/", views.cohort_stages, name="cohort_stages"),
    path("cohorts/<pid:pid>/gates/", views.cohort_gates, name="cohort_gates"),
    path("cohorts/<pid:pid>/facilitators/", views.cohort_facilitators, name="cohort_facilitators"),
    path("cohorts/<pid:pid>/facilitators/<int:pk>/end/", views.facilitator_end, name="facilitator_end"),
    path("cohorts/<pid:pid>/version/", views.cohort_move, name="cohort_move"),
    path("cohorts/<pid:pid>/clone/", views.cohort_clone, name="cohort_clone"),
    path("cohorts/<pid:pid>/open/", views.cohort_open, name="cohort_open"),
    path("cohorts/<pid:pid>/finish/", views.cohort_finish, name="cohort_finish"),
    path("cohorts/<pid:pid>/cancel/", views.cohort_cancel, name="cohort_cancel"),
    path("cohorts/<pid:pid>/progress.xlsx", views.cohort_progress, name="cohort_progress"),
    path("cohorts/<pid:pid>/people/", views.cohort_people, name="cohort_people"),
    path("cohorts/<pid:pid>/people/new/", views.enrolment_add, name="enrolment_add"),
    path("cohorts/<pid:pid>/call/", views.cohort_call, name="cohort_call"),
    path("cohorts/<pid:pid>/nominate/", views.nomination_add, name="nomination_add"),
    path("cohorts/<pid:pid>/nominations/", views.cohort_nominations, name="cohort_nominations"),
    path("cohorts/<pid:pid>/nominations/accept/", views.nominations_accept, name="nominations_accept"),
    path("nominations/", views.nomination_list, name="nomination_list"),
    path("nominations/<pid:pid>/", views.nomination_detail, name="nomination_detail"),
    path("enrolments/<pid:pid>/", views.enrolment_detail, name="enrolment_detail"),
    path("enrolments/<pid:pid>/accept/", views.enrolment_accept, name="enrolment_accept"),
    path("enrolments/<pid:pid>/decline/", views.enrolment_decline, name="enrolment_decline"),
    path("enrolments/<pid:pid>/withdraw/", views.enrolment_withdraw, name="enrolment_withdraw"),
    path("enrolments/<pid:pid>/take-up/", views.enrolment_take_up, name="enrolment_take_up"),
    path("enrolments/<pid:pid>/ask/", views.enrolment_ask, name="enrolment_ask"),
    path("enrolments/<pid:pid>/answer/", views.enrolment_answer, name="enrolment_answer"),
    path("enrolments/<pid:pid>/replace/", views.enrolment_replace, name="enrolment_replace"),
    path("enrolments/<pid:pid>/unit/", views.enrolment_unit, name="enrolment_unit"),
    path("enrolments/<pid:pid>/cohort/", views.enrolment_transfer, name="enrolment_transfer"),
    path("learn/", views.learn_list, name="learn_list"),
    path("learn/<pid:pid>/", views.learn_contents, name="learn_contents"),
    path("learn/<pid:pid>/<slug:lesson>/", views.learn_lesson, name="learn_lesson"),
    path("learn/<pid:pid>/<slug:lesson>/done/", views.learn_done, name="learn_done"),
    path("learn/<pid:pid>/<slug:lesson>/place/", views.learn_place, name="learn_place"),
    path("learn/<pid:pid>/<slug:lesson>/offline/", views.learn_offline, name="learn_offline"),
]
