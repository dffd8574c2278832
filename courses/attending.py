"""When one may come into a class, and what the moments somebody was seen say. Pure: instants in, a decision out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from courses.enums import EARNING, AttendanceState

OPENS_BEFORE = timedelta(minutes=15)
# Before and after the end: when the second scan is taken, and until when a trainer may still tap a name.
ROUND_THE_END = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Times:
    """The hours of one class. Closed at the start, open at the end."""

    starts_at: datetime
    ends_at: datetime
    late_minutes: int = 15
    scan_for: timedelta | None = None
    needs_end_scan: bool = False

    @property
    def opens_at(self) -> datetime:
        """From when somebody can be seen."""
        return self.starts_at - OPENS_BEFORE

    @property
    def closes_at(self) -> datetime:
        """Until when somebody can be seen."""
        return self.ends_at + ROUND_THE_END

    @property
    def scan_closes_at(self) -> datetime:
        """Until when the code counts for the beginning."""
        return min(self.starts_at + self.scan_for, self.ends_at) if self.scan_for is not None else self.ends_at

    @property
    def end_opens_at(self) -> datetime:
        """From when a scan is the second one, where one is wanted."""
        return max(self.ends_at - ROUND_THE_END, self.starts_at)

    @property
    def hold_from(self) -> datetime:
        """From when the class can be closed: a little before its end, or at the end where a second scan is wanted.

        Whoever ends much earlier changes its hours first, since the JP are for all of them.
        """
        return self.ends_at if self.needs_end_scan else self.end_opens_at

    @property
    def middle(self) -> datetime:
        return self.starts_at + (self.ends_at - self.starts_at) / 2

    def is_open(self, at: datetime) -> bool:
        """Whether somebody seen at this moment counts."""
        return self.opens_at <= at < self.closes_at

    def takes_code(self, at: datetime) -> bool:
        """Whether the code on the screen may be scanned at this moment."""
        return self.opens_at <= at < self.scan_closes_at or (self.needs_end_scan and self.at_the_end(at))

    def at_the_end(self, at: datetime) -> bool:
        """Whether this moment belongs to the second scan."""
        return self.end_opens_at <= at < self.closes_at


@dataclass(frozen=True, slots=True)
class Decision:
    state: AttendanceState
    arrived_at: datetime | None = None
    minutes_late: int = 0


ABSENT = Decision(AttendanceState.ABSENT)


def decide(times: Times, seen: Iterable[datetime], *, over: bool) -> Decision | None:
    """Return what follows from the moments somebody was seen; None while a class that is not over has not seen the person.

    Only moments within the class's hours count: a class that moved leaves the old ones behind. Late from `late_minutes` on; from the
    middle on it is half. Where a second scan is wanted, one without the other is half, once the class is over. Who is seen for the first
    time when the class has ended was not in it.
    """
    counted = sorted(at for at in seen if times.is_open(at))
    if not counted or counted[0] >= times.ends_at:
        return ABSENT if over else None
    arrived = counted[0]
    late = max(0, int((arrived - times.starts_at).total_seconds() // 60))
    left = over and times.needs_end_scan and not times.at_the_end(counted[-1])
    if arrived >= times.middle or left:
        return Decision(AttendanceState.HALF, arrived, late)
    if late >= times.late_minutes:
        return Decision(AttendanceState.LATE, arrived, late)
    return Decision(AttendanceState.PRESENT, arrived)


def earned(state: str, jp: int) -> int:
    """Return the JP that an attendance earns: all of a class that was attended, half of a half, rounded down, else nothing."""
    if state == AttendanceState.HALF:
        return jp // 2
    return jp if state in EARNING else 0
