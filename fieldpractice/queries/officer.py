"""One officer on one page: everything the field practice left behind, each with the way to the thing itself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from assignments.enums import Standing, SubmissionState
from assignments.models import Submission, SubmissionVersion
from assignments.queries import gradebook
from assignments.queries.standings import TaskLine
from assignments.queries.submissions.reading import submissions_visible_to
from courses.models import Enrolment
from courses.queries.learning import facts_of
from fieldpractice.enums import OPEN_ACTIONS, CellState, PresenceState, Verdict
from fieldpractice.models import (
    Constraint,
    ConstraintVoice,
    Disagreement,
    FollowUp,
    LogbookEntry,
    MonitoringSession,
    Placement,
    PlacementMove,
    PlacementPause,
    Presence,
    WeekConfirmation,
)
from fieldpractice.overview import Cell
from fieldpractice.queries.jp import earned_weekly, field_jp
from fieldpractice.queries.logbook import today_at
from fieldpractice.queries.overview import (
    Kept,
    Line,
    cases_of,
    entries_of,
    kept_of,
    line_of,
    pauses_of,
    words_of,
)
from fieldpractice.queries.visible import placements_visible_to
from lms.people.models import User
from lms.people.prepared import PreparedModels
from lms.people.together import Together


@dataclass(frozen=True)
class TaskRow:
    """A task with what was handed in for it. `percent` is the grade as far as the reader may know it; `held` says it is not released."""

    line: TaskLine
    href: str
    versions: list[SubmissionVersion]
    percent: Any = None
    held: bool = False


@dataclass(frozen=True)
class WeekRow:
    """A week: its cell on the map, the entries by day, JP earned, every word said on it, its tasks as far as the reader may know them.

    `latest`: it is the week under way, or else the last that began.
    """

    cell: Cell
    entries: list[LogbookEntry]
    jp: int
    words: list[WeekConfirmation]
    cases: list[Disagreement]
    tasks: list[TaskRow]
    latest: bool

    @property
    def served(self) -> int:
        return sum(one.served for one in self.entries)

    @property
    def begun(self) -> bool:
        """Whether there is something to say of it; what lies ahead says nothing yet."""
        return bool(self.entries or self.words) or self.cell.state != CellState.COMING


@dataclass(frozen=True)
class SessionRow:
    """A session and whether the person was there; without a decision yet, `presence` is None."""

    session: MonitoringSession
    presence: Presence | None

    @property
    def missed(self) -> bool:
        """Whether the person was not there, without leave; a session whose presence is not known yet is not missed."""
        return self.session.is_held and self.presence is not None and self.presence.state == PresenceState.ABSENT

    @property
    def attended(self) -> bool:
        """Whether the person was there, were it in part."""
        there = {PresenceState.PRESENT, PresenceState.PARTLY}
        return self.session.is_held and self.presence is not None and self.presence.state in there

    @property
    def minutes(self) -> int:
        return self.presence.seconds // 60 if self.presence else 0


@dataclass(frozen=True)
class Officer:
    """The chain of evidence of one placement."""

    placement: Placement
    line: Line
    pauses: list[PlacementPause]
    moves: list[PlacementMove]
    tasks: list[TaskRow]
    weeks: list[WeekRow]
    sessions: list[SessionRow]
    constraints: list[Constraint]
    voices: list[ConstraintVoice]
    follow_ups: list[FollowUp]

    @property
    def jp(self) -> int:
        return sum(week.jp for week in self.weeks)

    @property
    def hours(self) -> Any:
        return sum(week.cell.hours for week in self.weeks)

    @property
    def served(self) -> int:
        return sum(week.served for week in self.weeks)

    @property
    def days(self) -> int:
        return sum(week.cell.days for week in self.weeks)

    @property
    def seen(self) -> int:
        """Weeks that the supervisor has seen, as they stand."""
        return sum(1 for week in self.weeks if week.cell.facts.verdict == Verdict.SEEN)

    @property
    def attended(self) -> int:
        return sum(1 for one in self.sessions if one.attended)

    @property
    def held(self) -> int:
        return sum(1 for one in self.sessions if one.session.is_held)

    @property
    def accepted(self) -> int:
        return sum(1 for one in self.tasks if one.line.state == Standing.DONE)

    @property
    def ahead(self) -> list[TaskRow]:
        """The tasks of weeks of which nothing is to be said yet."""
        return [one for week in self.weeks if not week.begun for one in week.tasks]

    @property
    def open_actions(self) -> int:
        return sum(1 for one in self.follow_ups if one.state in OPEN_ACTIONS)


def placement_for(user: User, public_id: str) -> Placement | None:
    """Return a placement that somebody may see, with what its page is headed by."""
    rows = placements_visible_to(user).filter(public_id=public_id)
    named = ("enrolment__user", "enrolment__work_unit", "enrolment__cohort__programme", "enrolment__cohort__version")
    return rows.select_related(*named, "work_unit", "supervisor", "lhpk").first()


def officer(placement: Placement, reader: User, *, grades: bool) -> Officer:
    """Return everything about one placement as far as the reader may know it: the same number of queries for everybody.

    With `grades` also forms and their grades (released ones for the participant, all that stand for those in charge), constraints and
    follow-up actions.
    """
    with (_ALL if grades else _OF_LOGBOOK).ahead(placement.pk):
        kept = kept_of(placement)
        line = line_of(placement, kept)
        tasks = _tasks(placement, line, reader) if grades else []
        return Officer(
            placement=placement,
            line=line,
            pauses=kept.pauses,
            moves=_moves(placement.pk),
            tasks=tasks,
            weeks=_weeks(placement, line, kept, tasks),
            sessions=sessions_of(placement),
            constraints=_constraints(placement.pk) if grades else [],
            voices=_voices(placement.pk) if grades else [],
            follow_ups=_follow_ups(placement.pk) if grades else [],
        )


def _tasks(placement: Placement, line: Line, reader: User) -> list[TaskRow]:
    enrolment, own = placement.enrolment, placement.enrolment.user_id == reader.pk
    lines = _all_tasks(line)
    cells = gradebook.task_cells([one.task for one in lines], enrolment, released_only=own)
    handed = _submissions(enrolment, reader)
    return [_task_row(one, cells[one.task.pk], handed[one.task.pk], own) for one in lines]


def _all_tasks(line: Line) -> list[TaskLine]:
    tasks = [one for cell in line.cells for one in cell.facts.tasks]
    return sorted(tasks, key=lambda one: (one.due_at, one.code))


def _submissions(enrolment: Enrolment, reader: User) -> dict[int, list[Submission]]:
    rows = submissions_visible_to(reader).filter(enrolment=enrolment).exclude(state=SubmissionState.DRAFT)
    versions = SubmissionVersion.objects.order_by("number").defer("answers")
    found: dict[int, list[Submission]] = defaultdict(list)
    for one in rows.defer("draft").order_by("task_id", "ordinal").prefetch_related(Prefetch("versions", versions)):
        found[one.task_id].append(one)
    return found


def _task_row(line: TaskLine, cell: gradebook.Cell, handed: list[Submission], own: bool) -> TaskRow:
    versions = [version for one in handed for version in one.versions.all()]
    if handed:
        href = reverse("assignments:submission_detail", args=[handed[0].public_id])
    else:
        href = reverse("assignments:task_detail", args=[line.task.public_id]) if own else ""
    percent = cell.part.percent
    return TaskRow(line, href, versions, percent, held=percent is not None and not cell.released)


def _weeks(placement: Placement, line: Line, kept: Kept, tasks: list[TaskRow]) -> list[WeekRow]:
    words, cases, jp = _by_week(kept.words), _by_week(kept.cases), _jp(placement, line)
    rows, today = {one.line.task.pk: one for one in tasks}, today_at(placement)
    latest = max((week.number for week in kept.weeks if week.starts_on <= today), default=None)
    return [
        WeekRow(
            cell=cell,
            entries=kept.entries.get(cell.number, []),
            jp=jp.get(cell.number, 0),
            words=words[cell.number],
            cases=cases[cell.number],
            tasks=[rows[one.task.pk] for one in cell.facts.tasks if one.task.pk in rows],
            latest=cell.number == latest,
        )
        for cell in line.cells
    ]


def _jp(placement: Placement, line: Line) -> dict[int, int]:
    """The JP of each week, from what the line holds of it already."""
    facts = [cell.facts for cell in line.cells]
    logged = {one.week.number: one.logged for one in facts if one.logged}
    disputed = {one.week.number for one in facts if one.case_open}
    return earned_weekly(logged, disputed, field_jp(facts_of(placement.enrolment.cohort).outline))


def _by_week(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.week].append(row)
    return found


def sessions_of(placement: Placement) -> list[SessionRow]:
    """Return the sessions a person was asked to, with the presence: two queries, none when they are read ahead."""
    known = {one.session_id: one for one in _presences(placement.pk)}
    return [SessionRow(one, known.get(one.pk)) for one in _sessions(placement.pk)]


# --- What is asked of one placement, by its id; the page of an officer reads all of it in one statement ---


def _enrolment(pk: int, field: str) -> QuerySet[Any]:
    found: QuerySet[Any] = Enrolment.objects.filter(placement=pk).order_by().values(field)
    return found


def _asked_to(pk: int) -> QuerySet[MonitoringSession]:
    # Not by a join: it would bring each session once for every member of its group.
    asked = Q(group__isnull=True) | Q(group__in=_enrolment(pk, "session_groups"))
    rows = MonitoringSession.objects.filter(asked, cohort__in=_enrolment(pk, "cohort"))
    return rows.order_by("starts_at", "pk")


def _responsible_for(pk: int) -> QuerySet[FollowUp]:
    rows = FollowUp.objects.filter(cohort__in=_enrolment(pk, "cohort"), responsible__in=_enrolment(pk, "user"))
    return rows.order_by("due_on", "pk")


_moves = PreparedModels(lambda pk: PlacementMove.objects.filter(placement_id=pk).select_related("actor"))
_sessions = PreparedModels(_asked_to)
_presences = PreparedModels(lambda pk: Presence.objects.filter(enrolment__placement=pk).order_by())
_constraints = PreparedModels(lambda pk: Constraint.objects.filter(enrolment__placement=pk).order_by("raised_at", "pk"))
_voices = PreparedModels(
    lambda pk: ConstraintVoice.objects.filter(enrolment__placement=pk).select_related("constraint").order_by("at", "pk")
)
_follow_ups = PreparedModels(_responsible_for)
_OF_WEEKS = (pauses_of, entries_of, words_of, cases_of, _sessions, _presences)
_OF_LOGBOOK = Together((*_OF_WEEKS, _moves))
_ALL = Together((*_OF_WEEKS, _moves, _constraints, _voices, _follow_ups))


# --- One week ---


@dataclass(frozen=True)
class WeekOfOfficer:
    """What exactly stands behind one cell of the map."""

    line: Line
    row: WeekRow
    tasks: list[TaskRow]
    sessions: list[SessionRow]
    constraints: list[Constraint]


def week_of(placement: Placement, number: int, reader: User, *, grades: bool) -> WeekOfOfficer:
    """Return one week of a placement; `number` is one of its weeks. Without `grades` neither forms nor constraints. The same number of queries
    for every week.
    """
    kept = kept_of(placement)
    line = line_of(placement, kept)
    row = _weeks(placement, line, kept, _tasks(placement, line, reader) if grades else [])[number - 1]
    week = row.cell.facts.week
    return WeekOfOfficer(
        line=line,
        row=row,
        tasks=row.tasks,
        sessions=[one for one in sessions_of(placement) if _on(one.session.starts_at, placement) in week],
        constraints=[one for one in _constraints(placement.pk) if _on(one.raised_at, placement) in week]
        if grades
        else [],
    )


def _on(at: datetime, placement: Placement) -> date:
    return at.astimezone(ZoneInfo(placement.time_zone)).date()
