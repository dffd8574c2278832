"""The register as a spreadsheet."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fieldpractice.models import Constraint
from fieldpractice.queries.constraints.figures import service_name
from lms.people import clock


def register_xlsx(rows: QuerySet[Constraint], *, names: bool) -> bytes:
    """Return the workbook: one line a constraint, times in WIB. Text stays text: no cell becomes a formula."""
    import xlsxwriter  # heavy: loaded by whoever asks for a spreadsheet

    out = BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    if names:
        rows = rows.select_related("work_unit", "cohort", "raised_by", "assigned_to")
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(_("Constraints"))
        bold, time = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        head = _head(names)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 48)
        sheet.set_column(1, len(head), 18)
        sheet.write_row(0, 0, head, bold)
        for number, row in enumerate(rows.iterator(chunk_size=500), start=1):
            _write(sheet, number, row, time, names)
    return out.getvalue()


def _head(names: bool) -> list[str]:
    head = [
        _("Constraint"),
        _("Cohort"),
        _("State"),
        _("Severity"),
        _("Kind"),
        _("Service"),
        _("Business process"),
        _("Work unit"),
        _("Units that meet it"),
        _("People who meet it"),
        _("Field week"),
        _("Raised (WIB)"),
        _("Last step (WIB)"),
        _("What happened"),
        _("What was tried"),
    ]
    return [*head, _("Raised by"), _("Assigned to"), _("Due on")] if names else head


def _write(sheet: Any, number: int, row: Constraint, time: Any, names: bool) -> None:
    cells = [
        row.title,
        str(row.cohort),
        row.get_state_display(),
        row.get_severity_display(),
        row.get_kind_display(),
        service_name(row.service),
        row.process or "",
        str(row.work_unit or ""),
        row.units_count,
        row.people_count,
        row.field_week or "",
    ]
    sheet.write_row(number, 0, [str(cell) if not isinstance(cell, int) else cell for cell in cells])
    for column, moment in ((len(cells), row.raised_at), (len(cells) + 1, row.state_at)):
        sheet.write_datetime(number, column, moment.astimezone(clock.WIB).replace(tzinfo=None), time)
    rest = [row.text, row.tried]
    if names:
        due = f"{row.due_on:%d/%m/%Y}" if row.due_on else ""
        rest += [str(row.raised_by), str(row.assigned_to or ""), due]
    for column, text in enumerate(rest, start=len(cells) + 2):
        sheet.write_string(number, column, text)
