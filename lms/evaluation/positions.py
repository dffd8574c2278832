"""Levels of the functional position of employment officer (Pengantar Kerja) by civil-service rank.

General knowledge of the rules on functional positions, to be confirmed by the ministry: whether AK/III–V are used, and the class of the
highest level, is not known.
"""

from __future__ import annotations

from dataclasses import dataclass

from lms.people.enums import Evidence


@dataclass(frozen=True)
class Level:
    """A level: its name as on a decree, and the grades that belong to it."""

    name: str
    grades: tuple[str, ...]


EVIDENCE = Evidence.INFERRED
LEVELS = (
    Level("Pengantar Kerja Ahli Pertama", ("III/a", "III/b")),
    Level("Pengantar Kerja Ahli Muda", ("III/c", "III/d")),
    Level("Pengantar Kerja Ahli Madya", ("IV/a", "IV/b", "IV/c")),
    Level("Pengantar Kerja Ahli Utama", ("IV/d", "IV/e")),
)


def level_of(grade: str) -> Level | None:
    """Return the level whose grades include this one; None for a grade below, and for people without one."""
    return next((level for level in LEVELS if grade in level.grades), None)


def next_level(grade: str) -> Level | None:
    """Return the level above; below the first, the first. None at the top, and for people without a grade."""
    here = level_of(grade)
    if here is None:
        return LEVELS[0] if grade else None
    place = LEVELS.index(here) + 1
    return LEVELS[place] if place < len(LEVELS) else None
