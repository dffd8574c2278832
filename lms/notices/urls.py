"""Addresses of this room."""

from django.urls import path

from lms.notices.views import calendars, inbox, log, settings, words

app_name = "notices"

urlpatterns = [
    path("notices/", inbox.notice_list, name="notice_list"),
    path("notices/read/", inbox.notice_read_all, name="notice_read_all"),
    path("notices/<pid:pid>/open/", inbox.notice_open, name="notice_open"),
    path("notices/<pid:pid>/read/", inbox.notice_read, name="notice_read"),
    path("notices/settings/", settings.settings_edit, name="settings_edit"),
    path("notices/settings/calendar/", settings.calendar_renew, name="calendar_renew"),
    path("notices/log/", log.delivery_list, name="delivery_list"),
    path("notices/log/<pid:pid>/", log.delivery_detail, name="delivery_detail"),
    path("notices/log/<pid:pid>/again/", log.delivery_send_again, name="delivery_send_again"),
    path("notices/words/", words.words_list, name="words_list"),
    path("notices/words/<str:kind>/<str:language>/", words.words_edit, name="words_edit"),
    path("notices/words/<str:kind>/<str:language>/restore/", words.words_restore, name="words_restore"),
    path("notices/unsubscribe/<str:token>/", settings.unsubscribe, name="unsubscribe"),
    path("notices/events/<str:uid>.ics", calendars.calendar_event, name="calendar_event"),
    path("calendar/<str:token>.ics", calendars.calendar_feed, name="calendar_feed"),
]
