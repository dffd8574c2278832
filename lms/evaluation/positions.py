"""Levels of the functional position of employment officer (Pengantar Kerja) by civil-service rank.

General knowledge of the rules on functional positions, to be confirmed by the ministry: whether AK/III–V are used, and the class of the
highest level, is not known.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """A level: its name as on a decree, and the grades that belong to it."""

    name: str
    grades: tuple[str, ...]


LEVELS = (
    Level("Pengantar Kerja Ahli Pertama", ("III/a", "III/b")),
    Level("Pengantar Kerja Ahli Muda", ("III/c", "III/d")),
    Level("Pengantar Kerja Ahli Madya", ("IV/a", "IV/b", "IV/c")),
    Level("Pengantar Kerja Ahli Utama", ("IV/d", "IV/e")),
)


def level_of(grade: str) -> Level | None:
    """Return the level whose grades include this one; None for a grade below, and for people without one."""
    return next((level for level in LEVELS if grade in level.grades), None)
