"""The gradebook as a spreadsheet and on paper: the figures of the screen, from the same query."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from assignments.queries.gradebook import Cell, Line, columns_of, streamed_lines
from assignments.results import PartState
from courses.models import Cohort, Enrolment
from lms.people import clock
from lms.people.models import WorkUnit
from lms.ui.times import instant_in_words

# Paper is for reading: beyond this the spreadsheet is the place, and the paper says so.
MOST_ON_PAPER = 1000
# So many figures are readable beside a name on A4 landscape; more go on in a table below.
ACROSS = 9


def gradebook_xlsx(cohort: Cohort, people: QuerySet[Enrolment], unit: WorkUnit | None = None) -> bytes:
    """Return the workbook: one line a person, percent by part, and the result. Text stays text: no cell becomes a formula.

    Of one `unit` the sheet is called by it too.
    """
    import xlsxwriter  # heavy: loaded by whoever asks for a spreadsheet

    out = BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    columns = columns_of(cohort)
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(_sheet_name(title_of(unit)))
        bold, figure = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "0.00"})
        dropped = book.add_format({"num_format": "0.00", "font_strikeout": True})
        sheet.freeze_panes(2, 1)
        sheet.set_column(0, 1, 32)
        sheet.set_column(2, len(columns) + 3, 14)
        sheet.write_row(
            0, 0, [_("Participant"), _("Work unit"), *(one.title for one in columns), _("Result"), _("Missing")], bold
        )
        sheet.write_row(1, 0, [_("Weight"), "", *(float(one.weight) for one in columns)], bold)
        for number, line in enumerate(streamed_lines(cohort, people), start=2):
            _write(sheet, number, line, figure, dropped)
    return out.getvalue()


def title_of(unit: WorkUnit | None) -> str:
    """Return the title: of one unit, which one, so that a part is not taken for the whole."""
    return f"{_('Gradebook')} – {unit.name}" if unit else _("Gradebook")


def _sheet_name(title: str) -> str:
    """Return a title as the name of a worksheet: 31 characters, without those Excel refuses."""
    return re.sub(r"[\[\]:*?/\\]", " ", title)[:31].strip(" '")


def _write(sheet: Any, number: int, line: Line, figure: Any, dropped: Any) -> None:
    sheet.write_row(number, 0, [line.name, line.unit])
    for place, cell in enumerate(line.cells, start=2):
        if cell.part.percent is None:
            sheet.write_string(number, place, words_of(cell))
        else:
            sheet.write_number(number, place, float(cell.part.percent), dropped if cell.part.dropped else figure)
    place = 2 + len(line.cells)
    if line.result.value is not None:
        sheet.write_number(number, place, float(line.result.value), figure)
    sheet.write_string(number, place + 1, "; ".join(line.result.missing))


def words_of(cell: Cell) -> str:
    """Return a cell without a figure in words."""
    label = str(PartState(cell.part.state).label)
    return f"{label}: {cell.excused_because}" if cell.excused_because else label


def gradebook_pdf(cohort: Cohort, people: QuerySet[Enrolment], unit: WorkUnit | None = None) -> bytes:
    """Return the gradebook as an A4 paper, landscape; of one `unit`, called by it."""
    from lms.files.pdf import typeset  # starts a process of its own

    columns, many = columns_of(cohort), people.count()
    ids = list(people.values_list("pk", flat=True)[:MOST_ON_PAPER])
    shown = Enrolment.objects.filter(pk__in=ids).order_by("user__name", "id")
    point, now = get_format("DECIMAL_SEPARATOR"), clock.now()
    rows = [_paper_row(line, point) for line in streamed_lines(cohort, shown)]
    head = [_("Result"), *(one.short for one in columns)]
    weights = ["", *(f"{one.weight:.2f}".replace(".", point) for one in columns)]
    data = {
        "title": title_of(unit),
        "cohort": cohort.name,
        "made": instant_in_words(now, style="long"),
        "head": [_("Participant"), _("Work unit")],
        "weight": _("Weight"),
        "people": [row[:2] for row in rows],
        "tables": [
            {
                "head": head[start : start + ACROSS],
                "weights": weights[start : start + ACROSS],
                "rows": [row[2 + start : 2 + start + ACROSS] for row in rows],
            }
            for start in range(0, len(head), ACROSS)
        ],
        "legend": [f"{one.short}: {one.title}" for one in columns if one.short != one.title],
        "note": _(
            "Percent of the points; in brackets what is left out. What a line without a result lacks stands in the spreadsheet."
        ),
        "rest": _("%(shown)s of %(many)s people; all of them are in the spreadsheet.")
        % {"shown": len(ids), "many": many}
        if many > len(ids)
        else "",
    }
    return typeset("assignments/gradebook.typ", data, at=now)


def _paper_row(line: Line, point: str) -> list[str]:
    """Return name, unit, result and cells in words."""
    result = "–" if line.result.value is None else f"{line.result.value:.2f}".replace(".", point)
    return [line.name, line.unit, result, *(_on_paper(cell, point) for cell in line.cells)]


def _on_paper(cell: Cell, point: str) -> str:
    if cell.part.percent is None:
        return str(PartState(cell.part.state).label)
    figure = f"{cell.part.percent:.2f}".replace(".", point)
    return f"({figure})" if cell.part.dropped else figure
