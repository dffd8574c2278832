"""Figures of units as a spreadsheet: the template, rows read and judged, and the rows to correct. Knows no database.

Reading, its limits and its refusals are those of the lists of people (`courses.interchange`). Headings are Indonesian and part of the format.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments.schema.reading import read_month, read_number
from courses.interchange.columns import REMARK, Column, Layout
from courses.interchange.judging import Fault, Units, parse_day
from courses.interchange.reading import Line, Table, read_table, shown
from lms.evaluation.indicators import FIELDS, Values, doubts

SHEET, GUIDE, UNITS = "Indikator", "Petunjuk", "Unit kerja"
_NONE = ("", "")
LAYOUT = Layout(
    SHEET,
    (
        Column(
            "unit",
            "Unit kerja",
            "Wajib. Kode atau nama dari lembar “Unit kerja”.",
            _NONE,
            needed=True,
            others=("Unit", "Satuan kerja", "Satker", "Balai"),
        ),
        Column(
            "month", "Bulan", "Wajib. Misalnya 2026-09 atau September 2026.", _NONE, needed=True, others=("Periode",)
        ),
        Column("registered", "Pencari kerja terdaftar", "Yang baru pada bulan itu.", _NONE, others=("Terdaftar",)),
        Column("counselled", "Dikonseling", "Orang yang mendapat konseling jabatan.", _NONE, others=("Konseling",)),
        Column("referred", "Dirujuk", "Orang yang dirujuk kepada pemberi kerja.", _NONE, others=("Rujukan",)),
        Column("placed", "Ditempatkan", "Orang yang mulai bekerja.", _NONE, others=("Penempatan",)),
        Column("vacancies", "Lowongan terdaftar", "Jumlah jabatan, bukan jumlah iklan.", _NONE, others=("Lowongan",)),
        Column("filled", "Lowongan terisi", "Jumlah jabatan yang terisi pada bulan itu.", _NONE, others=("Terisi",)),
        Column(
            "days_to_fill",
            "Hari sampai terisi",
            "Rata-rata hari dari lowongan terdaftar sampai terisi, satu desimal.",
            _NONE,
            others=("Lama terisi (hari)",),
        ),
        Column("note", "Keterangan", "Bila ada yang luar biasa pada bulan itu.", _NONE),
    ),
    gettext_lazy("There is no figure in this file: below the heads of the columns all rows are empty."),
)
NAMES = {column.key: column.name for column in LAYOUT.columns}
MOST_NOTE = 300
Key = tuple[int, date]


@dataclass
class Judged:
    """A row with what it says, its faults, and what should be looked at."""

    number: int
    shown: dict[str, str]
    unit: int | None = None
    month: date | None = None
    values: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    faults: list[Fault] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def fault(self, key: str, message: str) -> None:
        """Note a fault of a column."""
        self.faults.append(Fault(NAMES[key], self.shown.get(key, ""), message))

    @property
    def key(self) -> Key | None:
        return (self.unit, self.month) if self.unit and self.month else None


def read_figures(content: bytes) -> Table:
    """Return the rows of a file. Raises Refusal, in one sentence, for what holds no figures."""
    return read_table(content, LAYOUT)


def says_something(line: Line) -> bool:
    """Whether a row has more than its unit and month: the template's rows stay empty where nothing is known."""
    keys = [one.key for one in FIELDS] + ["note"]
    return any(line.cells.get(key) not in ("", None) for key in keys)


def judge(line: Line, units: Units, may: Iterable[int], reportable: Any) -> Judged:
    """Return what a row says and what is wrong with it. `may` are the units its sender reports for; `reportable` says it of a month."""
    row = Judged(line.number, {key: shown(value) for key, value in line.cells.items()})
    row.note = " ".join(row.shown.get("note", "").split())
    if len(row.note) > MOST_NOTE:
        row.fault("note", _("At most %(most)s characters fit here. Shorten it.") % {"most": MOST_NOTE})
    _judge_unit(row, units, may)
    _judge_month(row, line.cells.get("month", ""), reportable)
    for one in FIELDS:
        _judge_figure(row, one.key, line.cells.get(one.key, ""), one.most, one.decimals)
    if not row.faults and all(value is None for value in row.values.values()):
        row.fault("registered", _("No figure is given in this row. Fill one in, or leave the row out."))
    row.doubts = [str(words) for words in doubts(row.values)]
    return row


def _judge_unit(row: Judged, units: Units, may: Iterable[int]) -> None:
    text = row.shown.get("unit", "")
    if not text:
        row.fault("unit", _("This cell is empty. Each row needs it."))
        return
    row.unit = units.find(text)
    if row.unit is None:
        near = units.like(text)
        words = _("There is no such unit. Did you mean “%(near)s”?") if near else _("There is no such unit. Take code or name from the sheet “Unit kerja” of the template.")  # fmt: skip
        row.fault("unit", words % {"near": near} if near else words)
    elif row.unit not in set(may):
        row.fault("unit", _("You do not report for this unit. Its own contact does."))


def _judge_month(row: Judged, cell: Any, reportable: Any) -> None:
    if cell in ("", None):
        row.fault("month", _("This cell is empty. Each row needs it."))
        return
    row.month = parse_month(cell)
    if row.month is None:
        row.fault("month", _("This is no month. Write year and month, like 2026-09."))
    elif not reportable(row.month):
        row.fault("month", _("Figures are given for a month that is over, up to three years back."))


def parse_month(cell: Any) -> date | None:
    """Return the first day of a month from `2026-09`, `09/2026`, `September 2026`, or any day in it; None when it is none."""
    typed = read_month(cell) if isinstance(cell, str) else None
    day = date.fromisoformat(f"{typed}-01") if typed else parse_day(cell)
    return day.replace(day=1) if day else None


def _judge_figure(row: Judged, key: str, cell: Any, most: int, decimals: int) -> None:
    row.values[key] = None
    if cell in ("", None, "-", "–"):
        return
    number = None if isinstance(cell, bool) else read_number(cell)
    if number is None or not number.is_finite():
        row.fault(key, _("This is no number. Leave the cell empty where nothing is known; 0 means none."))
    elif not 0 <= number <= most:
        row.fault(key, _("From 0 to %(most)s.") % {"most": most})
    elif decimals:
        row.values[key] = number.quantize(Decimal("0.1"), ROUND_HALF_UP)
    elif number != int(number):
        row.fault(key, _("People and posts are counted whole."))
    else:
        row.values[key] = int(number)


def name_duplicates(rows: Sequence[Judged]) -> None:
    """Give each row of a month that stands twice a fault that names the others."""
    same: dict[Key, list[Judged]] = {}
    for row in rows:
        if row.key:
            same.setdefault(row.key, []).append(row)
    for twins in same.values():
        for row in twins if len(twins) > 1 else []:
            others = ", ".join(str(one.number) for one in twins if one is not row)
            row.fault(
                "month", _("The same unit and month stand in row %(rows)s. Each month has one row.") % {"rows": others}
            )


def merged(before: Values, row: Values) -> dict[str, Any]:
    """Return what a month becomes: an empty cell leaves what was reported before."""
    return {key: before.get(key) if value is None else value for key, value in row.items()}


# --- Writing ---

Rows = Iterable[tuple[Mapping[str, Any], str]]


def template(rows: Rows, units: Sequence[tuple[str, str]]) -> bytes:
    """Return a workbook to fill in: a row for each month that is asked for, with an explanation and the units by code."""
    return _workbook(rows, units, guide=True)


def to_correct(rows: Rows, units: Sequence[tuple[str, str]]) -> bytes:
    """Return a workbook with these rows as they stood in the file, and beside each what is to be corrected."""
    return _workbook(rows, units, remarks=True)


def _workbook(rows: Rows, units: Sequence[tuple[str, str]], *, guide: bool = False, remarks: bool = False) -> bytes:
    import xlsxwriter  # heavy: loaded by whoever asks for a spreadsheet

    out = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        _figures(book.add_worksheet(SHEET), bold, wrap, rows, remarks)
        if guide:
            _explain(book.add_worksheet(GUIDE), bold, wrap)
        sheet = book.add_worksheet(UNITS)
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 40)
        sheet.write_row(0, 0, ["Kode", "Nama"], bold)
        for number, (code, name) in enumerate(units, start=1):
            sheet.write_string(number, 0, code)
            sheet.write_string(number, 1, name)
    return out.getvalue()


def _figures(sheet: Any, bold: Any, wrap: Any, rows: Rows, remarks: bool) -> None:
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, len(LAYOUT.columns) - 2, 14)
    sheet.set_column(len(LAYOUT.columns) - 1, len(LAYOUT.columns) - 1, 30)
    heads = [*(column.name for column in LAYOUT.columns), *([REMARK] if remarks else [])]
    for place, name in enumerate(heads):
        sheet.write_string(0, place, name, bold)
    if remarks:
        sheet.set_column(len(LAYOUT.columns), len(LAYOUT.columns), 70, wrap)
    for number, (cells, remark) in enumerate(rows, start=1):
        for place, column in enumerate(LAYOUT.columns):
            value = cells.get(column.key)
            if isinstance(value, int | float | Decimal):
                sheet.write_number(number, place, float(value))
            elif value:
                sheet.write_string(number, place, str(value))
        if remark:
            sheet.write_string(number, len(LAYOUT.columns), remark, wrap)


def _explain(sheet: Any, bold: Any, wrap: Any) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 80)
    lines = [
        (
            "Lembar",
            f"Isi lembar “{SHEET}”, satu unit dan satu bulan satu baris. Yang sudah dilaporkan tercantum di sana.",
        ),
        ("Kosong", "Sel kosong berarti belum diketahui; yang sudah dilaporkan tetap. Angka 0 berarti tidak ada."),
        ("Ulang", "Berkas yang sama boleh diunggah lagi: tidak ada yang berubah."),
        *((column.name, column.note) for column in LAYOUT.columns if column.note),
    ]
    for number, (name, note) in enumerate(lines):
        sheet.write_string(number, 0, name, bold)
        sheet.write_string(number, 1, note, wrap)
