"""The template of a list of people, and rows to be corrected. Every cell is typed text: nothing is rounded and no formula runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from courses.interchange.columns import COLUMNS, EXAMPLES, GUIDE, REMARK, SHEET, UNITS

WIDTHS = {"name": 26, "email": 32, "nip": 24, "unit": 26, "position": 28, "phone": 20, "letter_number": 22}
MOST_PREPARED = 500


def template(units: Sequence[tuple[str, str]]) -> bytes:
    """Return an empty workbook to fill in, with examples, an explanation of the columns and the units by code."""
    return _workbook([], units=units, guide=True)


def to_correct(rows: Iterable[tuple[Mapping[str, str], str]], units: Sequence[tuple[str, str]]) -> bytes:
    """Return a workbook with these rows as they stood in the file, and beside each what is to be corrected."""
    return _workbook(rows, units=units, remarks=True)


def _workbook(
    rows: Iterable[tuple[Mapping[str, str], str]],
    *,
    units: Sequence[tuple[str, str]],
    guide: bool = False,
    remarks: bool = False,
) -> bytes:
    import xlsxwriter  # heavy: loaded by whoever asks for a spreadsheet

    out = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        styles = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "num_format": "@"}),
            "text": book.add_format({"num_format": "@"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        _people(book.add_worksheet(SHEET), styles, rows, remarks)
        if guide:
            made_up = (
                {column.key: column.examples[which] for column in COLUMNS}
                | {"unit": units[which % len(units)][1] if units else ""}
                for which in (0, 1)
            )
            _people(book.add_worksheet(EXAMPLES), styles, ((row, "") for row in made_up), False)
            _explain(book.add_worksheet(GUIDE), styles)
        sheet = book.add_worksheet(UNITS)
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 40)
        for number, row in enumerate([("Kode", "Nama"), *units]):
            for place, text in enumerate(row):
                sheet.write_string(number, place, text, styles["text"] if number else styles["head"])
        if units:
            unit = next(place for place, column in enumerate(COLUMNS) if column.key == "unit")
            source = f"='{UNITS}'!$B$2:$B${len(units) + 1}"
            allowed = {"validate": "list", "source": source, "error_type": "warning"}
            book.get_worksheet_by_name(SHEET).data_validation(1, unit, MOST_PREPARED, unit, allowed)
    return out.getvalue()


def _people(
    sheet: Any, styles: Mapping[str, Any], rows: Iterable[tuple[Mapping[str, str], str]], remarks: bool
) -> None:
    sheet.freeze_panes(1, 1)
    # Whole columns are text, so that a NIP typed into an empty row stays whole.
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, WIDTHS.get(column.key, 16), styles["text"])
    heads = [*(column.name for column in COLUMNS), *([REMARK] if remarks else [])]
    for place, name in enumerate(heads):
        sheet.write_string(0, place, name, styles["head"])
    if remarks:
        sheet.set_column(len(COLUMNS), len(COLUMNS), 70, styles["wrap"])
    for number, (cells, remark) in enumerate(rows, start=1):
        for place, column in enumerate(COLUMNS):
            if text := cells.get(column.key, ""):
                sheet.write_string(number, place, text, styles["text"])
        if remark:
            sheet.write_string(number, len(COLUMNS), remark, styles["wrap"])


def _explain(sheet: Any, styles: Mapping[str, Any]) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 80)
    lines = [
        ("Lembar", f"Isi lembar “{SHEET}”, satu orang satu baris. Lembar “{EXAMPLES}” hanya contoh dan tidak dibaca."),
        ("NIP", "Jangan diketik sebagai angka: lembar kerja membulatkan angka sepanjang itu. Sel di sini sudah teks."),
        ("Ulang", "Berkas yang sama boleh diunggah lagi: yang sudah terdaftar tidak berubah."),
        *((column.name, column.note) for column in COLUMNS if column.note),
    ]
    for number, (name, note) in enumerate(lines):
        sheet.write_string(number, 0, name, styles["head"])
        sheet.write_string(number, 1, note, styles["wrap"])
