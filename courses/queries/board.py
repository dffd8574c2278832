"""The live board of a class: who is in and who is not yet, and one person's attendance with its facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from courses.attending import earned
from courses.enums import SEATED, AttendanceState, ScanWay
from courses.models import Attendance, AttendanceCorrection, AttendanceScan, ClassMeeting, Enrolment
from courses.queries.meetings import meetings_visible_to
from courses.queries.progress import display_name
from courses.queries.seats import came_after, left_after
from lms.people import clock
from lms.people.models import User

# Most names on the board at once; a search finds the others.
MOST = 60
HERE = ("here__state", "here__arrived_at", "here__minutes_late", "here__decided")
NAMES = ("user__name", "user__title_before", "user__title_after", "work_unit__name")
A = AttendanceState


@dataclass(frozen=True)
class Line:
    """One person on the board. `state` is "" while nothing is known."""

    id: int
    public_id: str
    name: str
    unit: str
    state: str
    arrived_at: datetime | None
    minutes_late: int
    decided: bool

    @property
    def label(self) -> str:
        """The state in words."""
        return str(A(self.state).label) if self.state else ""


@dataclass(frozen=True)
class Counts:
    """A class in numbers. `waiting` is who has not been seen and was not excused."""

    expected: int
    here: int
    late: int
    half: int
    excused: int
    absent: int

    @property
    def waiting(self) -> int:
        return self.expected - self.here - self.excused - self.absent


def expected(meeting: ClassMeeting) -> QuerySet[Any]:
    """Return those whom a class expects, with their attendance: who has a seat in its cohort, but for newcomers."""
    people = _seated(meeting)
    # Nobody comes after what has not ended: the board of a class under way does not look for it.
    return people if clock.now() < meeting.ends_at else people.filter(~_is_new(meeting))


def newcomers_of(meeting: ClassMeeting, *, search: str = "") -> list[Line]:
    """Return who got a seat only when the class was over and of whom nothing is known, by name; MOST of them: one query once it is over."""
    if clock.now() < meeting.ends_at:
        return []
    return _lines(_named(_seated(meeting).filter(_is_new(meeting)), search).order_by("user__name", "id")[:MOST])


def left_of(meeting: ClassMeeting, *, search: str = "") -> list[Line]:
    """Return who had a seat when the class began and has left the cohort since, by name; MOST of them: one query once it has begun."""
    if clock.now() < meeting.starts_at:
        return []
    here = _with_attendance(leavers_of(meeting), meeting)
    return _lines(_named(here, search).order_by("user__name", "id")[:MOST])


def leavers_of(meeting: ClassMeeting) -> QuerySet[Enrolment]:
    """Return the enrolments that had a seat when a class began and have none any more, as the attendance list of its day has them."""
    gone = Enrolment.objects.filter(left_after(meeting.starts_at), cohort=meeting.stage.cohort_id)
    return gone.exclude(state__in=SEATED).filter(~_is_new(meeting))


def _seated(meeting: ClassMeeting) -> QuerySet[Any]:
    """Those with a seat in the cohort of a class, with their attendance."""
    people = Enrolment.objects.filter(cohort=meeting.stage.cohort_id, state__in=SEATED)
    return _with_attendance(people, meeting)


def _with_attendance(people: QuerySet[Any], meeting: ClassMeeting) -> QuerySet[Any]:
    """The same with their attendance of a class: joined once, not asked for each of thousands."""
    rows: QuerySet[Any] = people.annotate(
        here=FilteredRelation("attendances", condition=Q(attendances__meeting=meeting))
    )
    return rows


def _is_new(meeting: ClassMeeting) -> Q:
    known = Attendance.objects.filter(enrolment=OuterRef("pk"), meeting=meeting)
    return Q(came_after(meeting.ends_at)) & ~Q(Exists(known))


def _named(people: QuerySet[Any], search: str) -> QuerySet[Any]:
    if not search:
        return people
    return people.filter(Q(user__name__icontains=search) | Q(work_unit__name__icontains=search))


def counts_of(meeting: ClassMeeting) -> Counts:
    """Return the numbers of a class: two queries."""
    cohort = meeting.stage.cohort_id
    rows = Attendance.objects.filter(meeting=meeting, enrolment__cohort=cohort, enrolment__state__in=SEATED)
    found = rows.aggregate(
        here=Count("id", filter=Q(state__in=[A.PRESENT, A.LATE, A.HALF])),
        **{
            name: Count("id", filter=Q(state=name))
            for name in (A.LATE.value, A.HALF.value, A.EXCUSED.value, A.ABSENT.value)
        },
    )
    return Counts(expected=expected(meeting).count(), **found)


def board_of(meeting: ClassMeeting, *, search: str = "") -> tuple[list[Line], list[Line]]:
    """Return who is not in yet, by name, and who is, the latest first; MOST of each: two queries."""
    people = _named(expected(meeting), search)
    missing = people.filter(Q(here__isnull=True) | Q(here__state=A.ABSENT)).order_by("user__name", "id")
    # Who is excused never came in: last, whatever a database holds of nothing.
    latest = F("here__arrived_at").desc(nulls_last=True)
    known = people.filter(here__state__in=[A.PRESENT, A.LATE, A.HALF, A.EXCUSED]).order_by(latest, "user__name", "id")
    return _lines(missing[:MOST]), _lines(known[:MOST])


def lines_of(meeting: ClassMeeting) -> list[Line]:
    """Return everybody whom the class expects, by name: one query."""
    return _lines(expected(meeting).order_by("user__name", "id"))


def line_of(meeting: ClassMeeting, enrolment_id: int) -> Line | None:
    """Return the line of one person of the cohort, also of one who has left it, or None: one query."""
    people = Enrolment.objects.filter(cohort=meeting.stage.cohort_id, pk=enrolment_id)
    return next(iter(_lines(_with_attendance(people, meeting))), None)


def _lines(people: QuerySet[Any]) -> list[Line]:
    rows = people.values("id", "public_id", *HERE, *NAMES)
    return [_line(row) for row in rows]


def _line(row: Mapping[str, Any]) -> Line:
    return Line(
        id=row["id"],
        public_id=row["public_id"],
        name=display_name(row),
        unit=row["work_unit__name"] or "",
        state=row["here__state"] or "",
        arrived_at=row["here__arrived_at"],
        minutes_late=row["here__minutes_late"] or 0,
        decided=bool(row["here__decided"]),
    )


def story_of(meeting: ClassMeeting, enrolment: Enrolment) -> list[dict[str, Any]]:
    """Return what is known about one person in one class, in order: what was seen, and what was decided. Three queries."""
    scans = AttendanceScan.objects.filter(meeting=meeting, enrolment=enrolment).select_related("by")
    decided = AttendanceCorrection.objects.filter(meeting=meeting, enrolment=enrolment).select_related(
        "actor", "letter"
    )
    stands = Attendance.objects.filter(meeting=meeting, enrolment=enrolment, decided=True).exists()
    story: list[dict[str, Any]] = [
        {"at": one.at, "title": ScanWay(one.way).label, "by": one.by, "counts": meeting.times.is_open(one.at)}
        for one in scans
    ]
    story += [
        {
            "at": one.at,
            "title": A(one.after).label,
            "by": one.actor,
            "reason": one.reason,
            "letter": one.letter,
            # Not any more when the class was moved afterwards.
            "counts": stands,
        }
        for one in decided
    ]
    return sorted(story, key=lambda one: one["at"])


def my_classes(enrolment: Enrolment, *, reader: User) -> list[dict[str, Any]]:
    """Return the classes of one person with the attendance, the JP they earned, and whether the reader may open them: two queries, one if there is none."""
    mine = Attendance.objects.filter(enrolment=enrolment).select_related("meeting__stage")
    rows = list(mine.order_by("meeting__starts_at", "meeting__id"))
    seen = meetings_visible_to(reader).filter(pk__in=[row.meeting_id for row in rows])
    opens = set(seen.values_list("pk", flat=True)) if rows else set()
    return [
        {
            "meeting": row.meeting,
            "row": row,
            "jp": earned(row.state, row.meeting.jp) if row.meeting.is_held else 0,
            "opens": row.meeting_id in opens,
        }
        for row in rows
    ]
