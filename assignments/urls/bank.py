"""The question bank."""

from django.urls import URLPattern, path

from assignments.views import bank

urlpatterns: list[URLPattern] = [
    path("questions/", bank.question_list, name="question_list"),
    path("questions/topics/", bank.topic_list, name="topic_list"),
    path("questions/topics/add/", bank.topic_add, name="topic_add"),
    path("questions/topics/<pid:pid>/", bank.topic_edit, name="topic_edit"),
    path("questions/add/", bank.question_start, name="question_start"),
    path("questions/add/<slug:kind>/", bank.question_add, name="question_add"),
    path("questions/import/", bank.question_import, name="question_import"),
    path("questions/import/confirm/", bank.question_import_confirm, name="question_import_confirm"),
    path("questions/import/template/", bank.question_template, name="question_template"),
    path("questions/export/", bank.question_export, name="question_export"),
    path("questions/export/<slug:form>/", bank.question_export_file, name="question_export_file"),
    path("questions/<pid:pid>/", bank.question_detail, name="question_detail"),
    path("questions/<pid:pid>/edit/", bank.question_edit, name="question_edit"),
    path("questions/<pid:pid>/versions/<int:number>/", bank.question_compare, name="question_compare"),
    path("questions/<pid:pid>/retire/", bank.question_retire, name="question_retire"),
    path("questions/<pid:pid>/restore/", bank.question_restore, name="question_restore"),
]
