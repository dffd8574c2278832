"""Pauses: days on which the practice rests. The weeks that follow move, and with them the due days of tasks not handed in yet."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assignments.models import Extension
from assignments.services.tasks import extend_for
from courses.enums import EnrolmentState
from fieldpractice.enums import PauseKind
from fieldpractice.models import Placement, PlacementPause
from fieldpractice.queries.placements import due_shifts, in_force
from fieldpractice.services.jp import keep_field_jp
from fieldpractice.services.placements.locking import lock_placement
from fieldpractice.services.placements.telling import tell_pause_taken_back, tell_paused
from fieldpractice.services.supervision.asking import ask_about_changed
from fieldpractice.weeks import ends_on
from lms.people import audit, clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User

# Longer than this, somebody does not pause the practice but leaves it.
MOST_DAYS = 120


@transaction.atomic
def add_pause(
    *, actor: User, placement: Placement, kind: str, starts_on: date, ends_on: date, reason: str
) -> PlacementPause:
    """Let the practice rest on some days, both ends included; the weeks after it and the due days of tasks not handed in move.

    What is handed in or graded stays as it is. Pauses may overlap: a day rests once. The same pause again is the one there is.
    Raises NotAllowed, Refusal (no reason, days out of order, too long, wholly outside the practice). Locks the placement.
    """
    _allow(actor, placement)
    row = lock_placement(placement)
    check_pause(row, kind, starts_on, ends_on, reason)
    same = row.pauses.filter(kind=kind, starts_on=starts_on, ends_on=ends_on, taken_back_at=None).first()
    if same is not None:
        return same
    pause = PlacementPause.objects.create(
        placement=row,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip()[:300],
        actor=actor,
        at=clock.now(),
    )
    row = _count_anew(row)
    told = {"kind": ["", kind], "days": ["", f"{starts_on} – {ends_on}"], "reason": pause.reason}
    audit.record(actor, "fieldpractice.pause.add", pause, told)
    extensions = _shift(actor, row)
    tell_paused(actor=actor, placement=row, pause=pause, moved=len(extensions))
    return pause


@transaction.atomic
def take_pause_back(*, actor: User, pause: PlacementPause, reason: str) -> None:
    """Take a pause back, with the reason: the weeks count its days again. A due day that was promised later stays as promised.

    Raises NotAllowed, Refusal (no reason), Conflict (taken back already). Locks the placement.
    """
    _allow(actor, pause.placement)
    if not reason.strip():
        raise Refusal(_("Say why: the reason stays with the placement."))
    row = lock_placement(pause.placement)
    ended = {"taken_back_at": clock.now(), "taken_back_by": actor, "taken_back_because": reason.strip()[:300]}
    if not PlacementPause.objects.filter(pk=pause.pk, taken_back_at=None).update(**ended):
        raise Conflict(_("This pause was taken back already."))
    pause.refresh_from_db()
    row = _count_anew(row)
    audit.record(actor, "fieldpractice.pause.take_back", pause, {"reason": pause.taken_back_because})
    tell_pause_taken_back(actor=actor, placement=row, pause=pause)


@transaction.atomic
def shift_due_days(*, placement: Placement) -> list[Extension]:
    """Let a person's pauses move the due days of tasks set, or extended for all, since. Saying it again changes nothing."""
    row = lock_placement(placement)
    standing = [pause for pause in row.pauses.all() if pause.is_in_force]
    return _shift(max(standing, key=lambda one: one.at).actor, row) if standing else []


def check_pause(placement: Placement, kind: str, starts_on: date, ends_on: date, reason: str) -> None:
    """Raise Refusal unless the practice can rest on these days."""
    if kind not in PauseKind.values:
        raise Refusal(_("Choose what kind of pause it is."))
    if not reason.strip():
        raise Refusal(_("Say why: the reason stays with the placement."))
    if ends_on < starts_on:
        raise Refusal(_("The last day of the pause lies before its first."))
    if (ends_on - starts_on).days >= MOST_DAYS:
        raise Refusal(_("A pause is at most %(days)s days long.") % {"days": MOST_DAYS})
    if ends_on < placement.starts_on or starts_on > placement.ends_on:
        words = _("These days lie outside the practice, which lasts from %(first)s to %(last)s.")
        raise Refusal(words % {"first": _day(placement.starts_on), "last": _day(placement.ends_on)})


def _allow(actor: User, placement: Placement) -> None:
    if not actor.has_perm("fieldpractice.pause_placement", placement):
        raise NotAllowed(_("Pauses are set by organisers, and by the facilitators in charge of the cohort."))
    if placement.enrolment.state not in {EnrolmentState.ACCEPTED, EnrolmentState.ACTIVE}:
        raise Refusal(_("This person’s part in the cohort is over: the practice cannot rest any more."))


def _count_anew(row: Placement) -> Placement:
    fresh = lock_placement(row)
    fresh.ends_on = ends_on(fresh.starts_on, in_force(fresh))
    Placement.objects.filter(pk=fresh.pk).update(ends_on=fresh.ends_on, sequence=F("sequence") + 1)
    keep_field_jp([fresh.enrolment_id])
    # Days that moved into another week changed what a word was given on.
    ask_about_changed(placement=fresh)
    return fresh


def _shift(actor: User, row: Placement) -> list[Extension]:
    moved = {one.task.pk: one.after for one in due_shifts(row, in_force(row)) if not one.stays}
    if not moved:
        return []
    days = ", ".join(f"{_day(span.starts_on)}–{_day(span.ends_on)}" for span in in_force(row))
    reason = _("The field practice rests: %(days)s") % {"days": days}
    return extend_for(actor=actor, enrolment=row.enrolment, days=moved, reason=reason)


def _day(day: date) -> str:
    return date_format(day, "j M Y")
