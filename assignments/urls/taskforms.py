"""Task forms: their versions, their review, exchange with XLSForm; tasks set for a cohort."""

from django.urls import URLPattern, path

from assignments.views import taskforms as views

VERSION = "task-forms/versions/<pid:pid>"

urlpatterns: list[URLPattern] = [
    path("task-forms/", views.form_list, name="form_list"),
    path("task-forms/load/", views.form_load, name="form_load"),
    path("task-forms/import/", views.form_import, name="form_import"),
    path("task-forms/import/confirm/", views.form_import_confirm, name="form_import_confirm"),
    path(f"{VERSION}/", views.form_version_detail, name="form_version_detail"),
    path(f"{VERSION}/send/", views.form_version_send, name="form_version_send"),
    path(f"{VERSION}/take-back/", views.form_version_take_back, name="form_version_take_back"),
    path(f"{VERSION}/refresh/", views.form_version_refresh, name="form_version_refresh"),
    path(f"{VERSION}/publish/", views.form_version_publish, name="form_version_publish"),
    path(f"{VERSION}/retire/", views.form_version_retire, name="form_version_retire"),
    path(f"{VERSION}/xlsform/", views.form_version_xlsform, name="form_version_xlsform"),
    path("task-forms/<slug:code>/", views.form_detail, name="form_detail"),
    path("task-forms/<slug:code>/versions/", views.form_version_add, name="form_version_add"),
    path("cohorts/<pid:pid>/tasks/", views.cohort_tasks, name="cohort_tasks"),
    path("cohorts/<pid:pid>/tasks/plan/", views.cohort_task_plan, name="cohort_task_plan"),
    path("cohorts/<pid:pid>/tasks/open/", views.cohort_tasks_open, name="cohort_tasks_open"),
    path("cohorts/<pid:pid>/tasks/new/", views.task_add, name="task_add"),
    path("tasks/<pid:pid>/manage/", views.task_manage, name="task_manage"),
    path("tasks/<pid:pid>/edit/", views.task_edit, name="task_edit"),
    path("tasks/<pid:pid>/open/", views.task_open, name="task_open"),
    path("tasks/<pid:pid>/close/", views.task_close, name="task_close"),
    path("tasks/<pid:pid>/extend/", views.task_extend, name="task_extend"),
    path("tasks/<pid:pid>/move/", views.task_move, name="task_move"),
]
