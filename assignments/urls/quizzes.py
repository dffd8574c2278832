"""Quizzes, attempts at them, and what they show."""

from django.urls import URLPattern, path

import assignments.views.quizzes as staff
import assignments.views.sittings as views

urlpatterns: list[URLPattern] = [
    path("quizzes/", views.quiz_list, name="quiz_list"),
    path("quizzes/<pid:pid>/", views.quiz_detail, name="quiz_detail"),
    path("quizzes/<pid:pid>/start/", views.attempt_start, name="attempt_start"),
    path("quizzes/attempts/<pid:pid>/", views.attempt_detail, name="attempt_detail"),
    path("quizzes/attempts/<pid:pid>/save/", views.attempt_save, name="attempt_save"),
    path("quizzes/attempts/<pid:pid>/answer/", views.answer_save, name="answer_save"),
    path("quizzes/attempts/<pid:pid>/clock/", views.attempt_clock, name="attempt_clock"),
    path("quizzes/attempts/<pid:pid>/hand-in/", views.attempt_hand_in, name="attempt_hand_in"),
    path("quizzes/attempts/<pid:pid>/result/", views.attempt_result, name="attempt_result"),
    path("quizzes/attempts/<pid:pid>/paper/", staff.attempt_paper, name="attempt_paper"),
    path("cohorts/<pid:pid>/quizzes/", staff.cohort_quizzes, name="cohort_quizzes"),
    path("cohorts/<pid:pid>/quizzes/new/", staff.quiz_add, name="quiz_add"),
    path("quizzes/<pid:pid>/manage/", staff.quiz_manage, name="quiz_manage"),
    path("quizzes/<pid:pid>/edit/", staff.quiz_edit, name="quiz_edit"),
    path("quizzes/<pid:pid>/open/", staff.quiz_open, name="quiz_open"),
    path("quizzes/<pid:pid>/delete/", staff.quiz_delete, name="quiz_delete"),
    path("quizzes/<pid:pid>/close/", staff.quiz_close, name="quiz_close"),
    path("quizzes/<pid:pid>/allowances/", staff.quiz_allow, name="quiz_allow"),
    path("quizzes/<pid:pid>/results.xlsx", staff.quiz_results, name="quiz_results"),
    path("quizzes/<pid:pid>/items/", staff.quiz_items, name="quiz_items"),
    path("quizzes/<pid:pid>/gain/", staff.quiz_gain, name="quiz_gain"),
    path("quizzes/<pid:pid>/regrade/<slug:code>/", staff.quiz_regrade, name="quiz_regrade"),
]
