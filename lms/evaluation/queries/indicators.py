"""Figures of the units: who may read and report which, what is missing, and a cohort's units before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet

from cms.enums import StageKind
from courses.enums import SEATED, CohortState
from courses.models import Cohort, Enrolment, Stage
from courses.queries.visible import units_of
from lms.evaluation.indicators import (
    BY_KEY,
    INDICATORS,
    LABELS,
    Change,
    Indicator,
    Values,
    Windows,
    change_of,
    first_of,
    left_open,
    shifted,
)
from lms.evaluation.models import FollowUpWindow, UnitMonth, UnitMonthChange
from lms.evaluation.models.indicators import FIGURES
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import RoleAssignment, User, WorkUnit
from lms.people.roles import hats_of

Reports = dict[int, dict[date, Values]]
# Months shown on the page of a unit, and how far back somebody may report.
SHOWN_MONTHS, OLDEST_MONTHS = 12, 36


# --- Who reads and reports what ---


def units_to_read(user: User) -> QuerySet[WorkUnit]:
    """Administrators, coordinators and reviewers read all units; supervisors and contacts their own."""
    hats = hats_of(user)
    if hats.has(Role.ADMINISTRATOR, Role.COORDINATOR, Role.REVIEWER):
        return WorkUnit.objects.filter(is_active=True)
    return WorkUnit.objects.filter(pk__in=units_of(hats), is_active=True)


def units_to_report(user: User) -> QuerySet[WorkUnit]:
    """Contacts report for their units; who organises for any."""
    hats = hats_of(user)
    if hats.has(Role.ADMINISTRATOR, Role.COORDINATOR):
        return WorkUnit.objects.filter(is_active=True)
    return WorkUnit.objects.filter(pk__in=hats.unit_ids.get(Role.UNIT_CONTACT, frozenset()), is_active=True)


def last_month() -> date:
    """Return the last month that is over: a month under way has no figures yet."""
    return shifted(first_of(clock.today()), -1)


def may_be_reported(month: date) -> bool:
    """Whether figures of this month can be given: it is over, and not older than three years."""
    return month.day == 1 and shifted(last_month(), 1 - OLDEST_MONTHS) <= month <= last_month()


# --- Which months a cohort is held against ---


@dataclass(frozen=True)
class CohortWindows:
    """The months compared for a cohort. `decision` is None while the usual ones hold."""

    windows: Windows
    decision: FollowUpWindow | None

    @property
    def seen(self) -> int:
        """What a form was made from: the number of the decision, 0 before the first."""
        return self.decision.pk if self.decision else 0


def decision_of(cohort: Cohort) -> FollowUpWindow | None:
    """Return the latest decision on a cohort's months."""
    return FollowUpWindow.objects.filter(cohort=cohort).select_related("actor").order_by("-at", "-pk").first()


def windows_of(cohort: Cohort) -> CohortWindows:
    """Return the months compared for a cohort: as decided, else round its training, which ends before the evaluation. Two queries."""
    decision = decision_of(cohort)
    if decision is not None:
        return CohortWindows(Windows(decision.baseline_from, decision.after_from), decision)
    return CohortWindows(usual_windows([cohort.pk]).get(cohort.pk, _around_today()), None)


def usual_windows(cohorts: Collection[int]) -> dict[int, Windows]:
    """Return the usual months of cohorts by their id: one query."""
    trained = ~Q(kind=StageKind.EVALUATION)
    rows = Stage.objects.filter(trained, cohort__in=cohorts).order_by().values_list("cohort")
    spans = rows.annotate(Min("starts_on"), Max("ends_on"))
    return {cohort: Windows.around(begins, ends) for cohort, begins, ends in spans}


def _around_today() -> Windows:
    return Windows.around(clock.today(), clock.today())


def units_in(cohort: Cohort) -> QuerySet[WorkUnit]:
    """Return the units of those who have or had a seat in a cohort, by name."""
    mine = Enrolment.objects.filter(cohort=cohort, state__in=SEATED).values("work_unit")
    return WorkUnit.objects.filter(pk__in=mine).order_by("name", "pk")


def decisions_of(cohort: Cohort) -> list[FollowUpWindow]:
    """Return every decision on a cohort's months, the newest first. One query."""
    return list(FollowUpWindow.objects.filter(cohort=cohort).select_related("actor").order_by("-at", "-pk"))


def units_with_a_stake(units: QuerySet[WorkUnit]) -> QuerySet[WorkUnit]:
    """Return those of these units that sent somebody to a cohort, or have reported before."""
    sent = Enrolment.objects.filter(work_unit=OuterRef("pk"), state__in=SEATED)
    reported = UnitMonth.objects.filter(work_unit=OuterRef("pk"))
    return units.filter(Exists(sent) | Exists(reported))


# --- Reading what was reported ---


def reports_of(units: Collection[int] | QuerySet[WorkUnit], months: Sequence[date]) -> Reports:
    """Return what these units reported of these months, by unit and month. One query."""
    found: Reports = defaultdict(dict)
    rows = UnitMonth.objects.filter(work_unit__in=units, month__in=months).order_by()
    for unit, month, *figures in rows.values_list("work_unit_id", "month", *FIGURES):
        found[unit][month] = dict(zip(FIGURES, figures, strict=True))
    return dict(found)


@dataclass(frozen=True)
class MonthRow:
    """A month of a unit: what is reported, and whether it may be (a month not over cannot)."""

    month: date
    row: UnitMonth | None
    reportable: bool


def months_of(unit: WorkUnit, many: int = SHOWN_MONTHS) -> list[MonthRow]:
    """Return the last months of a unit, the newest first, reported or not. One query."""
    months = [shifted(last_month(), -step) for step in range(many)]
    rows = UnitMonth.objects.filter(work_unit=unit, month__in=months).select_related("changed_by")
    known = {row.month: row for row in rows}
    return [MonthRow(month, known.get(month), may_be_reported(month)) for month in months]


def month_at(unit: WorkUnit, month: date) -> UnitMonth | None:
    return UnitMonth.objects.filter(work_unit=unit, month=month).select_related("changed_by").first()


def changes_of(row: UnitMonth) -> list[UnitMonthChange]:
    """Return how a month came to stand as it does, the newest first. One query."""
    return list(row.changes.select_related("actor", "source_import").order_by("-seq"))


def series_of(rows: Sequence[MonthRow], keys: Sequence[str]) -> list[tuple[str, list[tuple[date, Any]]]]:
    """Return the months of a unit as lines of a chart, the oldest first; a month that was not reported has no value."""
    ordered = list(reversed(rows))
    return [(key, [(one.month, getattr(one.row, key) if one.row else None) for one in ordered]) for key in keys]


# --- What is missing ---


@dataclass(frozen=True)
class UnitLine:
    """A unit in the list: when it last reported, and which months of its cohorts' windows are missing or not whole."""

    unit: WorkUnit
    last: date | None
    missing: list[date]
    cohorts: list[str]
    # Those of the missing ones that say something already.
    begun: frozenset[date] = frozenset()


def needed_months(units: Collection[int]) -> dict[int, dict[date, set[str]]]:
    """Return, by unit, the months over by now that a comparison needs, and of which cohorts. Three queries."""
    seated = Enrolment.objects.filter(work_unit__in=units, state__in=SEATED)
    live = seated.exclude(cohort__state=CohortState.CANCELLED).order_by()
    pairs = set(live.values_list("work_unit_id", "cohort_id", "cohort__name"))
    cohorts = {cohort for _unit, cohort, _name in pairs}
    windows = usual_windows(cohorts) | decided_windows(cohorts)
    over = last_month()
    found: dict[int, dict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
    for unit, cohort, name in pairs:
        for month in windows[cohort].all_months if cohort in windows else ():
            if month <= over and may_be_reported(month):
                found[unit][month].add(name)
    return found


def decided_windows(cohorts: Collection[int]) -> dict[int, Windows]:
    """Return the months that were decided on, by cohort: the latest decision of each. One query."""
    rows = FollowUpWindow.objects.filter(cohort__in=cohorts).order_by("at", "pk")
    return {
        cohort: Windows(base, after)
        for cohort, base, after in rows.values_list("cohort_id", "baseline_from", "after_from")
    }


def unit_lines(units: Sequence[WorkUnit]) -> list[UnitLine]:
    """Return the lines of these units: five queries, whatever their number."""
    ids = [unit.pk for unit in units]
    needed = needed_months(ids)
    known: dict[int, dict[date, bool]] = defaultdict(dict)
    rows = UnitMonth.objects.filter(work_unit__in=ids).order_by()
    for unit, month, *figures in rows.values_list("work_unit_id", "month", *FIGURES):
        known[unit][month] = not left_open(dict(zip(FIGURES, figures, strict=True)))
    return [_line(unit, needed[unit.pk], known[unit.pk]) for unit in units]


def _line(unit: WorkUnit, needed: Mapping[date, set[str]], whole: Mapping[date, bool]) -> UnitLine:
    """Return the line of one unit; `whole` says of each month that was reported whether it says everything."""
    return UnitLine(
        unit,
        max(whole, default=None),
        sorted(month for month in needed if not whole.get(month)),
        sorted({name for names in needed.values() for name in names}),
        frozenset(month for month, done in whole.items() if not done),
    )


def missing_of(user: User) -> list[UnitLine]:
    """Return the units somebody reports for in which months are missing: for a home, and for reminders."""
    units = list(units_to_report(user).order_by("name", "pk"))
    return [line for line in unit_lines(units) if line.missing]


def reminded() -> Iterator[tuple[User, UnitLine]]:
    """Yield each contact with each of the own units in which months are missing. Seven queries, whatever their number."""
    rows = RoleAssignment.objects.valid().filter(
        role=Role.UNIT_CONTACT, user__is_active=True, work_unit__is_active=True
    )
    pairs = [(row.user, row.work_unit) for row in rows.select_related("user", "work_unit").order_by("user_id", "pk")]
    units = {unit.pk: unit for _user, unit in pairs if unit is not None}
    lines = {line.unit.pk: line for line in unit_lines(list(units.values())) if line.missing}
    yield from ((user, lines[unit.pk]) for user, unit in pairs if unit is not None and unit.pk in lines)


# --- Before and after ---


@dataclass(frozen=True)
class Compared:
    """One indicator: three and six months after against the baseline, in the cohort's units and in units without participants."""

    indicator: Indicator
    three: Change
    six: Change
    others: Change


@dataclass(frozen=True)
class Gap:
    """A month that a unit did not report, or (with what it leaves open) not as a whole."""

    month: date
    open: list[Any]


@dataclass(frozen=True)
class Comparison:
    """A cohort's units before and after its training. `gaps` names, by unit, the months that are missing or not whole."""

    cohort: Cohort
    windows: CohortWindows
    units: list[WorkUnit]
    rows: list[Compared]
    gaps: list[tuple[WorkUnit, list[Gap]]]
    others: int

    @property
    def months(self) -> Windows:
        return self.windows.windows

    @property
    def six_is_over(self) -> bool:
        """Whether all months of the later period are over; until then it has no figures and says from when."""
        return self.months.six[-1] <= last_month()

    @property
    def three_is_over(self) -> bool:
        return self.months.three[-1] <= last_month()

    @property
    def later_shown(self) -> bool:
        """Whether the later period has a figure, or could have one: before its end it only takes room."""
        return self.six_is_over or any(row.six.n for row in self.rows)

    @property
    def complete(self) -> bool:
        """Whether any unit has what a comparison needs."""
        return any(row.three.n for row in self.rows)


def comparison_of(cohort: Cohort) -> Comparison:
    """Return a cohort's units before and after, by every indicator: six queries, whatever the number of units."""
    windows = windows_of(cohort)
    units = list(units_in(cohort))
    ids, months = [unit.pk for unit in units], windows.windows
    reports = reports_of(ids, months.all_months)
    others = _others(months)
    elsewhere = reports_of(others, months.all_months) if others else {}
    rows = [
        Compared(
            indicator,
            change_of(indicator, reports, ids, months.baseline, months.three),
            change_of(indicator, reports, ids, months.baseline, months.six),
            change_of(indicator, elsewhere, others, months.baseline, months.three),
        )
        for indicator in INDICATORS
    ]
    return Comparison(cohort, windows, units, rows, _gaps(units, reports, months), len(others))


def _others(months: Windows) -> list[int]:
    """Return the units that reported the baseline and sent nobody to any cohort: what else changed in that time shows in them."""
    trained = Enrolment.objects.filter(state__in=SEATED, work_unit__isnull=False).values("work_unit")
    rows = UnitMonth.objects.filter(month__in=months.baseline).exclude(work_unit__in=trained).order_by("work_unit")
    return list(rows.values_list("work_unit_id", flat=True).distinct())


def _gaps(units: Iterable[WorkUnit], reports: Reports, months: Windows) -> list[tuple[WorkUnit, list[Gap]]]:
    over = [month for month in months.all_months if month <= last_month()]
    found = [(unit, list(_gaps_of(reports.get(unit.pk, {}), over))) for unit in units]
    return [(unit, missing) for unit, missing in found if missing]


def _gaps_of(reported: Mapping[date, Values], months: Iterable[date]) -> Iterator[Gap]:
    for month in months:
        if month not in reported:
            yield Gap(month, [])
        elif keys := left_open(reported[month]):
            yield Gap(month, [LABELS[key] for key in keys])


def change_in(cohort: Cohort, key: str, *, later: bool = False) -> Change:
    """Return one indicator of a cohort, three months after or `later`: what a figure of the report reads. Four queries."""
    windows, indicator = windows_of(cohort).windows, BY_KEY[key]
    ids = list(units_in(cohort).values_list("pk", flat=True))
    reports = reports_of(ids, windows.all_months)
    return change_of(indicator, reports, ids, windows.baseline, windows.six if later else windows.three)
