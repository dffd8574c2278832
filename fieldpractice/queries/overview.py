"""A cohort week by week: people by their own twelve weeks. The screen, the spreadsheet, the paper and the page of one officer ask here."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db.models import Exists, OuterRef, QuerySet

from assignments.enums import SubmissionState
from assignments.models import Submission
from assignments.queries.standings import TaskLine, task_lines
from courses.enums import SEATED
from courses.models import Cohort, Enrolment
from fieldpractice.enums import CellState
from fieldpractice.models import Disagreement, LogbookEntry, Placement, PlacementPause, WeekConfirmation
from fieldpractice.overview import Cell, LoggedWeek, WeekFacts, cell_of, week_of_task
from fieldpractice.queries.logbook import today_at
from fieldpractice.queries.logged import Among, logged_in, logged_weeks, noted_weeks, values_of
from fieldpractice.queries.visible import placements_visible_to
from fieldpractice.weeks import Span, Week, split, weeks_of
from lms.people import clock
from lms.people.models import User, WorkUnit
from lms.people.prepared import PreparedModels

PAGE, BATCH = 30, 250
# From so many people on, and for so many seconds, a choice by state stands as it was found.
MANY, CHOICE_STANDS = 300, 60
# The states that supervisors' words decide. What asks for somebody, rests or has not begun is the same without them.
BY_WORD = frozenset({CellState.WAITING, CellState.RUNNING, CellState.DONE})


@dataclass(frozen=True)
class Line:
    """One person with the own weeks."""

    placement: Placement
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        return self.placement.enrolment.user.display_name

    @property
    def unit(self) -> str:
        return str(self.placement.work_unit)

    def has(self, state: str) -> bool:
        """Whether a week of this person is in that state."""
        return any(cell.state == state for cell in self.cells)


@dataclass(frozen=True)
class Wanted:
    """Which lines to show: of a unit, with a week in a state, by a part of the name."""

    unit: WorkUnit | None = None
    state: str = ""
    name: str = ""


def placements_in(cohort: Cohort, user: User, wanted: Wanted | None = None) -> QuerySet[Placement]:
    """Return the placements of a cohort that somebody may see, of those with a seat, by name. The state is not looked at here."""
    rows = placements_visible_to(user).filter(enrolment__cohort=cohort, enrolment__state__in=SEATED)
    if wanted and wanted.unit:
        rows = rows.filter(work_unit=wanted.unit)
    if wanted and wanted.name:
        rows = rows.filter(enrolment__user__name__icontains=wanted.name)
    return rows.order_by("enrolment__user__name", "pk")


def units_of_placements(rows: QuerySet[Placement]) -> QuerySet[WorkUnit]:
    """Return the units that occur among placements, by name, for a filter."""
    return WorkUnit.objects.filter(pk__in=rows.order_by().values("work_unit")).order_by("name")


def chosen_ids(cohort: Cohort, rows: QuerySet[Placement], wanted: Wanted, reader: User) -> Sequence[int]:
    """Return the ids of the placements with a week in the wanted state, in their order. `rows` are those the reader may see.

    Who rests and whose form came back the database finds; for the other states every week of everybody is looked at: at most as many
    queries as `lines_of`, whatever the number. Of very many people the answer stands for a minute.
    """
    words = f"{reader.pk}:{cohort.pk}:{wanted.state}:{wanted.unit.pk if wanted.unit else ''}:{wanted.name}"
    key = f"field-chosen:{hashlib.sha256(words.encode()).hexdigest()}"
    kept: list[int] | None = cache.get(key)
    if kept is None:
        likely = _may_be(rows, wanted.state)
        everyone = _to_choose_from(cohort, likely, wanted.state)
        kept = [line.placement.pk for line in everyone if line.has(wanted.state)]
        if len(everyone) > MANY:
            cache.set(key, kept, CHOICE_STANDS)
    return kept


def _may_be(rows: QuerySet[Placement], state: str) -> QuerySet[Placement]:
    """Those of whom a week may be in that state, as far as the database can tell; a day more on each side, for the zones."""
    if state == CellState.PAUSED:
        day, today = timedelta(days=1), clock.today()
        pauses = PlacementPause.objects.filter(placement=OuterRef("pk"), taken_back_at=None)
        return rows.filter(Exists(pauses.filter(starts_on__lte=today + day, ends_on__gte=today - day)))
    if state == CellState.RETURNED:
        forms = Submission.objects.filter(enrolment=OuterRef("enrolment"), state=SubmissionState.RETURNED)
        return rows.filter(Exists(forms))
    return rows


def _to_choose_from(cohort: Cohort, rows: QuerySet[Placement], state: str) -> list[Line]:
    """Return lines in which that one state is right, without names: of what does not decide it nothing is read."""
    people = list(rows.select_related("enrolment__work_unit"))
    for one in people:
        one.enrolment.cohort = cohort
    return _lines(cohort, people, rows.order_by(), _kept if state in BY_WORD else _noted)


def lines_of(cohort: Cohort, rows: QuerySet[Placement], *, among: Among | None = None) -> list[Line]:
    """Return the lines of these placements of one cohort in their order: nine queries, however many they are.

    For very many, `among` is a query of the same placements: it spares a list of ids.
    """
    return _lines(cohort, list(_read(rows)), among, _kept)


def _lines(cohort: Cohort, people: list[Placement], among: Among | None, read: ReadWeeks) -> list[Line]:
    wanted: Among = [one.pk for one in people] if among is None else among
    enrolled = [one.enrolment for one in people]
    theirs = None if among is None else Enrolment.objects.filter(placement__in=wanted).order_by()
    tasks = task_lines(cohort.pk, enrolled, theirs)
    pauses = _pauses(wanted)
    kept = read(_weeks({one.pk: one.starts_on for one in people}, pauses), wanted)
    return [Line(one, _cells(one, kept, pauses[one.pk], tasks[one.enrolment_id])) for one in people]


def streamed_lines(cohort: Cohort, rows: QuerySet[Placement]) -> Iterator[Line]:
    """Yield the same lines in batches, for a spreadsheet of any length."""
    ids = list(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        batch = Placement.objects.filter(pk__in=ids[start : start + BATCH])
        yield from lines_of(cohort, batch.order_by("enrolment__user__name", "pk"))


def _read(rows: QuerySet[Placement]) -> QuerySet[Placement]:
    return rows.select_related("enrolment__user", "enrolment__work_unit", "enrolment__cohort", "work_unit")


def _pauses(wanted: Among) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    for pause in PlacementPause.objects.filter(placement__in=wanted, taken_back_at=None).order_by():
        found[pause.placement_id].append(pause.span)
    return found


@dataclass(frozen=True)
class KeptWeeks:
    """The weeks of some placements: what the logbook holds, the supervisor's latest words with the digest they hold for, open disagreements."""

    weeks: dict[int, list[Week]]
    logged: dict[int, dict[int, LoggedWeek]]
    words: dict[tuple[int, int], tuple[str, str]]
    cases: set[tuple[int, int]]

    def logged_of(self, placement: int) -> dict[int, LoggedWeek]:
        return self.logged.get(placement, {})

    def disputed_of(self, placement: int) -> set[int]:
        return {week for pk, week in self.cases if pk == placement} if self.cases else set()

    def verdict_of(self, placement: int, week: int) -> str:
        """The supervisor's word as far as it holds for what stands there now, else nothing."""
        one, (verdict, digest) = self.logged_of(placement).get(week), self.words.get((placement, week), ("", ""))
        return verdict if one and one.digest == digest else ""


def kept_weeks(rows: QuerySet[Placement]) -> KeptWeeks:
    """Return the weeks of placements without their tasks: five queries, however many."""
    wanted = rows.order_by()
    return _kept(own_weeks(wanted), wanted)


def own_weeks(wanted: QuerySet[Placement]) -> dict[int, list[Week]]:
    """Return the twelve weeks of placements by their ids: two queries, however many."""
    return _weeks(dict(wanted.values_list("pk", "starts_on")), _pauses(wanted))


def _weeks(starts: dict[int, date], pauses: dict[int, list[Span]]) -> dict[int, list[Week]]:
    return {pk: weeks_of(first, pauses.get(pk, ())) for pk, first in starts.items()}


def _kept(weeks: dict[int, list[Week]], wanted: Among) -> KeptWeeks:
    return KeptWeeks(weeks, logged_weeks(weeks, wanted), _words(wanted), _open_cases(wanted))


def _noted(weeks: dict[int, list[Week]], wanted: Among) -> KeptWeeks:
    """The same as far as it needs neither words nor cases: on which days something was noted."""
    return KeptWeeks(weeks, noted_weeks(weeks, wanted), {}, set())


ReadWeeks = Callable[[dict[int, list[Week]], Among], KeptWeeks]


def _words(wanted: Among) -> dict[tuple[int, int], tuple[str, str]]:
    """The supervisors' latest words: verdict and digest, by placement and week."""
    rows = WeekConfirmation.objects.filter(placement__in=wanted).order_by("at", "pk")
    named = rows.values_list("placement", "week", "verdict", "digest")
    return {(pk, week): (verdict, digest) for pk, week, verdict, digest in named}


def _open_cases(wanted: Among) -> set[tuple[int, int]]:
    rows = Disagreement.objects.filter(placement__in=wanted, closed_at=None).order_by()
    return set(rows.values_list("placement", "week"))


def _cells(one: Placement, kept: KeptWeeks, pauses: list[Span], tasks: list[TaskLine]) -> tuple[Cell, ...]:
    weeks = kept.weeks[one.pk]
    today, by_week, logged = today_at(one), _by_week(one, weeks, tasks), kept.logged_of(one.pk)
    cells, before = [], None
    for week in weeks:
        number = week.number
        verdict = kept.verdict_of(one.pk, number)
        facts = WeekFacts(week, tuple(by_week[number]), logged.get(number), verdict, (one.pk, number) in kept.cases)
        cells.append(cell_of(facts, today=today, before=before, pauses=pauses))
        before = week.ends_on
    return tuple(cells)


def _by_week(one: Placement, weeks: list[Week], tasks: list[TaskLine]) -> dict[int | None, list[TaskLine]]:
    zone = ZoneInfo(one.time_zone)
    found: dict[int | None, list[TaskLine]] = defaultdict(list)
    for line in tasks:
        found[week_of_task(line, weeks, zone)].append(line)
    return found


# --- One person ---


@dataclass(frozen=True)
class Kept:
    """What one placement keeps, read once: pauses, weeks, entries by the week they count in, every word and every case."""

    pauses: list[PlacementPause]
    weeks: list[Week]
    entries: dict[int, list[LogbookEntry]]
    words: list[WeekConfirmation]
    cases: list[Disagreement]


pauses_of = PreparedModels(
    lambda pk: PlacementPause.objects.filter(placement_id=pk).select_related("actor", "taken_back_by")
)
entries_of = PreparedModels(
    lambda pk: LogbookEntry.objects.filter(placement_id=pk, struck_at=None).order_by("day", "service", "pk")
)
words_of = PreparedModels(lambda pk: WeekConfirmation.objects.filter(placement_id=pk).order_by("at", "pk"))
cases_of = PreparedModels(
    lambda pk: Disagreement.objects.filter(placement_id=pk).order_by("opened_at", "pk").select_related("closed_by")
)


def kept_of(placement: Placement) -> Kept:
    """Read what one placement keeps, with the names of who did it: four queries, fewer when they are read ahead."""
    pauses = pauses_of(placement.pk)
    weeks = weeks_of(placement.starts_on, [one.span for one in pauses if one.is_in_force])
    by_week = split(weeks, entries_of(placement.pk), lambda one: one.day.isoformat())
    return Kept(pauses, weeks, by_week, words_of(placement.pk), cases_of(placement.pk))


def line_of(placement: Placement, kept: Kept | None = None) -> Line:
    """Return the line of one placement, from what was read of it: four queries more."""
    own, pk = kept or kept_of(placement), placement.pk
    facts = KeptWeeks(
        weeks={pk: own.weeks},
        logged={pk: {number: logged_in([*map(values_of, entries)]) for number, entries in own.entries.items()}},
        words={(pk, word.week): (word.verdict, word.digest) for word in own.words},
        cases={(pk, case.week) for case in own.cases if case.is_open},
    )
    tasks = task_lines(placement.enrolment.cohort_id, [placement.enrolment])[placement.enrolment_id]
    pauses = [one.span for one in own.pauses if one.is_in_force]
    return Line(placement, _cells(placement, facts, pauses, tasks))


STATES = [
    (state.value, state.label)
    for state in (CellState.LATE, CellState.RETURNED, CellState.WAITING, CellState.PAUSED, CellState.RUNNING)
]
