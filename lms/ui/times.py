"""Instants and days in words, always with the zone's name: `Selasa, 24 November 2026, 10.05 WITA`.

Written by hand rather than with Django's `date` filter: a list shows dozens of instants, and this costs a third of it.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.people import clock
from lms.people.zones import current_zone_name, three_zones

STYLES = ("long", "short", "date", "time", "ago")
MINUTE, HOUR = 60, 3600


def day_in_words(day: date) -> str:
    """Return `Sabtu, 19 Maret 2022`."""
    return f"{WEEKDAYS[day.weekday()]}, {day.day} {MONTHS[day.month]} {day.year}"


def instant_in_words(at: datetime, *, style: str, zones: bool = False) -> str:
    """Return an aware instant in the reader's zone; with `zones` the hour stands in WIB, WITA and WIT."""
    local = timezone.localtime(at)
    if style == "ago":
        return distance_in_words(at)
    if style == "date":
        return day_in_words(local)
    hours = in_three_zones(at, local) if zones else hour_in_words(local)
    if style == "time":
        return hours
    if style in {"short", "paper"}:
        # A paper says its year whatever year it is made in: the same content gives the same bytes.
        year = "" if style == "short" and local.year == clock.today().year else f" {local.year}"
        return f"{local.day} {MONTHS_3[local.month].capitalize()}{year}, {hours}"
    return f"{day_in_words(local)}, {hours}"


def hour_in_words(local: datetime) -> str:
    return f"{local:%H.%M} {current_zone_name()}"


def in_three_zones(at: datetime, local: datetime, *, until: datetime | None = None) -> str:
    """Return `09.00 WIB · 10.00 WITA · 11.00 WIT`, with `until` `09.00–10.30 WIB · …`; an hour on another day than the reader's names that day."""
    words = []
    for name, there in three_zones(at):
        other_day = "" if there.date() == local.date() else f" ({WEEKDAYS[there.weekday()]})"
        end = f"–{until.astimezone(there.tzinfo):%H.%M}" if until else ""
        words.append(f"{there:%H.%M}{end} {name}{other_day}")
    return " · ".join(words)


def distance_in_words(at: datetime) -> str:
    """Return how long ago or how soon, in one unit; beyond a week the day itself says more."""
    seconds = int((at - clock.now()).total_seconds())
    days = (timezone.localtime(at).date() - timezone.localtime(clock.now()).date()).days
    if abs(days) > 7:
        return day_in_words(timezone.localtime(at))
    if abs(seconds) < MINUTE:
        return _("just now")
    if abs(seconds) < HOUR:
        return _minutes(seconds // MINUTE if seconds > 0 else -(-seconds // MINUTE))
    if days == 0 or abs(seconds) < 6 * HOUR:
        return _hours(seconds // HOUR if seconds > 0 else -(-seconds // HOUR))
    return _days(days)


def _minutes(count: int) -> str:
    if count < 0:
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", -count) % {"n": -count}
    return ngettext("in %(n)s minute", "in %(n)s minutes", count) % {"n": count}


def _hours(count: int) -> str:
    if count < 0:
        return ngettext("%(n)s hour ago", "%(n)s hours ago", -count) % {"n": -count}
    return ngettext("in %(n)s hour", "in %(n)s hours", count) % {"n": count}


def _days(count: int) -> str:
    if count in (-1, 1):
        return _("yesterday") if count < 0 else _("tomorrow")
    if count < 0:
        return ngettext("%(n)s day ago", "%(n)s days ago", -count) % {"n": -count}
    return ngettext("in %(n)s day", "in %(n)s days", count) % {"n": count}


def machine_readable(at: datetime) -> str:
    """Return the instant for a `datetime` attribute: UTC, to the second."""
    return (at - (at.utcoffset() or timedelta())).strftime("%Y-%m-%dT%H:%M:%SZ")
