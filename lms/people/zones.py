"""Indonesia's three zones and their names. A time is never shown without its zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

WIB, WITA, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")
NAMES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
CHOICES = [
    ("Asia/Jakarta", "WIB (Asia/Jakarta)"),
    ("Asia/Makassar", "WITA (Asia/Makassar)"),
    ("Asia/Jayapura", "WIT (Asia/Jayapura)"),
]


def zone_name(zone: str | ZoneInfo) -> str:
    """Return `WIB`, `WITA` or `WIT` for an IANA name, else the name itself."""
    key = zone if isinstance(zone, str) else zone.key
    return NAMES.get(key, key)


def current_zone_name() -> str:
    """Return the name of the reader's zone."""
    return zone_name(timezone.get_current_timezone_name())


def three_zones(instant: datetime) -> list[tuple[str, datetime]]:
    """Return the instant in WIB, WITA and WIT, for things that people in all three attend."""
    return [(zone_name(zone), instant.astimezone(zone)) for zone in (WIB, WITA, WIT)]
