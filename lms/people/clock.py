"""The one clock. Services ask it instead of Django, so that the demo can live through months and a test can fix a day."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

WIB = ZoneInfo("Asia/Jakarta")

_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return _set.get() or timezone.now()


def today() -> date:
    """Return today's date in WIB, the zone in which days are counted (roles, placements, windows of days)."""
    return now().astimezone(WIB).date()


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Set the clock for the block. `instant` must be aware."""
    if instant.tzinfo is None:
        raise ValueError("The clock needs an aware instant.")
    token = _set.set(instant)
    try:
        yield
    finally:
        _set.reset(token)


def at_midday(day: date, *, minutes: int = 0) -> datetime:
    """Return 12.00 WIB of a day plus some minutes, as an aware instant."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=WIB) + timedelta(minutes=minutes)
