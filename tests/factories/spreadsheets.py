"""Lists of people as spreadsheets and CSV, as offices make them."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

HEADS = ("Nama", "Surel", "NIP", "Unit kerja", "Telepon (WhatsApp)", "Tanggal lahir")


def workbook(
    rows: Sequence[Sequence[Any]], heads: Sequence[str] = HEADS, sheet: str = "Peserta", above: int = 0
) -> bytes:
    """A workbook: text stays text, numbers are numbers, `=…` is a formula that shows the value beside it (a pair)."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_numbers": False}) as book:
        page = book.add_worksheet(sheet)
        for number in range(above):
            page.write_string(number, 0, "DAFTAR PESERTA")
        for number, row in enumerate([heads, *rows], start=above):
            for place, value in enumerate(row):
                if isinstance(value, tuple):
                    page.write_formula(number, place, value[0], None, value[1])
                elif isinstance(value, str):
                    page.write_string(number, place, value)
                elif value is not None:
                    page.write(number, place, value, book.add_format({"num_format": "dd/mm/yyyy"}))
    return out.getvalue()


def csv_text(rows: Sequence[Sequence[str]], heads: Sequence[str] = HEADS, delimiter: str = ";") -> bytes:
    """A CSV as a spreadsheet program with Indonesian settings saves it."""
    return "\r\n".join(delimiter.join(row) for row in [heads, *rows]).encode("utf-8-sig")


def lying(content: bytes, says: int = 100) -> bytes:
    """The same workbook, whose directory says that its first sheet has `says` bytes, with the check sum of those."""
    name = b"xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(BytesIO(content)) as archive:
        part = archive.read(name.decode())
    place = content.rindex(name) - 46
    assert content[place : place + 4] == b"PK\x01\x02"
    forged = bytearray(content)
    struct.pack_into("<I", forged, place + 16, zlib.crc32(part[:says]))
    struct.pack_into("<I", forged, place + 24, says)
    return bytes(forged)


def far_away(heads: Sequence[str] = HEADS, sheet: str = "Peserta") -> bytes:
    """A few kilobytes with one cell in the last corner: a reader that makes room for all in between needs hundreds of gigabytes."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet(sheet)
        for place, head in enumerate(heads):
            page.write_string(0, place, head)
        page.write_string(1_048_575, 16_383, "x")
    return out.getvalue()
