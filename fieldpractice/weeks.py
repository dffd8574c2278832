"""Field weeks of one person: twelve times seven days, counted without the days of a pause.

A week is seven counted days from the placement's first day on; a day of a pause is not counted and moves what follows. What is
noted on it all the same counts in the week around it, or the one after it. Days are plain dates, both ends of a span valid.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

DAYS = 7
WEEKS = 12
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Span:
    """Some days, the last one included."""

    starts_on: date
    ends_on: date

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class Week:
    """One field week: its number from 1, its first and last counted day, and how many paused days lie between them."""

    number: int
    starts_on: date
    ends_on: date
    paused: int

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


def weeks_of(starts_on: date, pauses: Iterable[Span] = (), count: int = WEEKS) -> list[Week]:
    """Return the weeks of a placement in order. Pauses may overlap and lie in any order."""
    return list(_weeks_of(starts_on, tuple(pauses), count))


@lru_cache(maxsize=512)
def _weeks_of(starts_on: date, spans: tuple[Span, ...], count: int) -> tuple[Week, ...]:
    """Most of a cohort begin on one day and rest on none: their weeks are counted once."""
    found: list[Week] = []
    day = starts_on
    for number in range(1, count + 1):
        counted, first, last = 0, None, day
        start = day
        while counted < DAYS:
            if not any(day in span for span in spans):
                counted += 1
                first = first or day
                last = day
            day += timedelta(days=1)
        first = first or start
        found.append(Week(number, first, last, (last - first).days + 1 - DAYS))
    return tuple(found)


def week_on(weeks: Iterable[Week], day: date) -> int | None:
    """Return the number of the week in which a day lies (a paused day within a week belongs to it), else None."""
    return next((week.number for week in weeks if day in week), None)


def week_counting(weeks: Iterable[Week], day: date) -> int | None:
    """Return the number of the week in which work noted for a day counts: its own; for a day of rest between two weeks the one that
    follows, so that somebody confirms it. None after the last week.
    """
    return next((week.number for week in weeks if day <= week.ends_on), None)


def split(weeks: Iterable[Week], things: Sequence[T], day_of: Callable[[T], str]) -> dict[int, list[T]]:
    """Give things that come in the order of their days (`2026-11-26`) to the weeks they count in, as `week_counting` does one.

    Weeks without any are left out.
    """
    found: dict[int, list[T]] = {}
    place = 0
    for week in weeks:
        first, place = place, bisect_right(things, week.ends_on.isoformat(), place, key=day_of)
        if place > first:
            found[week.number] = list(things[first:place])
    return found


def ends_on(starts_on: date, pauses: Iterable[Span] = (), count: int = WEEKS) -> date:
    """Return the last day of the last week."""
    return weeks_of(starts_on, pauses, count)[-1].ends_on


def shifted(day: date, starts_on: date, pauses: Iterable[Span]) -> date:
    """Return a day planned without pauses as it falls with them: as many counted days after the first day. Earlier days stay."""
    spans = list(pauses)
    if day < starts_on or not spans:
        return day
    wanted, there = (day - starts_on).days + 1, starts_on
    while True:
        wanted -= not any(there in span for span in spans)
        if not wanted:
            return there
        there += timedelta(days=1)
