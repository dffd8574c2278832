"""A workbook or CSV read into rows by the keys of their columns, cells as the file has them."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from courses.interchange.columns import PEOPLE, REMARK, Layout, folded
from lms.files.enums import FileKind
from lms.files.inspection import Unfit
from lms.files.inspection.office import inspect_office
from lms.files.inspection.sheets import MOST_CELLS, widest_sheet
from lms.people.errors import Refusal

MOST_ROWS, MOST_COLUMNS = 10_000, 200
# Titles and logos often stand above the heads of the columns.
HEAD_WITHIN = 15


@dataclass(frozen=True)
class Line:
    """A row that holds something: its number in the file, and its cells by the key of their column."""

    number: int
    cells: dict[str, Any]


@dataclass
class Table:
    """The rows of a file, the sheet they stand on (empty for CSV), and heads of columns that are not read."""

    sheet: str
    lines: list[Line] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def read_table(content: bytes, layout: Layout = PEOPLE) -> Table:
    """Return what a file holds. Raises Refusal, in one sentence, for what is no list of this kind."""
    if not content.strip():
        raise Refusal(_("The file is empty."))
    if content.startswith(b"PK"):
        sheet, rows = _workbook(content, layout.sheet)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal(_("This is an old XLS workbook, or one with a password. Save it as .xlsx without a password."))
    else:
        sheet, rows = "", _csv(content)
    return _table(sheet, rows, layout)


def _workbook(content: bytes, wanted: str) -> tuple[str, list[list[Any]]]:
    from python_calamine import CalamineError, CalamineWorkbook  # heavy: loaded by the worker

    try:
        if inspect_office(content).kind != FileKind.XLSX:
            raise Refusal(_("This is a Word document, not a spreadsheet. Save the list as .xlsx or .csv."))
        if widest_sheet(content) > MOST_CELLS:
            raise _too_large()
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_name(wanted if wanted in book.sheet_names else book.sheet_names[0])
        if sheet.total_height > MOST_ROWS + HEAD_WITHIN or sheet.total_width > MOST_COLUMNS:
            raise _too_large()
        return sheet.name, sheet.to_python(skip_empty_area=False)
    except Unfit as unfit:
        raise Refusal(str(unfit)) from unfit
    except (CalamineError, IndexError, ValueError, OSError, zipfile.BadZipFile, zlib.error) as error:
        raise Refusal(_("The workbook could not be read. Open it, save it anew and upload it again.")) from error


def _csv(content: bytes) -> list[list[Any]]:
    if b"\x00" in content:
        raise Refusal(_("This is neither an XLSX workbook nor a CSV text. Save the list as .xlsx and upload it again."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    head = "".join(islice(io.StringIO(text), HEAD_WITHIN))
    delimiter = max(";,\t", key=head.count)
    rows: list[list[Any]] = []
    try:
        # Looked at row by row: ten megabytes of line ends are ten million rows.
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(rows) >= MOST_ROWS + HEAD_WITHIN or len(row) > MOST_COLUMNS:
                raise _too_large()
            rows.append([_typed(cell) for cell in row])
    except csv.Error as error:
        raise Refusal(_("The CSV text is damaged. Save the list as .xlsx and upload it again.")) from error
    return rows


def _too_large() -> Refusal:
    return Refusal(_("The sheet has more than %(most)s rows, or very many columns. Split it.") % {"most": MOST_ROWS})


def _typed(cell: str) -> str:
    """Strip the apostrophe that keeps a spreadsheet from taking text for a formula or a number."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and (cell[1] in "=+-@" or cell[1].isdigit()) else cell


def _table(sheet: str, rows: Sequence[Sequence[Any]], layout: Layout) -> Table:
    place, keys = _head(rows, layout)
    table = Table(sheet)
    table.unknown = [
        text
        for value, key in zip(rows[place], keys, strict=True)
        if (text := str(value).strip()) and not key and folded(text) not in {folded(REMARK), "no", "nomor"}
    ]
    table.lines = list(_lines(rows, place, keys))
    if not table.lines:
        raise Refusal(layout.nothing)
    return table


def _lines(rows: Sequence[Sequence[Any]], place: int, keys: list[str]) -> Iterator[Line]:
    for number, row in enumerate(rows[place + 1 :], start=place + 2):
        cells = {key: _tidied(value) for value, key in zip(row, keys, strict=False) if key}
        if any(value not in ("", None) for value in cells.values()):
            yield Line(number, cells)


def _head(rows: Sequence[Sequence[Any]], layout: Layout) -> tuple[int, list[str]]:
    """Return where the heads of the columns stand, and the key of each column. Raises Refusal when a needed one is missing."""
    best: list[str] = []
    for place, row in enumerate(rows[:HEAD_WITHIN]):
        keys = [layout.keys.get(folded(str(value)), "") for value in row]
        if all(column.key in keys for column in layout.needed):
            twice = next((key for key in keys if key and keys.count(key) > 1), "")
            if twice:
                name = next(str(value) for value, key in zip(row, keys, strict=True) if key == twice)
                raise Refusal(_("The column “%(name)s” stands twice. Take one out.") % {"name": name})
            return place, keys
        best = max(best, keys, key=lambda found: len([key for key in found if key]))
    missing = [column.name for column in layout.needed if column.key not in best]
    raise Refusal(
        _("The heads of these columns are missing: %(names)s. Begin with the template.") % {"names": ", ".join(missing)}
    )


def _tidied(value: Any) -> Any:
    return value.strip(" \t\r\n\u00a0") if isinstance(value, str) else value


def shown(value: Any) -> str:
    """Return a cell as somebody sees it in a spreadsheet. A number too long for a spreadsheet stays recognisable as one."""
    if value is None or isinstance(value, bool):
        return "" if value is None else ("TRUE" if value else "FALSE")
    if isinstance(value, int | float):
        if abs(value) >= 1e11:
            return f"{value:.5E}".replace(".", ",")
        return f"{value:.10g}".replace(".", ",")
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return f"{value:%H.%M}"
    return str(value)
