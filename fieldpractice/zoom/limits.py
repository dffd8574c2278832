"""When a call that came too often may be made again."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from fieldpractice.zoom.results import moment

# Seconds until a limit of calls a second is tried again, when Zoom does not say; up to half as much is added by chance.
SECOND = 2.0


def is_daily(headers: Mapping[str, str], message: str) -> bool:
    """Tell the day's limit from the second's: Zoom says it in a header, or only in words."""
    kind = headers.get("X-RateLimit-Type", "")
    return "daily" in f"{kind} {message}".lower()


def retry_at(headers: Mapping[str, str], *, daily: bool, now: datetime) -> datetime:
    """Return from when on to try again. `Retry-After` is a date or seconds; a day's limit ends at 00:00 UTC."""
    said = _said(headers.get("Retry-After", ""), now)
    if daily:
        midnight = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
        return max(said, midnight) if said else midnight
    wait = SECOND * (1 + random.random() / 2)  # noqa: S311 - spreads the tries, guards nothing
    return max(said or now, now + timedelta(seconds=wait))


def _said(value: str, now: datetime) -> datetime | None:
    value = value.strip()
    if value.isdigit():
        return now + timedelta(seconds=min(int(value), 86_400))
    return moment(value)
