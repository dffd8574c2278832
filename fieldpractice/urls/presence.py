"""Addresses: who was at a session."""

from django.urls import URLPattern, path

from fieldpractice.views import presence as views
from fieldpractice.views import presence_files as files
from fieldpractice.views import webhooks

urlpatterns: list[URLPattern] = [
    path("webhooks/zoom/", webhooks.zoom_webhook, name="zoom_webhook"),
    path("monitoring/zoom/notifications/", views.notification_list, name="notification_list"),
    path("monitoring/zoom/notifications/retry/", views.notification_retry, name="notification_retry"),
    path("monitoring/<pid:pid>/presence/", views.session_presence, name="session_presence"),
    path("monitoring/<pid:pid>/presence/board/", views.presence_board, name="presence_board"),
    path("monitoring/<pid:pid>/presence/report/", views.presence_report, name="presence_report"),
    path("monitoring/<pid:pid>/presence/list/", views.presence_list, name="presence_list"),
    path("monitoring/<pid:pid>/presence/file/", files.presence_file_add, name="presence_file_add"),
    path("monitoring/<pid:pid>/presence/file/<pid:file>/", files.presence_file_detail, name="presence_file_detail"),
    path("monitoring/<pid:pid>/presence/file/<pid:file>/take/", files.presence_file_take, name="presence_file_take"),
    path("monitoring/<pid:pid>/presence/file/<pid:file>/drop/", files.presence_file_drop, name="presence_file_drop"),
    path("monitoring/<pid:pid>/presence/<pid:enrolment>/", views.presence_decide, name="presence_decide"),
    path("monitoring/<pid:pid>/presence/<pid:enrolment>/back/", views.presence_take_back, name="presence_take_back"),
    path("monitoring/<pid:pid>/window/", views.session_window, name="session_window"),
    path("monitoring/<pid:pid>/identities/", views.identity_desk, name="identity_desk"),
    path("monitoring/<pid:pid>/identities/decide/", views.identity_decide, name="identity_decide"),
]
