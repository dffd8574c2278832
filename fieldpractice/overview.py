"""How one week of one person stands. Pure: facts in, a state and its reasons out; the map, the paper and the page of an officer all ask here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assignments.enums import Standing
from assignments.queries.standings import TaskLine
from fieldpractice.enums import CellState, Verdict
from fieldpractice.weeks import WEEKS, Span, Week, week_on

C = CellState
# What asks for somebody comes first: the worst part of a week decides how it is drawn.
RANKS = (C.LATE, C.RETURNED, C.WAITING, C.RUNNING, C.DONE, C.NOTHING)
OF_TASK = {
    Standing.LATE: C.LATE,
    Standing.RETURNED: C.RETURNED,
    Standing.WAITING: C.WAITING,
    Standing.OPEN: C.RUNNING,
    Standing.COMING: C.RUNNING,
    Standing.DONE: C.DONE,
    Standing.EXCUSED: C.NOTHING,
}


@dataclass(frozen=True, slots=True)
class LoggedWeek:
    """What the logbook holds of one week: days on which something was noted and the last of them, hours, and the digest of the entries."""

    days: int
    last_on: date
    hours: Decimal
    digest: str


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """What is known of one week of one person. `verdict` is the supervisor's word as far as it holds for what stands there now."""

    week: Week
    tasks: tuple[TaskLine, ...]
    logged: LoggedWeek | None
    verdict: str
    case_open: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One week as it is drawn: its state, why, and what it holds, as it was on a day."""

    facts: WeekFacts
    state: CellState
    today: date

    @property
    def number(self) -> int:
        return self.facts.week.number

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it stands so, in words. A map of many people draws the states alone and asks for none."""
        if self.state == C.PAUSED:
            return (_("The practice rests today."),)
        if self.facts.week.starts_on > self.today:
            return tuple(_words_of_task(line) for line in self.facts.tasks if OF_TASK[line.state] == C.RETURNED)
        tasks = map(_words_of_task, self.facts.tasks)
        return (*tasks, *_words_of_logbook(self.facts, self.today))

    @property
    def days(self) -> int:
        return self.facts.logged.days if self.facts.logged else 0

    @property
    def hours(self) -> Decimal:
        return self.facts.logged.hours if self.facts.logged else Decimal(0)

    @property
    def tasks_in(self) -> int:
        """Tasks of the week of which every form is in."""
        return sum(1 for one in self.facts.tasks if one.handed_in >= one.task.count)


def week_of_task(line: TaskLine, weeks: Sequence[Week], zone: ZoneInfo) -> int | None:
    """Return the own week in which somebody's task is due: the one it was planned for, else the one its due day lies in.

    What is due after the last week belongs to the last; what is due before the first is no field work.
    """
    planned = line.task.last_week
    if planned is not None and 1 <= planned <= WEEKS:
        return int(planned)
    due_on = line.due_at.astimezone(zone).date()
    if due_on < weeks[0].starts_on:
        return None
    between = (week.number for week in weeks if week.ends_on >= due_on)
    return week_on(weeks, due_on) or next(between, WEEKS)


def cell_of(facts: WeekFacts, *, today: date, before: date | None, pauses: Collection[Span]) -> Cell:
    """Return how a week stands today; `before` is the last day of the week before it.

    A week rests while today is a day of a pause that lies in it, or between it and the week before.
    """
    week = facts.week
    reached = before is None or today > before
    if reached and today <= week.ends_on and any(today in one for one in pauses):
        return Cell(facts, C.PAUSED, today)
    kinds = {OF_TASK[line.state] for line in facts.tasks}
    if week.starts_on > today:
        return Cell(facts, C.RETURNED if C.RETURNED in kinds else C.COMING, today)
    kinds.add(_of_logbook(facts, today))
    return Cell(facts, next((one for one in RANKS if one in kinds), C.NOTHING), today)


def _of_logbook(facts: WeekFacts, today: date) -> CellState:
    """How the logbook of a week stands, with the supervisor's word on it once it is over.

    What the supervisor has not seen nobody vouches for: like an open case it waits, until a later word.
    """
    over = facts.week.ends_on < today
    if facts.logged is None:
        return C.LATE if over else C.NOTHING
    if not over:
        return C.RUNNING
    settled = facts.verdict in {Verdict.SEEN, Verdict.DISAGREES} and not facts.case_open
    return C.DONE if settled else C.WAITING


def _words_of_task(line: TaskLine) -> str:
    words = f"{line.code}: {line.state.label}"
    if line.task.count > 1:
        words += f" ({line.handed_in}/{line.task.count})"
    return words


def _words_of_logbook(facts: WeekFacts, today: date) -> list[str]:
    over, logged = facts.week.ends_on < today, facts.logged
    if logged is None:
        return [_("Logbook: nothing noted")] if over else []
    days = ngettext("Logbook: %(n)s day", "Logbook: %(n)s days", logged.days) % {"n": logged.days}
    if not over:
        return [days]
    if facts.case_open:
        return [days, _("Supervisor disagrees: the case is open")]
    words = {
        Verdict.SEEN: _("Supervisor: seen"),
        Verdict.NOT_SEEN: _("Supervisor: not seen, a later word settles it"),
        Verdict.DISAGREES: _("Supervisor disagreed: the case is closed"),
    }
    return [days, words.get(facts.verdict, _("Waiting for the supervisor's word"))]  # type: ignore[call-overload]
