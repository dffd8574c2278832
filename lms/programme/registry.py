"""A socket for the floors above: what else a cell of the matrix should show.

Fieldpractice may say "2 constraints", courses "week 6 of 12". A source is asked once for the whole matrix and must cost
the same queries however many cells it speaks of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from lms.programme.enums import CellState


@dataclass(frozen=True)
class CellNote:
    """Something to show in the cells of one activity: of one unit, or (column empty) of all that take part."""

    activity_no: int
    state: CellState
    label: Any
    href: str = ""
    column: str = ""


CellSource = Callable[[], Iterable[CellNote]]

_sources: list[CellSource] = []


def add_cell_source(source: CellSource) -> None:
    """Let a room speak in the matrix, from its AppConfig.ready()."""
    if source not in _sources:
        _sources.append(source)


def remove_cell_source(source: CellSource) -> None:
    """Take a source out again (tests)."""
    _sources.remove(source)


def cell_notes() -> list[CellNote]:
    """Ask every source."""
    return [note for source in _sources for note in source()]
