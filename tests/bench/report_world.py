"""A cohort of any size with everything that the figures of its evaluation report read, and a report on it that is written and not yet asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cms.enums import StageKind
from courses.enums import AttendanceState, MeetingState
from courses.models import Attendance, Cohort, Enrolment
from courses.queries.learning import facts_of
from fieldpractice.enums import PresenceState, SessionState, Verdict
from fieldpractice.models import LogbookEntry, Placement, Presence, WeekConfirmation
from fieldpractice.overview import LoggedWeek
from fieldpractice.queries.jp import earned_weekly, field_jp
from fieldpractice.queries.logbook import digest_of_values
from fieldpractice.weeks import WEEKS, Week, weeks_of
from lms.evaluation.models import ProgrammeReport
from lms.people import clock
from lms.people.models import User
from tests.bench.gradebooks import _cohort, _coordinator
from tests.bench.pouring import plain, pour
from tests.bench.report_marks import evaluate, release
from tests.factories.classes import make_meeting
from tests.factories.fieldpractice import make_session
from tests.factories.reports import make_report, write_all

# So many ways of keeping a logbook; of one of them the words no longer hold, for the logbook changed after them.
WAYS, CHANGED = 7, 3
A, P = AttendanceState, PresenceState


def fill(people: int) -> ProgrammeReport:
    """Make the cohort and a report on it."""
    actor = _coordinator()
    cohort, rows = _cohort(actor, people)
    Enrolment.objects.filter(cohort=cohort).update(jp_done=4, class_jp=3)
    _teach(actor, cohort, rows)
    _practise(actor, cohort, rows)
    _monitor(actor, cohort, rows)
    evaluate(actor, cohort, rows)
    release(actor, cohort, rows)
    report = make_report(actor=actor, cohorts=[cohort])
    write_all(report, actor)
    return report


def _teach(actor: User, cohort: Cohort, rows: list[Enrolment]) -> None:
    """Two classes of each offline stage: most were there, some for half of it, some on leave."""
    for kind in (StageKind.OFFLINE_1, StageKind.OFFLINE_2):
        first = cohort.stages.get(kind=kind).starts_on
        for number in range(2):
            meeting = make_meeting(actor=actor, cohort=cohort, on=first + timedelta(days=number), kind=kind)
            type(meeting).objects.filter(pk=meeting.pk).update(state=MeetingState.HELD)
            states = (A.PRESENT,) * 7 + (A.LATE, A.HALF, A.EXCUSED, A.ABSENT)
            there = ((one.pk, states[place % len(states)]) for place, one in enumerate(rows, number))
            lines = ((pk, state.value, state == A.EXCUSED) for pk, state in there)
            pour(Attendance, ("enrolment_id", "state", "decided"), lines, meeting=meeting)


@dataclass(frozen=True)
class Way:
    """How a logbook is kept: days with service, people served, hours and note; what each week comes to; the JP it earns."""

    entries: list[tuple[date, int, int, Decimal, str]]
    weeks: dict[int, LoggedWeek]
    digests: dict[int, str]
    jp: int


def _practise(actor: User, cohort: Cohort, rows: list[Enrolment]) -> None:
    """Sixty days of logbook, the practice over, and the supervisor's word on each of the twelve weeks."""
    begins = clock.today() - timedelta(days=7 * WEEKS + 1)
    weeks = weeks_of(begins)
    ways = [_way(number, weeks, field_jp(facts_of(cohort).outline)) for number in range(WAYS)]
    names = ("enrolment_id", "work_unit_id")
    same = {"supervisor_name": "Atasan", "starts_on": begins, "ends_on": weeks[-1].ends_on, "created_by": actor}
    pour(Placement, names, ((one.pk, one.work_unit_id) for one in rows), **same)
    placed = list(Placement.objects.filter(enrolment__cohort=cohort).order_by("pk").values_list("pk", "work_unit"))
    for number, way in enumerate(ways):
        mine = placed[number::WAYS]
        people = [pk for pk, _unit in mine]
        Enrolment.objects.filter(placement__in=people).update(field_jp=way.jp)
        _note(mine, way)
        _say(people, way, actor)


def _way(number: int, weeks: list[Week], whole: int) -> Way:
    entries, logged, digests = [], {}, {}
    for week in weeks:
        mine = [_entry(number, week.starts_on + timedelta(days=day), day) for day in range(5)]
        digest, hours = digest_of_values(mine), sum((one[3] for one in mine), Decimal(0))
        entries += mine
        logged[week.number] = LoggedWeek(len(mine), mine[-1][0], hours, digest)
        digests[week.number] = "0" * 64 if number == CHANGED else digest
    return Way(entries, logged, digests, sum(earned_weekly(logged, (), whole).values()))


def _entry(number: int, day: date, place: int) -> tuple[date, int, int, Decimal, str]:
    note = "Antrean panjang; dua klien diminta kembali esok hari." if place == 4 else ""
    return day, 1 + (number + place) % 8, 2 + number % 4, Decimal(12 + number + place) / 4, note


def _note(people: list[tuple[int, int | None]], way: Way) -> None:
    days = [
        (
            plain(LogbookEntry, "day", day),
            service,
            served,
            plain(LogbookEntry, "hours", hours),
            note,
            f"bench-{day:%Y%m%d}",
        )
        for day, service, served, hours, note in way.entries
    ]
    names = ("placement_id", "work_unit_id", "day", "service", "served", "hours", "note", "client_key")
    pour(LogbookEntry, names, ((*one, *day) for one in people for day in days))


def _say(people: list[int], way: Way, actor: User) -> None:
    words = [
        (week, way.digests[week], one.days, plain(WeekConfirmation, "hours", one.hours))
        for week, one in way.weeks.items()
    ]
    names = ("placement_id", "week", "digest", "entries", "hours")
    pour(WeekConfirmation, names, ((pk, *word) for pk in people for word in words),
         verdict=Verdict.SEEN, name="Atasan", actor=actor)  # fmt: skip


def _monitor(actor: User, cohort: Cohort, rows: list[Enrolment]) -> None:
    """Six sessions: most were there, some in part, some on leave, some not."""
    states = (P.PRESENT,) * 7 + (P.PARTLY, P.EXCUSED, P.ABSENT)
    for number in range(6):
        begins = clock.now() - timedelta(days=7 * number + 1)
        session = make_session(cohort, actor=actor, starts_at=begins, title=f"Pemantauan {number}")
        type(session).objects.filter(pk=session.pk).update(state=SessionState.HELD)
        pour(Presence, ("enrolment_id", "state", "seconds"), _presence(rows, number, states), session=session)


def _presence(rows: list[Enrolment], number: int, states: tuple[PresenceState, ...]) -> Iterator[tuple[Any, ...]]:
    for place, one in enumerate(rows, number):
        state = states[place % len(states)]
        yield one.pk, state.value, 5000 if state == P.PRESENT else 2500 if state == P.PARTLY else 0
