"""A cohort's progress as a spreadsheet: the figures of the screen, for everybody."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.enums import EnrolmentState
from courses.models import Enrolment
from courses.queries.learning import CohortFacts
from courses.queries.outline import local_title
from courses.queries.progress import Row, streamed_rows
from lms.people import clock


def progress_xlsx(cohort: CohortFacts, enrolments: QuerySet[Enrolment]) -> bytes:
    """Return the workbook: one line a person, JP by module, times in WIB. Text stays text: no cell becomes a formula."""
    import xlsxwriter  # heavy: loaded by whoever asks for a spreadsheet

    out = BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(_("Progress"))
        bold, time = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        head = _head(cohort)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 1, 32)
        sheet.set_column(2, len(head), 14)
        sheet.write_row(0, 0, head, bold)
        for number, row in enumerate(streamed_rows(cohort, enrolments), start=1):
            _write(sheet, number, row, time)
    return out.getvalue()


def _head(cohort: CohortFacts) -> list[str]:
    modules = [f"{module.code} {local_title(module)} ({module.jp} JP)" for module in cohort.outline.online_modules]
    last = [_("Last lesson finished (WIB)"), _("Last seen (WIB)"), _("Next lesson"), _("Stuck since (WIB)")]
    total = _("JP of %(total)s") % {"total": cohort.outline.online_jp}
    return [_("Participant"), _("Work unit"), _("State"), total, *modules, *last]


def _write(sheet: Any, number: int, row: Row, time: Any) -> None:
    state = str(EnrolmentState(row.state).label)
    sheet.write_row(number, 0, [row.name, row.unit, state, row.jp, *(cell.jp for cell in row.cells)])
    column = 4 + len(row.cells)
    for moment in (row.last_done_at, row.last_seen_at):
        if moment:
            sheet.write_datetime(number, column, moment.astimezone(clock.WIB).replace(tzinfo=None), time)
        column += 1
    sheet.write_string(number, column, row.at.code if row.at else "")
    if row.stuck_since:
        sheet.write_datetime(number, column + 1, row.stuck_since.astimezone(clock.WIB).replace(tzinfo=None), time)
