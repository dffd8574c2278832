"""How much room a spreadsheet would take, looked at before it is read."""

from __future__ import annotations

import re
import zipfile
from functools import reduce
from io import BytesIO

# Cells that a sheet may span, empty ones included: the reader makes room for all of them.
MOST_CELLS = 4_000_000
# A row, or a cell that holds something, with its place where it is written.
PLACES = re.compile(
    rb"""<(?:\w+:)?(?:(row)\b(?:[^>]{0,300}?\br=["'](\d{1,7})["'])?"""
    rb"""|c(?=[\s>])(?![^>]{0,300}/>)(?:[^>]{0,300}?\br=["']([A-Z]{1,3})(\d{1,7})["'])?)"""
)


def widest_sheet(content: bytes) -> int:
    """Return how many cells the largest sheet of a workbook spans: one cell far away spans a great many that are empty.

    To be asked before the workbook is opened for good: the library that reads it makes room for all of them, and a file of some
    kilobytes would end the process. The sizes the archive declares are to be looked at before; here they are held against what is in it,
    since the library believes what it unpacks and not what was declared. Raises BadZipFile.
    """
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return max((_span(_unpacked(archive, entry)) for entry in archive.infolist()), default=0)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return a part, one byte more than declared at most. Raises BadZipFile when there is more."""
    declared = entry.file_size
    # Python's reader stops where it was told to; told of one byte more it shows whether there is one.
    entry.file_size = declared + 1
    with archive.open(entry) as file:
        part = file.read(declared + 1)
    if len(part) > declared:
        raise zipfile.BadZipFile(f"{entry.filename} is larger than it says.")
    return part


def _span(part: bytes) -> int:
    height = width = row = column = 0
    for found in PLACES.finditer(part):
        if found[1]:
            row, column = int(found[2] or row + 1), 0
            continue
        column += 1
        if found[3]:
            column = reduce(lambda total, letter: total * 26 + letter - 64, found[3], 0)
            row = int(found[4])
        height, width = max(height, row), max(width, column)
        if height * width > MOST_CELLS:
            break
    return height * width
