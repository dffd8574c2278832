"""Filling in task forms and handing them in."""

from django.urls import URLPattern, path

from assignments.views import submissions as views

urlpatterns: list[URLPattern] = [
    path("sw.js", views.service_worker, name="service_worker"),
    path("tasks/", views.task_list, name="task_list"),
    path("tasks/session/", views.task_session, name="task_session"),
    path("tasks/offline/", views.task_offline, name="task_offline"),
    path("tasks/<pid:pid>/", views.task_detail, name="task_detail"),
    path("tasks/<pid:pid>/<int:ordinal>/", views.task_fill, name="task_fill"),
    path("tasks/<pid:pid>/<int:ordinal>/draft/", views.task_draft, name="task_draft"),
    path("tasks/<pid:pid>/<int:ordinal>/hand-in/", views.task_hand_in, name="task_hand_in"),
    path("submissions/<pid:pid>/", views.submission_detail, name="submission_detail"),
    path("submissions/<pid:pid>/compare/", views.submission_compare, name="submission_compare"),
    path("submissions/<pid:pid>/<int:number>/", views.submission_version, name="submission_version"),
    path("submissions/<pid:pid>/<int:number>/receipt/", views.submission_receipt, name="submission_receipt"),
    path("submissions/<pid:pid>/<int:number>/receipt.pdf", views.submission_receipt_pdf, name="submission_receipt_pdf"),
    path("submissions/<pid:pid>/<int:number>/form.pdf", views.submission_pdf, name="submission_pdf"),
]
