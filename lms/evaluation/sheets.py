"""Spreadsheets of this room: tables as sheets, each cell with its own type, text never a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.functional import Promise

from lms.people import clock

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# A sheet's name holds so many characters, and none of these.
LONGEST_NAME, FORBIDDEN = 31, str.maketrans("", "", "[]:*?/\\'")


@dataclass(frozen=True)
class Table:
    """A table: what its sheet is called, its heads, its lines."""

    title: Any
    heads: Sequence[Any]
    lines: Iterable[Sequence[Any]]


def workbook(tables: Iterable[Table]) -> bytes:
    """Return the workbook: a sheet a table, times in WIB, in the order given."""
    import xlsxwriter  # heavy: loaded by whoever asks for a spreadsheet

    out = BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        formats = {
            "bold": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "day": book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"}),
            "instant": book.add_format({"num_format": "dd/mm/yyyy hh:mm", "valign": "top"}),
        }
        for number, table in enumerate(tables, 1):
            _sheet(book.add_worksheet(_name(number, table.title)), table, formats)
    return out.getvalue()


def _name(number: int, title: Any) -> str:
    """The number in front keeps two names that are cut alike apart."""
    return f"{number} {str(title).translate(FORBIDDEN)}"[:LONGEST_NAME]


def _sheet(sheet: Any, table: Table, formats: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, max(len(table.heads) - 1, 1), 20)
    sheet.write_row(0, 0, [str(head) for head in table.heads], formats["bold"])
    for row, line in enumerate(table.lines, 1):
        for column, value in enumerate(line):
            _write(sheet, row, column, value, formats)


def _write(sheet: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    match value:
        case bool() | str() | Promise():
            sheet.write_string(row, column, str(value), formats["wrap"])
        case datetime():
            there = value.astimezone(clock.WIB).replace(tzinfo=None)
            sheet.write_datetime(row, column, there, formats["instant"])
        case date():
            sheet.write_datetime(row, column, value, formats["day"])
        case int() | float() | Decimal():
            sheet.write_number(row, column, float(value))
        case _other:
            sheet.write_string(row, column, str(value), formats["wrap"])
