"""The logbook: a day's services noted, changed, struck out. What the supervisor has spoken of is never overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fieldpractice.enums import Service
from fieldpractice.models import LogbookEntry, Placement
from fieldpractice.queries.logbook import today_at
from fieldpractice.queries.placements import unit_on
from fieldpractice.services.jp import keep_field_jp
from fieldpractice.services.placements.locking import lock_placement
from fieldpractice.services.supervision.asking import ask_again
from fieldpractice.weeks import week_counting
from lms.people import audit, clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User

DAY = Decimal(24)
MOST_SERVED = 999
MOST_NOTE = 2000


class EntryMoved(Conflict):
    """The entry was changed elsewhere since it was read, or another device noted the same service on the same day. Carries what stands there."""

    def __init__(self, message: Any, entry: LogbookEntry) -> None:
        super().__init__(message)
        self.entry = entry


class ReasonMissing(Refusal):
    """The supervisor has spoken of the week: a change says why."""


@dataclass(frozen=True)
class Noted:
    """What was done on a day, as typed."""

    day: date
    service: int
    served: int
    hours: Decimal
    note: str = ""


@transaction.atomic
def keep_entry(
    *,
    actor: User,
    placement: Placement,
    day: date,
    service: int,
    served: int,
    hours: Decimal,
    client_key: str,
    note: str = "",
    seq: int | None = None,
    reason: str = "",
) -> LogbookEntry:
    """Keep one service of one day: new under a new `client_key`, changed under a known one. Returns the entry that stands.

    Sent again it is the same entry. Of a week the supervisor has spoken of, the old entry is struck out and a new one, with the reason,
    takes its place; the word is then asked for again. `seq` is that of the entry the change began from. Raises NotAllowed, Refusal
    (a day to come, outside the practice, more than 24 hours, nothing noted, no reason), EntryMoved (changed elsewhere: with what is
    there). Locks the placement.
    """
    row = _open(actor, placement)
    noted = check_noted(row, Noted(day, service, served, hours, note.strip()))
    known = LogbookEntry.objects.filter(placement=row, client_key=client_key[:64]).first()
    while known is not None and known.replaced_by is not None:
        known = known.replaced_by
    if known is not None:
        entry = _changed(actor, row, known, noted, seq, reason)
    else:
        entry = _added(actor, row, noted, client_key)
    keep_field_jp([row.enrolment_id])
    return entry


@transaction.atomic
def strike_entry(*, actor: User, entry: LogbookEntry, seq: int, reason: str = "") -> None:
    """Strike an entry out: it counts no more and stays readable. Said twice it stays said once.

    Raises NotAllowed, Refusal (no reason, where the supervisor has spoken of its week), EntryMoved. Locks the placement.
    """
    row = _open(actor, entry.placement)
    entry = LogbookEntry.objects.get(pk=entry.pk)
    if entry.struck_at is not None:
        return
    if entry.seq != seq:
        raise EntryMoved(_("This entry was changed elsewhere meanwhile. Compare with what stands here now."), entry)
    _demand_reason(row, entry.day, reason)
    _strike(actor, entry, reason)
    keep_field_jp([row.enrolment_id])
    _ask_again(row, entry.day)


def _open(actor: User, placement: Placement) -> Placement:
    row = lock_placement(placement)
    if not actor.has_perm("fieldpractice.keep_logbook", row):
        raise NotAllowed(_("Only the participant keeps the logbook, as long as the practice goes on."))
    return row


def check_noted(row: Placement, noted: Noted) -> Noted:
    """Return what was typed, in order. Raises Refusal for each thing that is not, with what would be right."""
    today = today_at(row)
    if noted.service not in Service.values:
        raise Refusal(_("Choose one of the eight services."))
    if noted.day > today:
        raise Refusal(_("This day is still to come. Note it when it is over, or on the day itself."))
    if noted.day < row.starts_on:
        raise Refusal(
            _("Your practice begins on %(day)s: days before it are not noted.") % {"day": _day(row.starts_on)}
        )
    if noted.day > row.ends_on:
        raise Refusal(_("Your practice ended on %(day)s: days after it are not noted.") % {"day": _day(row.ends_on)})
    if not 0 <= noted.hours <= DAY or noted.hours != noted.hours.quantize(Decimal("0.01")):
        raise Refusal(_("Hours lie between 0 and 24, like 3 or 3.5."))
    if not 0 <= noted.served <= MOST_SERVED:
        raise Refusal(_("The number served lies between 0 and %(most)s.") % {"most": MOST_SERVED})
    if not noted.hours and not noted.served:
        raise Refusal(_("Nothing is noted yet: say how long it took, or how many were served."))
    if len(noted.note) > MOST_NOTE:
        raise Refusal(_("What was hard is at most %(most)s characters long.") % {"most": MOST_NOTE})
    return noted


def _added(actor: User, row: Placement, noted: Noted, client_key: str) -> LogbookEntry:
    there = _standing(row, noted)
    if there is not None:
        if _same(there, noted):
            return there
        words = _("“%(service)s” is noted for this day already. Compare, then keep one of the two.")
        raise EntryMoved(words % {"service": there.get_service_display()}, there)
    _check_hours(row, noted)
    entry = _new(row, noted, client_key)
    _ask_again(row, noted.day)
    audit.record(
        actor, "fieldpractice.entry.add", entry, {"day": ["", str(noted.day)], "hours": ["", str(noted.hours)]}
    )
    return entry


def _changed(
    actor: User, row: Placement, entry: LogbookEntry, noted: Noted, seq: int | None, reason: str
) -> LogbookEntry:
    if _same(entry, noted):
        return entry
    if entry.struck_at is not None:
        raise EntryMoved(_("This entry was struck out elsewhere. Note it anew if it is to stand."), entry)
    if entry.seq != seq:
        raise EntryMoved(_("This entry was changed elsewhere meanwhile. Compare with what stands here now."), entry)
    there = _standing(row, noted)
    if there is not None and there.pk != entry.pk:
        words = _("“%(service)s” is noted for this day already. Compare, then keep one of the two.")
        raise EntryMoved(words % {"service": there.get_service_display()}, there)
    _check_hours(row, noted, but=entry)
    if _is_spoken_of(row, entry.day):
        _demand_reason(row, entry.day, reason)
        return _replaced(actor, row, entry, noted, reason)
    _demand_reason(row, noted.day, reason)
    before = {"day": str(entry.day), "hours": str(entry.hours), "served": str(entry.served)}
    for name in ("day", "service", "served", "hours", "note"):
        setattr(entry, name, getattr(noted, name))
    entry.seq, entry.changed_at, entry.work_unit_id = entry.seq + 1, clock.now(), unit_on(row, noted.day)
    entry.save()
    after = {"day": str(entry.day), "hours": str(entry.hours), "served": str(entry.served)}
    told: dict[str, Any] = {name: [before[name], after[name]] for name in after}
    audit.record(
        actor, "fieldpractice.entry.change", entry, told | ({"reason": reason.strip()} if reason.strip() else {})
    )
    _ask_again(row, noted.day)
    return entry


def _replaced(actor: User, row: Placement, entry: LogbookEntry, noted: Noted, reason: str) -> LogbookEntry:
    _strike(actor, entry, reason)
    fresh = _new(row, noted, f"{entry.client_key[:50]}~{entry.pk}")
    fresh.seq = entry.seq + 1
    fresh.save(update_fields=["seq"])
    LogbookEntry.objects.filter(pk=entry.pk).update(replaced_by=fresh)
    _ask_again(row, entry.day, noted.day)
    told = {"day": ["", str(noted.day)], "hours": [str(entry.hours), str(noted.hours)], "reason": reason.strip()}
    audit.record(actor, "fieldpractice.entry.change", fresh, told)
    return fresh


def _strike(actor: User, entry: LogbookEntry, reason: str) -> None:
    now = clock.now()
    LogbookEntry.objects.filter(pk=entry.pk).update(
        struck_at=now, changed_at=now, struck_because=reason.strip()[:300], seq=entry.seq + 1
    )
    audit.record(actor, "fieldpractice.entry.strike", entry, {"reason": reason.strip()})


def _new(row: Placement, noted: Noted, client_key: str) -> LogbookEntry:
    now = clock.now()
    return LogbookEntry.objects.create(
        placement=row,
        day=noted.day,
        service=noted.service,
        served=noted.served,
        hours=noted.hours,
        note=noted.note,
        work_unit_id=unit_on(row, noted.day),
        client_key=client_key[:64],
        created_at=now,
        changed_at=now,
    )


def _standing(row: Placement, noted: Noted) -> LogbookEntry | None:
    same = LogbookEntry.objects.filter(placement=row, day=noted.day, service=noted.service, struck_at=None)
    return same.first()


def _same(entry: LogbookEntry, noted: Noted) -> bool:
    return entry.struck_at is None and (entry.day, entry.service, entry.served, entry.hours, entry.note) == (
        noted.day,
        noted.service,
        noted.served,
        noted.hours,
        noted.note,
    )


def _check_hours(row: Placement, noted: Noted, but: LogbookEntry | None = None) -> None:
    """A day has 24 hours, over all its services."""
    others = LogbookEntry.objects.filter(placement=row, day=noted.day, struck_at=None)
    others = others.filter(~Q(pk=but.pk)) if but else others
    so_far = others.aggregate(sum=Sum("hours"))["sum"] or Decimal(0)
    if so_far + noted.hours > DAY:
        words = _("%(day)s would have %(hours)s hours over all services; a day has 24. Correct one of them.")
        raise Refusal(words % {"day": _day(noted.day), "hours": f"{so_far + noted.hours:.2f}"})


def _is_spoken_of(row: Placement, day: date) -> bool:
    """Whether the supervisor has given a word on the week of a day."""
    number = week_counting(row.weeks(), day)
    return number is not None and row.confirmations.filter(week=number).exists()


def _ask_again(row: Placement, *days: date) -> None:
    """A word holds for what it was given on: a week that changed after it is asked for again."""
    weeks = row.weeks()
    for number in sorted({week_counting(weeks, day) or 0 for day in days}):
        ask_again(placement=row, week=number)


def _demand_reason(row: Placement, day: date, reason: str) -> None:
    if _is_spoken_of(row, day) and not reason.strip():
        raise ReasonMissing(
            _("Your supervisor has given a word on this week: say why you change it. The word is then asked for again.")
        )


def _day(day: date) -> str:
    return date_format(day, "j M Y")
