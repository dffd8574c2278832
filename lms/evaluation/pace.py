"""How an activity keeps to its plan, in days and in words. Pure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from lms.programme.models import Activity


def days_behind(activity: Activity, today: date) -> int | None:
    """Return by how many days an activity is behind its plan (below nought: ahead), None where nothing can be compared yet.

    A finished one by its last day; one that is past its planned end by today; one that has begun, or should have, by its first day.
    """
    first, last = activity.planned_from, activity.planned_until
    if activity.actual_until is not None:
        return (activity.actual_until - last).days if last else None
    if last is not None and last < today:
        return (today - last).days
    if first is None:
        return None
    if activity.actual_from is not None:
        return (activity.actual_from - first).days
    return (today - first).days if first < today else None


def pace_words(days: int | None) -> str:
    """Return `on time`, `3 days late`, `2 days early`; a dash where nothing can be compared."""
    if days is None:
        return "–"
    if days == 0:
        return _("on time")
    if days > 0:
        return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}
    return ngettext("%(n)s day early", "%(n)s days early", -days) % {"n": -days}
