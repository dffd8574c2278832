"""Changing one placement: another unit, another supervisor, another first day. What was, stays in its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from fieldpractice.models import LogbookEntry, Placement, PlacementMove
from fieldpractice.queries.placements import fingerprint, in_force
from fieldpractice.services.jp import keep_field_jp
from fieldpractice.services.links import close_links
from fieldpractice.services.placements.contacts import checked_contact
from fieldpractice.services.placements.locking import lock_placement
from fieldpractice.services.placements.telling import tell_changed
from fieldpractice.services.supervision.asking import ask_about_changed, ask_newly
from fieldpractice.weeks import ends_on
from lms.people import audit, clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User, WorkUnit

SHOWN = ("work_unit", "supervisor", "starts_on")
SUPERVISOR = ("supervisor_id", "supervisor_name", "supervisor_email", "supervisor_phone")


@dataclass(frozen=True)
class PlacementValues:
    """What an organiser decides about a placement."""

    work_unit: WorkUnit
    starts_on: date
    supervisor: User | None = None
    supervisor_name: str = ""
    supervisor_email: str = ""
    supervisor_phone: str = ""


@transaction.atomic
def change_placement(
    *, actor: User, placement: Placement, values: PlacementValues, from_day: date, reason: str, seen: str
) -> PlacementMove | None:
    """Change unit, supervisor or first day from a day on; the history keeps both. Returns None when nothing is another.

    Hours from that day on count for the new unit. The links of a supervisor who is no longer it die, and the new one is asked for
    what waits; those concerned are told.
    `seen` is the fingerprint that the page carried. Raises NotAllowed, Conflict, Refusal (no reason, a day before the first or after
    today, a first day after days already in the logbook, what `checked_contact` refuses). Locks the placement.
    """
    if not actor.has_perm("fieldpractice.manage_placement", placement):
        raise NotAllowed(_("Only coordinators and administrators change a placement."))
    row = lock_placement(placement)
    new = _checked(row, values)
    if all(getattr(row, name) == value for name, value in new.items()):
        return None
    if fingerprint(row) != seen:
        raise Conflict(_("Somebody changed this placement meanwhile. Compare with the page as it is now."))
    _check_day(row, values, from_day, reason)
    before, was_unit = _facts(row), row.work_unit
    others = any(getattr(row, name) != new[name] for name in SUPERVISOR)
    for name, value in new.items():
        setattr(row, name, value)
    row.time_zone = values.work_unit.time_zone
    row.ends_on = ends_on(row.starts_on, in_force(row))
    row.save()
    keep_field_jp([row.enrolment_id])
    row = lock_placement(row)
    if row.work_unit_id != was_unit.pk:
        _carry_hours(row, was_unit, from_day)
    if others:
        close_links(placement=row)
        ask_newly(placement=row)
    ask_about_changed(placement=row)
    return _keep(actor, row, before, from_day, reason.strip(), others=others)


def _checked(row: Placement, values: PlacementValues) -> dict[str, Any]:
    contact = checked_contact(
        enrolment=row.enrolment,
        supervisor=values.supervisor,
        name=values.supervisor_name,
        email=values.supervisor_email,
        phone=values.supervisor_phone,
    )
    supervisor = contact.pop("supervisor")
    return {
        **contact,
        "supervisor_id": supervisor.pk if supervisor else None,
        "work_unit_id": values.work_unit.pk,
        "starts_on": values.starts_on,
    }


def _check_day(row: Placement, values: PlacementValues, from_day: date, reason: str) -> None:
    if not reason.strip():
        raise Refusal(_("Say why: the reason stays with the placement."))
    first = min(row.starts_on, values.starts_on)
    if from_day < first:
        raise Refusal(_("The change cannot hold from before the first day of the practice."))
    if from_day > max(clock.today(), values.starts_on):
        raise Refusal(
            _("Record the change on its day or after it: until then the present supervisor is the one who sees.")
        )
    if row.entries.filter(struck_at=None, day__lt=values.starts_on).exists():
        raise Refusal(_("The logbook has days before this first day. Choose a first day that lies before them."))


def _facts(row: Placement) -> dict[str, Any]:
    return {
        "work_unit": str(row.work_unit),
        "work_unit_id": row.work_unit_id,
        "supervisor": row.supervisor.display_name if row.supervisor else row.supervisor_name,
        "starts_on": row.starts_on.isoformat(),
    }


def _carry_hours(row: Placement, was_unit: WorkUnit, from_day: date) -> None:
    """Days before the move keep the unit they were worked in; days from it on are the new unit's."""
    entries = LogbookEntry.objects.filter(placement=row)
    entries.filter(day__lt=from_day, work_unit=None).update(work_unit=was_unit)
    entries.filter(day__gte=from_day).update(work_unit=row.work_unit)


def _keep(
    actor: User, row: Placement, before: dict[str, Any], from_day: date, reason: str, *, others: bool
) -> PlacementMove:
    after = _facts(row)
    move = PlacementMove.objects.create(
        placement=row, before=before, after=after, from_day=from_day, reason=reason[:300], actor=actor, at=clock.now()
    )
    changes: dict[str, Any] = {name: [before[name], after[name]] for name in SHOWN if before[name] != after[name]}
    audit.record(actor, "fieldpractice.placement.change", row, changes | {"reason": reason})
    Placement.objects.filter(pk=row.pk).update(sequence=F("sequence") + 1)
    tell_changed(actor=actor, move=move, new_supervisor=others)
    return move
