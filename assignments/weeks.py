"""Field weeks as days, and due days as instants. Pure: dates in, dates and instants out."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)


def weeks_in(starts_on: date, ends_on: date) -> int:
    """Return how many weeks a field stage has, a last one that is cut short among them."""
    return ((ends_on - starts_on).days // 7) + 1


def first_day_of(week: int, starts_on: date) -> date:
    """Return the first day of a field week, counted from 1."""
    return starts_on + (week - 1) * WEEK


def last_day_of(week: int, starts_on: date, ends_on: date) -> date:
    """Return the last day of a field week; the stage's last day ends the last week."""
    return min(first_day_of(week, starts_on) + WEEK - timedelta(days=1), ends_on)


def week_of(day: date, starts_on: date, ends_on: date) -> int | None:
    """Return the field week a day lies in, None before and after."""
    return (day - starts_on).days // 7 + 1 if starts_on <= day <= ends_on else None


def instant_of(day: date, at: time, zone: str) -> datetime:
    """Return a day and hour of a zone as an aware instant."""
    return datetime.combine(day, at, ZoneInfo(zone))
