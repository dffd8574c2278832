"""The tables of a unit's page, and the figures of a cohort, as spreadsheets from the same queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from courses.models import Cohort
from lms.evaluation.queries.reviewers import FigureRow, Step, UnitPage
from lms.evaluation.sheets import Table, workbook
from lms.people.enums import Column


def unit_xlsx(page: UnitPage, table: str = "") -> bytes:
    """Return one table of a unit's page as a workbook, or all of them."""
    wanted = [TABLES[table]] if table else list(TABLES.values())
    return workbook(make(page) for make in wanted)


def _waits(page: UnitPage) -> Table:
    heads = [_("Review"), _("Activity"), _("Due"), _("Parts to sign"), _("Parts"), _("Objections"), _("Also waits for")]
    lines = [
        [
            row.review.title, row.review.activity.no, row.review.due_on, row.mine.awaited, row.mine.parts,
            row.mine.objected, ", ".join(str(Column(one).label) for one in row.others),
        ]
        for row in [*page.waiting, *page.following]
    ]  # fmt: skip
    return Table(_("What waits"), heads, lines)


def _decided(page: UnitPage) -> Table:
    heads = [
        _("Review"), _("Activity"), _("Round"), _("State"), _("Approved"), _("Approved with notes"), _("Objected"),
        _("Last word (WIB)"),
    ]  # fmt: skip
    lines = [
        [
            row.review.title, row.review.activity.no, row.review.round, row.review.get_state_display(), row.approved,
            row.noted, row.objected, row.last_at,
        ]
        for row in page.decided
    ]  # fmt: skip
    return Table(_("What was decided"), heads, lines)


def _activities(page: UnitPage) -> Table:
    heads = [
        _("Activity"), _("Number"), _("State"), _("Planned from"), _("Planned until"), _("Began"), _("Finished"),
        _("Days behind plan"), _("Deliverables done"), _("Deliverables"), _("Takes part"), _("State of the unit"),
        _("What the unit did"), _("What is missing"),
    ]  # fmt: skip
    return Table(_("Activities"), heads, map(_step, page.steps))


def _step(step: Step) -> list[Any]:
    activity, cell = step.row.activity, step.cell
    dates = [activity.planned_from, activity.planned_until, activity.actual_from, activity.actual_until]
    head = [activity.local_title, activity.no, step.row.state.label, *dates, step.behind]
    head += [step.row.delivered, len(step.row.deliverables)]
    if cell is None:
        return [*head, _("No")]
    done, missing = (_told(notes) for notes in (cell.done, cell.missing))
    return [*head, _("Yes"), cell.state.label, done, missing]


def _told(notes: Iterable[Any]) -> str:
    return "; ".join(note.told for note in notes)


def _cohorts(page: UnitPage) -> Table:
    heads = [
        _("Cohort"), _("State"), _("Stage now"), _("Seated"), _("Active"), _("Completed"), _("JP online on average"),
    ]  # fmt: skip
    lines = [
        [
            row.cohort.name, row.cohort.get_state_display(),
            row.now.stage.get_kind_display() if row.now.stage else "",
            row.seated, row.active, row.completed, None if row.jp is None else round(row.jp, 1),
        ]
        for row in page.cohorts
    ]  # fmt: skip
    return Table(_("Cohorts"), heads, lines)


def _reports(page: UnitPage) -> Table:
    heads = [_("Report"), _("State"), _("Recommendation"), _("Begun (WIB)")]
    lines = [
        [row.report.title, row.report.get_state_display(), row.recommends, row.report.created_at]
        for row in page.reports
    ]
    return Table(_("Reports"), heads, lines)


# By the word in the address.
TABLES: dict[str, Callable[[UnitPage], Table]] = {
    "waits": _waits,
    "decided": _decided,
    "activities": _activities,
    "cohorts": _cohorts,
    "reports": _reports,
}


def figures_xlsx(cohort: Cohort, rows: Iterable[FigureRow]) -> bytes:
    """Return every figure of a cohort as a workbook: value, what it rests on, where it comes from."""
    heads = [
        _("What is measured"), _("Asked under"), _("Activity"), _("Value"), _("Counted in"), _("n"), _("Of"), _("Spread"),
        _("Lowest (95%)"), _("Highest (95%)"), _("Scale"), _("Why there is none"), _("Source"), _("Read at (WIB)"),
    ]  # fmt: skip
    lines = [
        [
            row.figure.title, row.figure.criterion.label, row.figure.activity_no, row.reading.value, row.figure.unit.value,
            row.reading.n, row.reading.of, row.reading.spread, row.reading.low, row.reading.high, row.reading.scale,
            row.reading.why if row.reading.value is None else "", row.figure.source, row.at,
        ]
        for row in rows
    ]  # fmt: skip
    return workbook([Table(cohort.name, heads, lines)])
