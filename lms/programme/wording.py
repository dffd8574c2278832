"""Words that several screens share: periods, and when an activity takes place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lms.people import clock
from lms.people.enums import Column
from lms.programme.enums import CellState

if TYPE_CHECKING:
    from lms.programme.models import Activity, Review


def period(first: date | None, last: date | None) -> str:
    """`18–20 Januari 2027`, `31 Agustus – 25 September 2026`; empty without a first day."""
    return _period(first, last, get_language())


@lru_cache(maxsize=1024)
def _period(first: date | None, last: date | None, _language: str | None) -> str:
    if not first or last == first:
        return date_format(first, "j F Y") if first else ""
    if not last:
        return _("from %(day)s") % {"day": date_format(first, "j F Y")}
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{date_format(last, 'j F Y')}"
    return f"{date_format(first, 'j F' if first.year == last.year else 'j F Y')} – {date_format(last, 'j F Y')}"


def timing(activity: Activity, state: CellState) -> str:
    """Say in a few words where an activity stands in time."""
    if state == CellState.DONE and activity.actual_until:
        return _("Finished %(day)s") % {"day": date_format(activity.actual_until, "j M Y")}
    if activity.actual_from and activity.planned_until and activity.planned_until >= clock.today():
        return _("Week %(now)s of %(all)s") % _weeks(activity.actual_from, activity.planned_until)
    return period(activity.planned_from, activity.planned_until) or _("No dates yet")


def _weeks(first: date, last: date) -> dict[str, int]:
    return {"now": (clock.today() - first).days // 7 + 1, "all": (last - first).days // 7 + 1}


@dataclass(frozen=True)
class Asked:
    """What a unit still owes a word on: so many parts of a review, signed at an address."""

    review: Review
    parts: int
    address: str


@dataclass(frozen=True)
class Reminder:
    """A message to one unit, ready for a chat, and the link that opens it in WhatsApp."""

    unit: str
    parts: int
    text: str

    @property
    def whatsapp(self) -> str:
        return f"https://wa.me/?text={quote(self.text)}"


def reminders(asked: Mapping[str, Sequence[Asked]]) -> list[Reminder]:
    """One message a unit, however many reviews wait for it: of what, until when, and where it is signed."""
    return [_reminder(column, asked[column]) for column in Column.values if asked.get(column)]


def _reminder(column: str, asked: Sequence[Asked]) -> Reminder:
    unit, parts = str(Column(column).label), sum(one.parts for one in asked)
    head = ngettext(
        "Dear reviewers of %(unit)s, %(count)s part waits for your unit’s signature:",
        "Dear reviewers of %(unit)s, %(count)s parts wait for your unit’s signature:",
        parts,
    ) % {"unit": unit, "count": parts}
    return Reminder(unit, parts, "\n".join([head, *map(_line, asked)]))


def _line(one: Asked) -> str:
    words = {"title": one.review.title, "day": date_format(one.review.due_on, "l, j F Y"), "address": one.address}
    return _("• %(title)s, due %(day)s: %(address)s") % words
