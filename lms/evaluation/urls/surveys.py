"""Addresses: questionnaires, survey runs and answering."""

from django.urls import URLPattern, path

from lms.evaluation.views import surveys as views

urlpatterns: list[URLPattern] = [
    path("questionnaires/", views.questionnaire_list, name="questionnaire_list"),
    path("questionnaires/new/", views.questionnaire_add, name="questionnaire_add"),
    path("questionnaires/import/", views.questionnaire_import, name="questionnaire_import"),
    path("questionnaires/load/", views.questionnaire_load, name="questionnaire_load"),
    path("questionnaires/versions/<pid:pid>/", views.questionnaire_version, name="questionnaire_version"),
    path("questionnaires/versions/<pid:pid>.json", views.questionnaire_export, name="questionnaire_export"),
    path("questionnaires/<pid:pid>/", views.questionnaire_detail, name="questionnaire_detail"),
    path("questionnaires/<pid:pid>/edit/", views.questionnaire_edit, name="questionnaire_edit"),
    path("questionnaires/<pid:pid>/archive/", views.questionnaire_archive, name="questionnaire_archive"),
    path("questionnaires/<pid:pid>/version/", views.questionnaire_version_add, name="questionnaire_version_add"),
    path("questionnaires/<pid:pid>/build/", views.questionnaire_build, name="questionnaire_build"),
    path("questionnaires/<pid:pid>/build/bank/", views.questionnaire_bank, name="questionnaire_bank"),
    path("questionnaires/<pid:pid>/build/section/", views.questionnaire_section_add, name="questionnaire_section_add"),
    path(
        "questionnaires/<pid:pid>/build/section/<slug:key>/", views.questionnaire_section, name="questionnaire_section"
    ),
    path(
        "questionnaires/<pid:pid>/build/section/<slug:section>/<slug:kind>/",
        views.questionnaire_item_add,
        name="questionnaire_item_add",
    ),
    path("questionnaires/<pid:pid>/build/item/<slug:key>/", views.questionnaire_item, name="questionnaire_item"),
    path("cohorts/<pid:pid>/surveys/", views.cohort_surveys, name="cohort_surveys"),
    path("cohorts/<pid:pid>/surveys/new/", views.survey_add, name="survey_add"),
    path("surveys/", views.survey_list, name="survey_list"),
    path("surveys/links/<pid:pid>/share/", views.survey_link_share, name="survey_link_share"),
    path("surveys/links/<pid:pid>/send/", views.survey_link_send, name="survey_link_send"),
    path("surveys/<pid:pid>/", views.survey_detail, name="survey_detail"),
    path("surveys/<pid:pid>/edit/", views.survey_edit, name="survey_edit"),
    path("surveys/<pid:pid>/open/", views.survey_open, name="survey_open"),
    path("surveys/<pid:pid>/ask/", views.survey_ask, name="survey_ask"),
    path("surveys/<pid:pid>/remind/", views.survey_remind, name="survey_remind"),
    path("surveys/<pid:pid>/extend/", views.survey_extend, name="survey_extend"),
    path("surveys/<pid:pid>/close/", views.survey_close, name="survey_close"),
    path("surveys/<pid:pid>/delete/", views.survey_delete, name="survey_delete"),
    path("surveys/<pid:pid>/people/", views.survey_people, name="survey_people"),
    path("surveys/<pid:pid>/poster.pdf", views.survey_poster, name="survey_poster"),
    path("surveys/<pid:pid>/answer/", views.survey_answer, name="survey_answer"),
    path("s/<str:token>/", views.survey_link, name="survey_link"),
]
