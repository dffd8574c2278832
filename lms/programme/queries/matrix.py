"""The live matrix: ten activities by eight units, each cell's state worked out from reviews, deliverables and dates.

One function for every place that shows it (`/matrix/`, an activity's page, the homes), so that they never disagree.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.people import clock
from lms.people.enums import Column
from lms.programme.enums import CELL_TONES, CellState, ReviewState
from lms.programme.models import Activity, ActivityColumn, Deliverable, Programme, Review
from lms.programme.queries.tallies import Tally, tallies_of
from lms.programme.registry import CellNote, cell_notes
from lms.programme.wording import period, timing

ORDER = list(CellState)


@dataclass
class Cell:
    """One unit in one activity: its most urgent state, a label short enough for the cell, and everything there is."""

    column: str
    state: CellState
    label: str
    href: str
    notes: list[CellNote] = field(default_factory=list)


@dataclass
class Row:
    """One activity with its cells by column; a column that takes no part is missing."""

    activity: Activity
    state: CellState
    cells: dict[str, Cell]
    deliverables: list[Deliverable] = field(default_factory=list)

    @property
    def delivered(self) -> int:
        """How many deliverables are done."""
        return sum(one.done_on is not None for one in self.deliverables)

    @property
    def timing(self) -> str:
        """Where it stands in time, in a few words."""
        return timing(self.activity, self.state)

    @property
    def planned(self) -> str:
        """The planned days in words."""
        return period(self.activity.planned_from, self.activity.planned_until)

    @property
    def actual(self) -> str:
        """The days on which it took place, in words; open-ended while it runs."""
        return period(self.activity.actual_from, self.activity.actual_until)

    @property
    def href(self) -> str:
        return reverse("programme:activity_detail", args=[self.activity.no])


@dataclass
class Matrix:
    """The whole matrix on one day."""

    programme: Programme
    rows: list[Row]

    def cells(self, column: str) -> list[tuple[Row, Cell]]:
        """What one unit takes part in."""
        return [(row, row.cells[column]) for row in self.rows if column in row.cells]

    @property
    def to_confirm(self) -> bool:
        """Whether anything in it is still an inference."""
        rows = [row.activity for row in self.rows]
        return any("inferred" in (row.title_evidence, row.plan_evidence, row.evidence) for row in rows)


def the_programme() -> Programme | None:
    """Return the programme, or None on a site that has not loaded it."""
    return Programme.objects.order_by("code").first()


def matrix_of(programme: Programme, *, no: int | None = None) -> Matrix:
    """Work out the matrix (or one row of it) today: seven queries, and those of the sources above."""
    activities = list(programme.activities.filter(**({"no": no} if no else {})))
    ids = [activity.pk for activity in activities]
    columns: dict[int, list[str]] = defaultdict(list)
    for activity_id, column in ActivityColumn.objects.filter(activity_id__in=ids).values_list("activity_id", "column"):
        columns[activity_id].append(column)
    due: dict[int, list[Deliverable]] = defaultdict(list)
    for one in Deliverable.objects.filter(activity_id__in=ids).order_by("due_on", "id"):
        due[one.activity_id].append(one)
    late = [note for activity in activities for note in _late_notes(activity.no, due[activity.pk])]
    notes = _by_activity([*_review_notes(ids), *late, *cell_notes()])
    return Matrix(
        programme,
        [_row(activity, columns[activity.pk], notes[activity.no], due[activity.pk]) for activity in activities],
    )


def activity_state(activity: Activity, today: date | None = None) -> CellState:
    """How far the activity itself has come, by its dates. The last day is valid."""
    day = today or clock.today()
    if activity.actual_until:
        return CellState.DONE
    if activity.planned_until and activity.planned_until < day:
        return CellState.LATE
    if activity.actual_from:
        return CellState.RUNNING
    return CellState.LATE if activity.planned_from and activity.planned_from < day else CellState.PLANNED


def _row(activity: Activity, columns: list[str], notes: list[CellNote], due: list[Deliverable]) -> Row:
    state = activity_state(activity)
    cells = {}
    for column in Column.values:
        if column in columns:
            mine = [note for note in notes if note.column in {"", column}]
            cells[column] = _cell(activity, column, state, mine)
    return Row(activity, state, cells, due)


def _cell(activity: Activity, column: str, state: CellState, notes: list[CellNote]) -> Cell:
    """The most urgent note speaks; else the activity's own dates do."""
    page = reverse("programme:activity_detail", args=[activity.no])
    loudest = max(notes, key=lambda note: ORDER.index(note.state), default=None)
    if loudest is None or ORDER.index(loudest.state) < ORDER.index(state):
        return Cell(column, state, str(state.label), f"{page}#unit-{column}", notes)
    return Cell(column, loudest.state, str(loudest.label), loudest.href or f"{page}#unit-{column}", notes)


def _by_activity(notes: Iterable[CellNote]) -> dict[int, list[CellNote]]:
    found: dict[int, list[CellNote]] = defaultdict(list)
    for note in notes:
        found[note.activity_no].append(note)
    return found


def _review_notes(activity_ids: list[int]) -> list[CellNote]:
    """What the open reviews ask of each unit."""
    reviews = list(
        Review.objects.filter(activity_id__in=activity_ids, state=ReviewState.OPEN).select_related("activity")
    )
    tallies = tallies_of([review.pk for review in reviews])
    return [
        note
        for review in reviews
        for column, tally in tallies.get(review.pk, {}).items()
        if (note := _review_note(review, column, tally))
    ]


def _review_note(review: Review, column: str, tally: Tally) -> CellNote | None:
    no, href = review.activity.no, review.get_absolute_url()
    if tally.objected:
        label = ngettext("%(count)s objection", "%(count)s objections", tally.objected) % {"count": tally.objected}
        return CellNote(no, CellState.OBJECTED, label, href, column)
    if tally.awaited:
        label = _("%(count)s to sign") % {"count": tally.awaited}
        return CellNote(no, CellState.AWAITING, label, href, column)
    return None


def _late_notes(no: int, deliverables: Iterable[Deliverable]) -> list[CellNote]:
    """Deliverables whose due date is past, counted for each unit."""
    late = Counter(one.column for one in deliverables if one.is_late)
    return [
        CellNote(no, CellState.LATE, _("%(count)s late") % {"count": count}, _deliverables(no), column)
        for column, count in late.items()
    ]


def _deliverables(no: int) -> str:
    return f"{reverse('programme:activity_detail', args=[no])}#deliverables"


def as_table(matrix: Matrix) -> list[dict[str, Any]]:
    """Return the rows as `ui`'s matrix_table takes them."""

    return [
        {
            "number": row.activity.no,
            "label": row.activity.local_title,
            "note": row.timing,
            "href": row.href,
            "cells": [
                {"label": cell.label, "tone": CELL_TONES[cell.state], "href": cell.href} if cell else None
                for cell in (row.cells.get(column) for column in Column.values)
            ],
        }
        for row in matrix.rows
    ]
