"""When an attempt is over, and how late an answer came. Pure: instants in, instants out; the server's clock is the only one."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

# The same thing by the same person within so long is one click that was sent twice.
SECOND_CLICK = timedelta(minutes=1)


def due_at(
    *, started_at: datetime, minutes: int | None, closes_at: datetime | None, extra_minutes: int = 0
) -> datetime | None:
    """Return when the time of an attempt is up: after its minutes, or when the quiz closes if that is sooner.

    A person's extra minutes move both, so that somebody who begins late does not lose them to the closing. None: no limit.
    """
    extra = timedelta(minutes=extra_minutes)
    ends = [started_at + timedelta(minutes=minutes) + extra] if minutes else []
    if closes_at is not None:
        ends.append(closes_at + extra)
    return min(ends, default=None)


def seconds_late(at: datetime, due: datetime | None) -> int:
    """Return how many seconds, rounded up, something came after the time was up; 0 when it came in time."""
    if due is None or at < due:
        return 0
    return max(1, ceil((at - due).total_seconds()))


def is_over(at: datetime, due: datetime | None, grace_seconds: int) -> bool:
    """Whether nothing counts any more: time and grace have run out."""
    return due is not None and at >= due + timedelta(seconds=grace_seconds)


def seconds_left(at: datetime, due: datetime | None) -> int | None:
    """Return the whole seconds left, never below 0; None without a limit. The page counts down from here, not from the phone's clock."""
    return None if due is None else max(0, ceil((due - at).total_seconds()))
