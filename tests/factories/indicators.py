"""Files with figures of units, as offices make them: numbers are numbers, text is text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from lms.evaluation.indicator_files import LAYOUT, SHEET

HEADS = tuple(column.name for column in LAYOUT.columns)


def figures_file(rows: Sequence[Sequence[Any]], heads: Sequence[str] = HEADS) -> bytes:
    """A workbook with these rows under the heads of the template; days are cells with a date."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        # The same rows are the same bytes.
        book.set_properties({"created": datetime(2026, 1, 1)})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        page = book.add_worksheet(SHEET)
        for number, row in enumerate([heads, *rows]):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(number, place, value, day)
                elif value is not None:
                    page.write(number, place, value)
    return out.getvalue()
