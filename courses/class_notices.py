"""What people are told of classes: that they teach one, that it moved or was called off, a correction, the class of tomorrow; and their calendar.

Hours stand as the venue's clocks show them, with the zone's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.enums import CohortState, EnrolmentState, MeetingState
from courses.models import ClassMeeting, Enrolment, MeetingTrainer
from courses.queries.clashes import hours_of
from courses.queries.meetings import calendar_of
from courses.queries.visible import charges_held
from lms.notices.registry import CalendarEvent, NoticeKind, Reminder, Variable, add_events, add_kind, add_reminders
from lms.people.enums import Role
from lms.people.models import RoleAssignment, User

MOVED, CANCELLED = "courses.class_moved", "courses.class_cancelled"
TOMORROW, CORRECTED = "courses.class_tomorrow", "courses.attendance_corrected"
UNCLOSED, NAMED = "courses.class_unclosed", "courses.class_trainer_named"
REMIND_BEFORE = timedelta(hours=24)
# How long after its end somebody is reminded of a class that nobody closed.
CLOSED_WITHIN = timedelta(hours=2)
# Who still has the course before them.
EXPECTED = (EnrolmentState.ACCEPTED, EnrolmentState.ACTIVE)
GOING = (CohortState.PLANNED, CohortState.OPEN)

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
        code=NAMED,
        label=_("Named as trainer of a class"),
        group="class",
        title=_("You teach “{class}” on {day}, {hours}"),
        body=_(
            "You are named as a trainer of the class “{class}” of {cohort}: {day}, {hours}, {place}. On its page you choose what is handed out, take attendance, and close it at the end."
        ),
        variables=THE_CLASS,
        # A stage is planned in one evening: twenty classes are one mail in the morning.
        optional=True,
        hats=frozenset({Role.FACILITATOR}),
    ),
    NoticeKind(
        code=UNCLOSED,
        label=_("A class that was not closed"),
        group="class",
        title=_("“{class}” on {day} is not closed yet"),
        body=_(
            "As long as “{class}” of {cohort} ({day}, {hours}) is not closed, nothing of it counts: neither its JP nor who was absent. Look through who was in, then close it."
        ),
        variables=THE_CLASS,
        hats=frozenset({Role.FACILITATOR, Role.COORDINATOR}),
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
    """Yield what those who learn and those who teach are reminded of: the planned classes that begin within a day. Three queries.

    Whose course is over is not expected. Once for each beginning: other changes of a class remind nobody again.
    """
    coming = list(
        ClassMeeting.objects.filter(
            state=MeetingState.PLANNED,
            starts_at__gt=now,
            starts_at__lte=now + REMIND_BEFORE,
            stage__cohort__state__in=GOING,
        )
        .select_related("stage__cohort")
        .prefetch_related(_teachers())
    )
    learners = _learners({meeting.stage.cohort_id for meeting in coming})
    for meeting in coming:
        path, values = meeting.get_absolute_url(), values_of(meeting)
        teachers = [one.user for one in meeting.trainers.all() if one.user]
        for user in dict.fromkeys([*learners[meeting.stage.cohort_id], *teachers]):
            key = f"{TOMORROW}:{meeting.pk}:{meeting.starts_at:%Y%m%d%H%M}:{user.pk}"
            yield Reminder(kind=TOMORROW, to=user, path=path, values=values, key=key, about=meeting)


def unclosed(now: datetime) -> Iterator[Reminder]:
    """Yield those to whom a class is left that ended and was not closed: who teaches it, else who is in charge, else the organisers."""
    left = list(
        ClassMeeting.objects.filter(
            state=MeetingState.PLANNED, ends_at__lte=now - CLOSED_WITHIN, stage__cohort__state__in=GOING
        )
        .select_related("stage__cohort")
        .prefetch_related(_teachers())
        .order_by("starts_at", "id")
    )
    if not left:
        return
    charged, organisers = _in_charge({meeting.stage.cohort_id for meeting in left}), _organisers()
    for meeting in left:
        people = [one.user for one in meeting.trainers.all() if one.user] or charged[meeting.stage.cohort_id]
        path, values = reverse("courses:class_attendance", args=[meeting.public_id]), values_of(meeting)
        for user in people or organisers:
            yield Reminder(UNCLOSED, user, path, values, f"{UNCLOSED}:{meeting.pk}:{user.pk}", meeting)


def _teachers() -> Prefetch[str]:
    """Who teaches a class and has an open account: nobody reads what a closed one is told."""
    rows = MeetingTrainer.objects.filter(user__is_active=True).select_related("user")
    return Prefetch("trainers", rows)


def _organisers() -> list[User]:
    held = RoleAssignment.objects.valid().filter(role=Role.COORDINATOR)
    return list(User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("pk"))


def _in_charge(cohorts: set[int]) -> dict[int, list[User]]:
    found: dict[int, list[User]] = {pk: [] for pk in cohorts}
    for row in charges_held().filter(cohort__in=cohorts).select_related("user").order_by("pk"):
        found[row.cohort_id].append(row.user)
    return found


def _learners(cohorts: set[int]) -> dict[int, list[User]]:
    rows = Enrolment.objects.filter(cohort__in=cohorts, state__in=EXPECTED).select_related("user").order_by("pk")
    found: dict[int, list[User]] = {pk: [] for pk in cohorts}
    for row in rows:
        found[row.cohort_id].append(row.user)
    return found


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
    """Yield the classes somebody attends, teaches or has in charge, also those called off, alone or with their cohort: a calendar must hear of it."""
    for meeting in calendar_of(user):
        with_cohort = not meeting.is_cancelled and meeting.stage.cohort.state == CohortState.CANCELLED
        yield CalendarEvent(
            uid=f"class-{meeting.public_id}",
            sequence=meeting.sequence + with_cohort,
            title=meeting.title,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            zone=meeting.time_zone,
            where=meeting.venue or meeting.online_url,
            url=meeting.get_absolute_url(),
            description=meeting.cancelled_because or meeting.stage.cohort.name,
            cancelled=meeting.is_cancelled or with_cohort,
        )


for one in KINDS:
    add_kind(one)
add_reminders(reminders)
add_reminders(unclosed)
add_events(events)
