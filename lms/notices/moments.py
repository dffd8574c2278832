"""When mail may go: never at night in the reader's zone, and the daily summary in the morning."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from lms.people.models import User


def zone_of(user: User) -> ZoneInfo:
    """Return the zone of somebody's unit, else WIB."""
    return ZoneInfo(user.work_unit.time_zone if user.work_unit else settings.TIME_ZONE)


def after_quiet_hours(at: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant itself, or the end of the quiet hours it falls into. Hours that begin when they end are none."""
    begin, end = settings.PADAN_QUIET_HOURS
    if begin == end:
        return at
    local = at.astimezone(zone)
    late, early = local.hour >= begin, local.hour < end
    if begin < end:
        return _on(local, end) if late and early else at
    if late:
        return _on(local + timedelta(days=1), end)
    return _on(local, end) if early else at


def next_digest(at: datetime, zone: ZoneInfo) -> datetime:
    """Return the next morning's summary after an instant."""
    local = at.astimezone(zone)
    today = _on(local, settings.PADAN_DIGEST_HOUR)
    return today if today > at else _on(local + timedelta(days=1), settings.PADAN_DIGEST_HOUR)


def _on(day: datetime, hour: int) -> datetime:
    return datetime.combine(day.date(), time(hour), day.tzinfo)
