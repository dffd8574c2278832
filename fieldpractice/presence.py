"""From rows to presence: rows go in, seconds and a state come out. Knows no database."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime

from fieldpractice.enums import PresenceState


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay of somebody in one instance, as it was told. `ends` closes a stay of which nobody told the end."""

    who: Hashable
    joined: datetime | None
    left: datetime | None
    ends: datetime | None = None
    waiting: bool = False


def seconds_of(stays: Iterable[Stay], window: tuple[datetime, datetime], now: datetime) -> dict[Hashable, int]:
    """Return how many seconds of the window each was there: waiting rooms dropped, overlaps counted once, instances merged.

    A stay without an end lasts until its instance's end, else until now. One without a beginning, or with its end before its beginning,
    adds nothing; whoever has only such ones has 0.
    """
    opens, closes = window[0].timestamp(), window[1].timestamp()
    spans: dict[Hashable, list[tuple[float, float]]] = {}
    for stay in stays:
        if stay.waiting:
            continue
        mine = spans.setdefault(stay.who, [])
        if stay.joined is None:
            continue
        begins = max(stay.joined.timestamp(), opens)
        ends = min((stay.left or stay.ends or now).timestamp(), closes)
        if ends > begins:
            mine.append((begins, ends))
    return {who: _covered(mine) for who, mine in spans.items()}


def _covered(spans: list[tuple[float, float]]) -> int:
    """Return the whole seconds that spans cover together."""
    if len(spans) == 1:
        return int(spans[0][1] - spans[0][0])
    spans.sort()
    total, reached = 0.0, float("-inf")
    for begins, ends in spans:
        if ends > reached:
            total += ends - max(begins, reached)
            reached = ends
    return int(total)


def length_of(window: tuple[datetime, datetime]) -> int:
    """Return the seconds of a window."""
    return int((window[1] - window[0]).total_seconds())


def state_of(seconds: int, total: int, threshold: int) -> PresenceState:
    """Return the state that so many seconds of `total` make. The threshold, in percent, reached exactly is reached."""
    if seconds > 0 and seconds * 100 >= threshold * total:
        return PresenceState.PRESENT
    return PresenceState.PARTLY if seconds > 0 else PresenceState.ABSENT


def permille_of(seconds: int, total: int) -> int:
    """Return the share in tenths of a percent, cut off and never rounded up: 74.99% of 75% stays below."""
    return min(seconds * 1000 // total, 1000) if total > 0 else 0
