"""Addresses of this room."""

from django.urls import path

from lms.notices.views import calendars, inbox, settings

app_name = "notices"

urlpatterns = [
    path("notices/", inbox.notice_list, name="notice_list"),
    path("notices/read/", inbox.notice_read_all, name="notice_read_all"),
    path("notices/<pid:pid>/open/", inbox.notice_open, name="notice_open"),
    path("notices/<pid:pid>/read/", inbox.notice_read, name="notice_read"),
    path("notices/settings/", settings.settings_edit, name="settings_edit"),
    path("notices/settings/calendar/", settings.calendar_renew, name="calendar_renew"),
    path("notices/unsubscribe/<str:token>/", settings.unsubscribe, name="unsubscribe"),
    path("notices/events/<str:uid>.ics", calendars.calendar_event, name="calendar_event"),
    path("calendar/<str:token>.ics", calendars.calendar_feed, name="calendar_feed"),
]
