"""What people are told of classes: a class that moved or was called off, a correction, the class of tomorrow; and their calendar.

Hours stand as the venue's clocks show them, with the zone's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from courses.enums import SEATED, MeetingState
from courses.models import ClassMeeting, Enrolment
from courses.queries.clashes import hours_of
from courses.queries.meetings import calendar_of
from lms.notices.registry import CalendarEvent, NoticeKind, Reminder, Variable, add_events, add_kind, add_reminders
from lms.people.models import User

MOVED, CANCELLED = "courses.class_moved", "courses.class_cancelled"
TOMORROW, CORRECTED = "courses.class_tomorrow", "courses.attendance_corrected"
REMIND_BEFORE = timedelta(hours=24)

THE_CLASS = {
    "class": Variable("text", _("Employment counselling"), _("subject of the class")),
    "cohort": Variable("text", _("Cohort 3"), _("cohort")),
    "day": Variable("date", datetime(2026, 10, 26).date(), _("day at the venue")),  # noqa: DTZ001 - a day has no zone
    "hours": Variable("text", "08.00–12.00 WITA", _("hours at the venue")),
    "place": Variable("text", "BBPVP Makassar", _("venue or link")),
}

KINDS = (
    NoticeKind(
        code=MOVED,
        label=_("A class has another time or place"),
        group="class",
        title=_("“{class}” is now on {day}, {hours}"),
        body=_("The class “{class}” of {cohort} has another time or place: {day}, {hours}, {place}."),
        variables=THE_CLASS,
    ),
    NoticeKind(
        code=CANCELLED,
        label=_("A class is called off"),
        group="class",
        title=_("“{class}” on {day} is called off"),
        body=_("The class “{class}” of {cohort} on {day}, {hours}, does not take place. Reason: {reason}"),
        variables={**THE_CLASS, "reason": Variable("text", _("Flood"), _("reason"))},
        urgent=True,
    ),
    NoticeKind(
        code=TOMORROW,
        label=_("Reminder before a class"),
        group="class",
        title=_("“{class}”: {day}, {hours}"),
        body=_("Your class “{class}” of {cohort} is on {day}, {hours}, {place}. Attendance opens 15 minutes before."),
        variables=THE_CLASS,
        optional=True,
    ),
    NoticeKind(
        code=CORRECTED,
        label=_("Your attendance was corrected"),
        group="class",
        title=_("Your attendance at “{class}” was corrected"),
        body=_("Your attendance at “{class}” on {day} is now: {state}. Reason: {reason}"),
        variables={
            "class": THE_CLASS["class"],
            "day": THE_CLASS["day"],
            "state": Variable("text", _("Present"), _("attendance")),
            "reason": Variable("text", _("The phone was empty"), _("reason")),
        },
    ),
)


def reminders(now: datetime) -> Iterator[Reminder]:
    """Yield what each person with a seat is reminded of: the planned classes that begin within a day."""
    coming = ClassMeeting.objects.filter(
        state=MeetingState.PLANNED, starts_at__gt=now, starts_at__lte=now + REMIND_BEFORE
    ).select_related("stage__cohort")
    for meeting in coming:
        people = Enrolment.objects.filter(cohort=meeting.stage.cohort, state__in=SEATED).select_related("user")
        for one in people:
            key = f"{TOMORROW}:{meeting.pk}:{meeting.sequence}:{one.user_id}"
            path, values = meeting.get_absolute_url(), values_of(meeting)
            yield Reminder(kind=TOMORROW, to=one.user, path=path, values=values, key=key, about=meeting)


def values_of(meeting: ClassMeeting) -> dict[str, object]:
    """Return what the words about a class may name."""
    return {
        "class": meeting.title,
        "cohort": meeting.stage.cohort.name,
        "day": meeting.local_start.date(),
        "hours": hours_of(meeting),
        "place": meeting.venue or meeting.online_url,
    }


def events(user: User) -> Iterator[CalendarEvent]:
    """Yield the classes somebody attends or teaches, also those that were called off: a calendar must hear of it."""
    for meeting in calendar_of(user):
        yield CalendarEvent(
            uid=f"class-{meeting.public_id}",
            sequence=meeting.sequence,
            title=meeting.title,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            zone=meeting.time_zone,
            where=meeting.venue or meeting.online_url,
            url=meeting.get_absolute_url(),
            description=meeting.cancelled_because or meeting.stage.cohort.name,
            cancelled=meeting.is_cancelled,
        )


for one in KINDS:
    add_kind(one)
add_reminders(reminders)
add_events(events)
