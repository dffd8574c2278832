"""Spreadsheets of this room: the figures of the screens."""

from __future__ import annotations

from io import BytesIO

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fieldpractice.models import FollowUp

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def follow_ups_xlsx(rows: QuerySet[FollowUp]) -> bytes:
    """Return the follow-up plan as a workbook: one line each. Text stays text: no cell becomes a formula."""
    import xlsxwriter  # heavy: loaded by whoever asks for a spreadsheet

    out = BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        sheet = book.add_worksheet(_("Follow-up plan"))
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        head = [
            _("Session"),
            _("Issue"),
            _("Action"),
            _("Person responsible"),
            _("Indicator"),
            _("State"),
            _("By when"),
        ]
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 4, 32)
        sheet.set_column(5, 6, 14)
        sheet.write_row(0, 0, head, bold)
        for number, one in enumerate(rows.iterator(chunk_size=500), start=1):
            session = one.session.title if one.session else ""
            state = _("Overdue") if one.is_overdue else str(one.get_state_display())
            sheet.write_row(number, 0, [session, one.issue, one.action, one.who, one.indicator, state])
            if one.due_on:
                sheet.write_datetime(number, 6, one.due_on, day)
    return out.getvalue()
