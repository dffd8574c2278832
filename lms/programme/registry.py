"""A socket for the floors above: what else a cell of the matrix should show.

Fieldpractice may say "2 constraints", courses "week 6 of 12". A source is asked once for the whole matrix and must cost
the same queries however many cells it speaks of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language

from lms.programme.enums import CellState


@dataclass(frozen=True)
class CellNote:
    """Something to show in the cells of one activity: of one unit, or (column empty) of all that take part.

    `label` is short enough for the cell, `words` say the same in full. What was done has the state DONE; everything else is still
    missing, the more urgent the later its state stands in `CellState`. Only what is late, awaited or objected to decides how the cell looks.
    """

    activity_no: int
    state: CellState
    label: Any
    href: str = ""
    column: str = ""
    words: Any = ""

    @property
    def told(self) -> str:
        """The note in full."""
        return str(self.words or self.label)

    @property
    def is_done(self) -> bool:
        return self.state == CellState.DONE


CellSource = Callable[[], Iterable[CellNote]]

# Seconds for which the whole matrix shows what the rooms above have counted. What is signed, brought or late is asked each time.
COUNTS_STAND = 60

EVERY_ACTIVITY: frozenset[int] = frozenset(range(1, 11))
_sources: dict[CellSource, tuple[frozenset[int], bool]] = {}


def add_cell_source(source: CellSource, activities: frozenset[int] = EVERY_ACTIVITY, *, urgent: bool = False) -> None:
    """Let a room speak in the matrix, from its AppConfig.ready(); of which activities, so that one alone does not ask them all.

    An `urgent` source may say that a unit is late, and is asked by the homes too: it must cost one small query. What the others say
    stands in the cell without changing its state.
    """
    _sources.setdefault(source, (activities, urgent))


def remove_cell_source(source: CellSource) -> None:
    """Take a source out again (tests)."""
    del _sources[source]


def cell_notes(no: int | None = None, *, urgent_only: bool = False) -> list[CellNote]:
    """Ask every source, or those that speak of one activity, or only those that say what is late."""
    asked = [
        source
        for source, (activities, urgent) in _sources.items()
        if (no is None or no in activities) and (urgent or not urgent_only)
    ]
    return [note for source in asked for note in source() if no is None or note.activity_no == no]


def counted_notes() -> list[CellNote]:
    """Return the notes of every source for the whole matrix; what is not urgent as it was counted at most a minute ago.

    The rooms count everybody's forms, hours and scores for it: some thirty queries, which grow with the people.
    """
    key = f"cell-notes:{get_language()}"
    counted: list[CellNote] | None = cache.get(key)
    if counted is None:
        counted = [_as_words(note) for source in _asked(urgent=False) for note in source()]
        cache.set(key, counted, COUNTS_STAND)
    return [*(note for source in _asked(urgent=True) for note in source()), *counted]


def _asked(*, urgent: bool) -> list[CellSource]:
    return [source for source, (_activities, is_urgent) in _sources.items() if is_urgent is urgent]


def _as_words(note: CellNote) -> CellNote:
    return replace(note, label=str(note.label), words=str(note.words))
