"""A cohort week by week as a spreadsheet and on paper: the figures of the screen, from the same query."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.models import Cohort
from fieldpractice.enums import CellState
from fieldpractice.models import Placement
from fieldpractice.overview import Cell
from fieldpractice.queries.overview import Line, streamed_lines
from fieldpractice.signs import SIGNS
from fieldpractice.weeks import WEEKS
from lms.people import clock
from lms.ui.times import instant_in_words

# Paper is for reading: beyond this the spreadsheet is the place, and the paper says so.
MOST_ON_PAPER = 500
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def words_of(cell: Cell) -> str:
    """Return a cell in words: its state, and why."""
    label = str(cell.state.label)
    return f"{label}: {'; '.join(cell.reasons)}" if cell.reasons else label


def field_xlsx(cohort: Cohort, rows: QuerySet[Placement]) -> bytes:
    """Return the workbook: a sheet of states, people by weeks, and a sheet with a line for each week of each person."""
    import xlsxwriter  # heavy: loaded by whoever asks for a spreadsheet

    out = BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        bold, figure = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "0.00"})
        # In constant memory a sheet is written from top to bottom; the second is begun beside the first, row by row.
        states, weeks = book.add_worksheet(_("Weeks")), book.add_worksheet(_("Details"))
        states.freeze_panes(1, 1)
        states.set_column(0, 1, 30)
        states.set_column(2, WEEKS + 1, 14)
        numbers = [_("Week %(n)s") % {"n": n} for n in range(1, WEEKS + 1)]
        states.write_row(0, 0, [_("Participant"), _("Work unit"), *numbers], bold)
        weeks.freeze_panes(1, 1)
        weeks.set_column(0, 1, 30)
        weeks.set_column(2, 9, 14)
        weeks.set_column(10, 10, 60)
        weeks.write_row(0, 0, _head(), bold)
        at = 1
        for number, line in enumerate(streamed_lines(cohort, rows), start=1):
            states.write_row(number, 0, [line.name, line.unit, *(str(cell.state.label) for cell in line.cells)])
            for cell in line.cells:
                _write_week(weeks, at, line, cell, figure)
                at += 1
    return out.getvalue()


def _head() -> list[str]:
    return [
        _("Participant"), _("Work unit"), _("Week"), _("From"), _("Until"), _("State"), _("Tasks in"), _("Tasks due"),
        _("Days in the logbook"), _("Hours"), _("Why"),
    ]  # fmt: skip


def _write_week(sheet: Any, at: int, line: Line, cell: Cell, figure: Any) -> None:
    week = cell.facts.week
    sheet.write_row(at, 0, [line.name, line.unit])
    sheet.write_number(at, 2, week.number)
    sheet.write_row(at, 3, [week.starts_on.isoformat(), week.ends_on.isoformat(), str(cell.state.label)])
    sheet.write_number(at, 6, cell.tasks_in)
    sheet.write_number(at, 7, len(cell.facts.tasks))
    sheet.write_number(at, 8, cell.days)
    sheet.write_number(at, 9, float(cell.hours), figure)
    sheet.write_string(at, 10, "; ".join(cell.reasons))


def field_pdf(cohort: Cohort, rows: QuerySet[Placement]) -> bytes:
    """Return the map as an A4 paper, landscape: a sign in each cell, and what the signs mean."""
    from lms.files.pdf import typeset  # starts a process of its own

    many, now = rows.count(), clock.now()
    ids = list(rows.values_list("pk", flat=True)[:MOST_ON_PAPER])
    shown = Placement.objects.filter(pk__in=ids).order_by("enrolment__user__name", "pk")
    data = {
        "title": _("Field practice week by week"),
        "cohort": cohort.name,
        "made": instant_in_words(now, style="long"),
        "head": [_("Participant"), _("Work unit"), *(str(n) for n in range(1, WEEKS + 1))],
        "rows": [_paper_row(line) for line in streamed_lines(cohort, shown)],
        "legend": [[SIGNS[state].sign, SIGNS[state].tone, str(state.label)] for state in CellState],
        "note": _("Each person’s own weeks, pauses left out; the figure is the days in the logbook."),
        "rest": _("%(shown)s of %(many)s people; all of them are in the spreadsheet.")
        % {"shown": len(ids), "many": many}
        if many > len(ids)
        else "",
    }
    return typeset("fieldpractice/field.typ", data, at=now)


def _paper_row(line: Line) -> dict[str, Any]:
    cells = [
        {"sign": SIGNS[cell.state].sign, "tone": SIGNS[cell.state].tone, "days": str(cell.days) if cell.days else ""}
        for cell in line.cells
    ]
    return {"name": line.name, "unit": line.unit, "cells": cells}
