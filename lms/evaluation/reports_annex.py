"""The annex of a report as a workbook: a sheet of all figures, and a sheet of rows for each of them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from lms.evaluation import frozen
from lms.evaluation.figures import Criterion
from lms.people.enums import Language

log = logging.getLogger(__name__)

# Excel holds so many lines on a sheet; its name so many letters.
MOST_ROWS, LONGEST_SHEET = 1_000_000, 31

Sheet = tuple[dict[str, Any], frozen.Kept]


def annex_xlsx(title: str, sheets: Sequence[Sheet], language: str) -> bytes:
    """Return the annex: a sheet of all figures, and a sheet of rows for each of them. Text stays text: no cell becomes a formula."""
    import xlsxwriter  # heavy: loaded by whoever asks for a spreadsheet

    out = BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with override(language), xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": title})
        bold = book.add_format({"bold": True})
        names = sheet_names(data for data, _rows in sheets)
        _write_list(book, bold, names, [data for data, _rows in sheets], language)
        for name, (data, rows) in zip(names, sheets, strict=True):
            _write_rows(book.add_worksheet(name), bold, data, rows, language)
    return out.getvalue()


def sheet_names(figures: Iterator[dict[str, Any]]) -> list[str]:
    """Return a name for the sheet of each figure, no two alike, short enough for a spreadsheet."""
    found: list[str] = []
    for data in figures:
        name = f"{data['cohort']['number']} {data['key']}"[:LONGEST_SHEET]
        place = 2
        while name.lower() in {one.lower() for one in found}:
            name = f"{name[: LONGEST_SHEET - 4]}~{place}"
            place += 1
        found.append(name)
    return found


def _write_list(book: Any, bold: Any, names: Sequence[str], figures: Sequence[dict[str, Any]], language: str) -> None:
    sheet = book.add_worksheet(_("Figures"))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 2, 44)
    sheet.set_column(14, 14, 80)
    head = [
        _("Sheet"), _("Key"), pgettext("a number", "Figure"), _("Cohort"), _("Criterion"), _("Activity"), _("As written"), _("Value"), "n", _("Of"),
        _("Spread"), _("Interval from"), _("Interval to"), _("Rows"), _("Where it comes from"), "SHA-256",
    ]  # fmt: skip
    sheet.write_row(0, 0, head, bold)
    for line, (name, data) in enumerate(zip(names, figures, strict=True), 1):
        cells = [
            name, data["key"], data["title"][language], data["cohort"]["name"], str(Criterion(data["criterion"]).label),
            data["activity_no"] or "", frozen.said(data, language), _number(data["value"]), _number(data["n"]),
            _number(data["of"]), *(_number(data[end]) for end in ("spread", "low", "high")), data["rows"]["count"],
            data["source"][language], data["rows"]["sha256"],
        ]  # fmt: skip
        sheet.write_row(line, 0, cells)


def _number(value: Any) -> Any:
    return "" if value is None else float(value)


def _write_rows(sheet: Any, bold: Any, data: dict[str, Any], rows: frozen.Kept, language: str) -> None:
    heads = data["rows"]["heads"][language]
    sheet.set_column(0, max(len(heads) - 1, 0), 24)
    # Cells are kept as they were read, in one language.
    note = [_("The rows are in Indonesian.")] if language != Language.ID else []
    sheet.write_row(0, 0, [data["title"][language], frozen.said(data, language), *note], bold)
    sheet.write_row(1, 0, heads, bold)
    sheet.freeze_panes(2, 0)
    if not rows.holds:
        # Its digest stands on the first sheet: other rows are not handed out beside it, and their absence is said.
        log.error(
            "The rows kept with figure %s of cohort %s are not those signed.", data["key"], data["cohort"]["number"]
        )
        sheet.write(2, 0, frozen.not_signed())
        return
    for line, row in enumerate(rows, 2):
        if line >= MOST_ROWS:
            break
        sheet.write_row(line, 0, ["" if cell is None else cell for cell in row])
