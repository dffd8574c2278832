"""The live matrix: ten activities by eight units, each cell's state worked out from reviews, deliverables and dates.

One function for every place that shows it (`/matrix/`, an activity's page, the homes), so that they never disagree, but for what the rooms above
count: `/matrix/` and the page of a unit may be a minute behind in that (docs/decisions/0661).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.people import clock
from lms.people.enums import Column
from lms.programme.enums import CELL_TONES, CellState, ReviewState
from lms.programme.models import Activity, ActivityColumn, Deliverable, Programme, Review
from lms.programme.queries.tallies import Tally, tallies_of
from lms.programme.registry import CellNote, cell_notes, counted_notes
from lms.programme.wording import period, timing

ORDER = list(CellState)
# What asks for somebody: only that decides how a cell looks, beside the dates.
URGENT = frozenset({CellState.LATE, CellState.AWAITING, CellState.OBJECTED})


@dataclass
class Cell:
    """One unit in one activity: its most urgent state, a label short enough for the cell, and everything there is."""

    column: str
    state: CellState
    label: str
    href: str
    notes: list[CellNote] = field(default_factory=list)

    @property
    def done(self) -> list[CellNote]:
        """What was done, the unit's own first."""
        return sorted((note for note in self.notes if note.is_done), key=lambda note: not note.column)

    @property
    def missing(self) -> list[CellNote]:
        """What is still to come, the most urgent first."""
        open_notes = [note for note in self.notes if not note.is_done]
        return sorted(open_notes, key=lambda note: -ORDER.index(note.state))

    @property
    def did(self) -> str:
        """What was done, short enough for the cell; empty where the label says it already. An end with nothing on record says so."""
        if self.state == CellState.DONE and not self.notes:
            return _("nothing on record")
        words = next((str(note.label) for note in self.done), "")
        return "" if words == self.label else words


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


def matrix_of(programme: Programme, *, no: int | None = None, at_a_glance: bool = False, fresh: bool = False) -> Matrix:
    """Work out the matrix (or one row of it) today: seven queries, and those of the sources above.

    `at_a_glance` is for the homes: the same states, without what the rooms above only add to them. The whole matrix has that as it
    was counted at most a minute ago, unless it is to be `fresh` (for what is kept); one row as it is now.
    """
    ours = counted_notes() if no is None and not (at_a_glance or fresh) else cell_notes(no, urgent_only=at_a_glance)
    activities = list(programme.activities.filter(**({"no": no} if no else {})))
    ids = [activity.pk for activity in activities]
    columns: dict[int, list[str]] = defaultdict(list)
    for activity_id, column in ActivityColumn.objects.filter(activity_id__in=ids).values_list("activity_id", "column"):
        columns[activity_id].append(column)
    due: dict[int, list[Deliverable]] = defaultdict(list)
    for one in Deliverable.objects.filter(activity_id__in=ids).order_by("due_on", "id"):
        due[one.activity_id].append(one)
    brought = [
        note for activity in activities for note in _deliverable_notes(activity.no, due[activity.pk], at_a_glance)
    ]
    notes = _by_activity([*_review_notes(ids, at_a_glance), *brought, *ours])
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
    state, page = activity_state(activity), reverse("programme:activity_detail", args=[activity.no])
    cells = {}
    for column in Column.values:
        if column in columns:
            mine = [note for note in notes if note.column in {"", column}]
            cells[column] = _cell(page, column, state, mine)
    return Row(activity, state, cells, due)


def _cell(page: str, column: str, state: CellState, notes: list[CellNote]) -> Cell:
    """The most urgent note speaks; else the activity's own dates do."""
    urgent = [note for note in notes if note.state in URGENT]
    loudest = max(urgent, key=lambda note: ORDER.index(note.state), default=None)
    if loudest is None or ORDER.index(loudest.state) < ORDER.index(state):
        return Cell(column, state, str(state.label), f"{page}#unit-{column}", notes)
    return Cell(column, loudest.state, str(loudest.label), loudest.href or f"{page}#unit-{column}", notes)


def _by_activity(notes: Iterable[CellNote]) -> dict[int, list[CellNote]]:
    found: dict[int, list[CellNote]] = defaultdict(list)
    for note in notes:
        found[note.activity_no].append(note)
    return found


def _review_notes(activity_ids: list[int], at_a_glance: bool) -> list[CellNote]:
    """What the open reviews ask of each unit, and (not at a glance) what it has signed in all of them."""
    kept = Review.objects.filter(activity_id__in=activity_ids).exclude(state=ReviewState.WITHDRAWN)
    if at_a_glance:
        kept = kept.filter(state=ReviewState.OPEN)
    reviews = list(kept.select_related("activity").order_by("opened_at", "pk"))
    tallies = tallies_of([review.pk for review in reviews])
    pairs = [(review, column, tally) for review in reviews for column, tally in tallies.get(review.pk, {}).items()]
    asked = [
        note for review, column, tally in pairs if review.is_open and (note := _review_note(review, column, tally))
    ]
    if at_a_glance:
        return asked
    signed: dict[tuple[int, str], list[Review]] = defaultdict(list)
    for review, column, tally in pairs:
        if tally.approved:
            signed[review.activity.no, column].append(review)
    return [*asked, *(_signed_note(no, column, reviews) for (no, column), reviews in signed.items())]


def _review_note(review: Review, column: str, tally: Tally) -> CellNote | None:
    no, href = review.activity.no, review.get_absolute_url()
    if tally.objected:
        label = ngettext("%(count)s objection", "%(count)s objections", tally.objected) % {"count": tally.objected}
        words = _("Objects in “%(review)s”") % {"review": review.title}
        return CellNote(no, CellState.OBJECTED, label, href, column, words)
    if tally.awaited:
        label = _("%(count)s to sign") % {"count": tally.awaited}
        words = _("Still to sign: %(count)s of %(parts)s parts of “%(review)s”, due %(day)s") % {
            "count": tally.awaited,
            "parts": tally.parts,
            "review": review.title,
            "day": date_format(review.due_on, "j F Y"),
        }
        return CellNote(no, CellState.AWAITING, label, href, column, words)
    return None


def _signed_note(no: int, column: str, reviews: list[Review]) -> CellNote:
    """What a unit has signed under an activity; the link leads to the latest."""
    label = ngettext("%(count)s review signed", "%(count)s reviews signed", len(reviews)) % {"count": len(reviews)}
    words = _("Signed: %(reviews)s") % {"reviews": "; ".join(review.title for review in reviews[-3:])}
    return CellNote(no, CellState.DONE, label, reviews[-1].get_absolute_url(), column, words)


def _deliverable_notes(no: int, deliverables: Iterable[Deliverable], at_a_glance: bool) -> list[CellNote]:
    """What each unit has brought, what is late, and what is still to come; at a glance what is late alone."""
    by_unit: dict[str, list[Deliverable]] = defaultdict(list)
    for one in deliverables:
        if one.is_late or not at_a_glance:
            by_unit[one.column].append(one)
    return [note for column, rows in by_unit.items() for note in _brought(no, column, rows)]


def _brought(no: int, column: str, rows: list[Deliverable]) -> Iterator[CellNote]:
    href = _deliverables(no)
    done = [one for one in rows if one.done_on]
    late = [one for one in rows if one.is_late]
    coming = [one for one in rows if not one.done_on and not one.is_late]
    if done:
        label = ngettext("%(count)s deliverable", "%(count)s deliverables", len(done)) % {"count": len(done)}
        yield CellNote(no, CellState.DONE, label, href, column, _("Brought: %(what)s") % {"what": _titles(done)})
    if late:
        label = _("%(count)s late") % {"count": len(late)}
        yield CellNote(no, CellState.LATE, label, href, column, _("Late: %(what)s") % {"what": _titles(late)})
    if coming:
        label = _("%(count)s to come") % {"count": len(coming)}
        yield CellNote(
            no, CellState.PLANNED, label, href, column, _("Still to come: %(what)s") % {"what": _titles(coming)}
        )


def _titles(rows: Iterable[Deliverable]) -> str:
    return "; ".join(
        f"{one.local_title} ({date_format(day, 'j M Y')})" if (day := one.done_on or one.due_on) else one.local_title
        for one in rows
    )


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
                {"label": cell.label, "did": cell.did, "tone": CELL_TONES[cell.state], "href": cell.href}
                if cell
                else None
                for cell in (row.cells.get(column) for column in Column.values)
            ],
        }
        for row in matrix.rows
    ]
