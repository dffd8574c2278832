"""Which classes somebody may see, a cohort's agenda by days, the next class."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, Subquery

from courses.enums import EARNING, SEATED, AttendanceState, MeetingState
from courses.models import Attendance, ClassMeeting, Cohort, Enrolment, MeetingTrainer
from courses.queries.visible import charges_held, cohorts_visible_to
from lms.people import clock
from lms.people.models import User
from lms.people.prepared import NOW, Prepared, PreparedModels


def meetings_visible_to(user: User) -> QuerySet[ClassMeeting]:
    """Those of the cohorts whose agenda one may read, and those that earned the own JP: they are its evidence in another cohort, too.

    Not what was missed or is still to come: who has left a cohort has no business there any more.
    """
    attended = Attendance.objects.filter(
        enrolment__user=user, meeting__state=MeetingState.HELD, state__in=[*EARNING, AttendanceState.HALF]
    ).values("meeting")
    return ClassMeeting.objects.filter(Q(stage__cohort__in=agenda_visible_to(user).values("pk")) | Q(pk__in=attended))


def agenda_visible_to(user: User) -> QuerySet[Cohort]:
    """Return the cohorts whose agenda somebody may read: those one sees, has a seat in, or is named to teach in."""
    seated = Enrolment.objects.filter(user=user, state__in=SEATED).values("cohort")
    taught = MeetingTrainer.objects.filter(user=user).values("meeting__stage__cohort")
    seen = Q(pk__in=cohorts_visible_to(user).values("pk"))
    return Cohort.objects.filter(seen | Q(pk__in=seated) | Q(pk__in=taught))


def with_trainers(meetings: QuerySet[ClassMeeting]) -> QuerySet[ClassMeeting]:
    """Return the same with stage, cohort and trainers: one more query in all."""
    trainers = MeetingTrainer.objects.select_related("letter", "user").order_by("-part", "id")
    return meetings.select_related("stage__cohort__version").prefetch_related(Prefetch("trainers", trainers))


@dataclass(frozen=True)
class Day:
    """One day of a cohort's agenda, in the zone of its venues."""

    on: date
    stage: str
    kind: str
    meetings: list[ClassMeeting]

    @property
    def jp(self) -> int:
        return sum(one.jp for one in self.meetings if not one.is_cancelled)

    @property
    def has_classes(self) -> bool:
        """Whether a class of this day was not called off."""
        return any(not one.is_cancelled for one in self.meetings)

    @property
    def has_record(self) -> bool:
        """Whether there is something to write down: a class was held, or called off while others were not."""
        return self.has_classes and any(not one.is_planned for one in self.meetings)


def agenda_of(cohort: Cohort, *, on: date | None = None, stage: str = "") -> list[Day]:
    """Return a cohort's classes by days, in order: two queries. A day is the venue's."""
    rows = with_trainers(ClassMeeting.objects.filter(stage__cohort=cohort)).order_by("starts_at", "id")
    if stage:
        rows = rows.filter(stage__kind=stage)
    days: dict[date, Day] = {}
    for meeting in rows:
        day = meeting.local_start.date()
        if on is None or day == on:
            days.setdefault(day, Day(day, str(meeting.stage), meeting.stage.kind, [])).meetings.append(meeting)
    return list(days.values())


def own_part(days: Sequence[Day], taught: Collection[int]) -> list[Day]:
    """Return of some days those with a class of these ids that was not called off, each with these classes alone."""
    own = [replace(day, meetings=[one for one in day.meetings if one.pk in taught]) for day in days]
    return [day for day in own if day.has_classes]


def next_class(user: User) -> tuple[ClassMeeting, list[str]] | None:
    """Return the class under way, or the next one, of the cohorts somebody has a seat in, with its trainers' names: two queries."""
    found, trainers = coming_class(user.pk), coming_trainers(user.pk)
    return (found[0], [name for (name,) in trainers]) if found else None


def _coming(user_id: int) -> QuerySet[ClassMeeting]:
    seated = Enrolment.objects.filter(user_id=user_id, state__in=SEATED).values("cohort")
    coming = ClassMeeting.objects.filter(stage__cohort__in=seated, ends_at__gt=NOW)
    return coming.exclude(state=MeetingState.CANCELLED).order_by("starts_at", "id")[:1]


_SHOWN = ("public_id", "title", "starts_at", "ends_at", "time_zone", "venue", "state", "stage__cohort__public_id")
coming_class = PreparedModels(lambda user_id: _coming(user_id).select_related("stage__cohort").only(*_SHOWN))
coming_trainers = Prepared(
    lambda user_id: (
        MeetingTrainer.objects.filter(meeting=Subquery(_coming(user_id).values("pk")))
        .order_by("-part", "id")
        .values_list("name")
    )
)


# How long before its beginning and after its end a class is one of today's.
AROUND = timedelta(hours=14)


def todays_classes(user: User, cohort_ids: list[int]) -> list[ClassMeeting]:
    """Return the classes of the venue's own today that somebody teaches or whose cohort is in that person's charge: two queries."""
    now = clock.now()
    mine = Q(stage__cohort__in=cohort_ids) | Q(pk__in=MeetingTrainer.objects.filter(user=user).values("meeting"))
    around = ClassMeeting.objects.filter(mine, starts_at__lt=now + AROUND, ends_at__gt=now - AROUND)
    rows = with_trainers(around.exclude(state=MeetingState.CANCELLED)).order_by("starts_at", "id")
    return [one for one in rows if one.local_start.date() == _today_at(one, now)]


def taught_by(user: User, cohort_pid: str) -> set[int]:
    """Return the ids of a cohort's classes that somebody is named to teach: one query."""
    rows = MeetingTrainer.objects.filter(user=user, meeting__stage__cohort__public_id=cohort_pid)
    return set(rows.values_list("meeting", flat=True))


def is_today(meeting: ClassMeeting) -> bool:
    """Whether a class is on the venue's own today."""
    return meeting.local_start.date() == _today_at(meeting, clock.now())


def calendar_of(user: User) -> QuerySet[ClassMeeting]:
    """Return the classes somebody attends, teaches or has in charge, the last half year and all to come, also those called off."""
    seated = Enrolment.objects.filter(user=user, state__in=SEATED).values("cohort")
    taught = MeetingTrainer.objects.filter(user=user).values("meeting")
    charged = charges_held().filter(user=user).values("cohort")
    mine = ClassMeeting.objects.filter(Q(stage__cohort__in=seated) | Q(pk__in=taught) | Q(stage__cohort__in=charged))
    since = clock.now() - timedelta(days=183)
    return mine.filter(ends_at__gt=since).select_related("stage__cohort").order_by("starts_at", "id")


def _today_at(meeting: ClassMeeting, now: datetime) -> date:
    return now.astimezone(meeting.local_start.tzinfo).date()


def planned_jp(cohort: Cohort, module_key: Any, *, without: int | None = None) -> int:
    """Return the JP that the cohort's classes of a module are planned with."""
    rows = ClassMeeting.objects.filter(stage__cohort=cohort, module_key=module_key).exclude(
        state=MeetingState.CANCELLED
    )
    return sum(jp for (jp,) in rows.exclude(pk=without or 0).values_list("jp"))
