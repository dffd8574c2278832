"""Addresses: a session under way: briefing, minutes, follow-ups."""

from django.urls import URLPattern, path

from fieldpractice.views.minutes import approving, briefing, follow_ups, running

urlpatterns: list[URLPattern] = [
    path("monitoring/<pid:pid>/briefing/", briefing.session_briefing, name="session_briefing"),
    path("monitoring/<pid:pid>/briefing.pdf", briefing.session_briefing_pdf, name="session_briefing_pdf"),
    path("monitoring/<pid:pid>/run/", running.session_run, name="session_run"),
    path("monitoring/<pid:pid>/run/live/", running.session_live, name="session_live"),
    path("monitoring/<pid:pid>/run/queue/<pid:constraint>/", running.queue_mark, name="queue_mark"),
    path("monitoring/<pid:pid>/run/follow-up/", running.session_follow_up, name="session_follow_up"),
    path("monitoring/<pid:pid>/minutes/", approving.minutes_detail, name="minutes_detail"),
    path("monitoring/<pid:pid>/minutes.pdf", approving.minutes_pdf, name="minutes_pdf"),
    path("monitoring/<pid:pid>/minutes/approve/", approving.minutes_approve, name="minutes_approve"),
    path("monitoring/<pid:pid>/minutes/lines/", running.minutes_item_add, name="minutes_item_add"),
    path("monitoring/<pid:pid>/minutes/lines/<pid:item>/", running.minutes_item_edit, name="minutes_item_edit"),
    path(
        "monitoring/<pid:pid>/minutes/lines/<pid:item>/strike/", running.minutes_item_strike, name="minutes_item_strike"
    ),
    path("cohorts/<pid:pid>/follow-ups/", follow_ups.cohort_follow_ups, name="cohort_follow_ups"),
    path("cohorts/<pid:pid>/follow-ups.xlsx", follow_ups.follow_ups_export, name="follow_ups_export"),
    path("cohorts/<pid:pid>/follow-ups/new/", follow_ups.follow_up_add, name="follow_up_add"),
    path("follow-ups/", follow_ups.follow_up_list, name="follow_up_list"),
    path("follow-ups/<pid:pid>/", follow_ups.follow_up_detail, name="follow_up_detail"),
    path("follow-ups/<pid:pid>/state/", follow_ups.follow_up_state, name="follow_up_state"),
    path("follow-ups/<pid:pid>/edit/", follow_ups.follow_up_edit, name="follow_up_edit"),
]
