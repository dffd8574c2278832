"""Placing everybody of a cohort in one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from courses.enums import CohortState
from courses.models import Cohort, Stage
from fieldpractice.models import Placement
from fieldpractice.queries.placements import Draft, drafts_for, field_days, unplaced
from fieldpractice.services.placements.contacts import checked_contact
from fieldpractice.services.placements.telling import tell_placed
from fieldpractice.weeks import ends_on
from lms.people import audit, clock
from lms.people.errors import NotAllowed, Refusal
from lms.people.models import AuditEntry, User

BATCH = 500
GOING = frozenset({CohortState.PLANNED, CohortState.OPEN})


@dataclass(frozen=True)
class Placed:
    """What placing did: the placements that are new, how many had one already, and who still lacks a work unit."""

    made: list[Placement]
    kept: int
    missing: list[Draft]


@transaction.atomic
def place_cohort(*, actor: User, cohort: Cohort, rows: Sequence[Draft] | None = None) -> Placed:
    """Place everybody with a seat who has no placement yet, all or none: as in `rows`, and as proposed where `rows` is None.

    Doing it again changes nothing, and adds who came late. Who has no unit is left out and named. Everybody placed is told.
    Raises NotAllowed, Refusal (no field practice, a cohort that is over, an address that is none, somebody of another cohort).
    Locks the cohort; a handful of queries for each 500 people.
    """
    if not actor.has_perm("fieldpractice.place", cohort):
        raise NotAllowed(_("Only coordinators and administrators place participants."))
    locked = Cohort.objects.select_for_update().get(pk=cohort.pk)
    stage = stage_to_place(locked)
    waiting = {one.pk: one for one in unplaced(locked)}
    drafts = drafts_for(stage, waiting.values()) if rows is None else list(rows)
    if strangers := [one for one in drafts if one.enrolment.cohort_id != cohort.pk]:
        raise Refusal(_("%(name)s is not in this cohort.") % {"name": strangers[0].enrolment.user})
    fresh = [one for one in drafts if one.enrolment.pk in waiting]
    ends: dict[date, date] = {one.starts_on: ends_on(one.starts_on) for one in fresh}
    made = Placement.objects.bulk_create(
        [_placement(actor, one, ends) for one in fresh if one.work_unit is not None], batch_size=BATCH
    )
    entries = [audit.entry(actor, "fieldpractice.placement.create", one, _told(one)) for one in made]
    AuditEntry.objects.bulk_create(entries, batch_size=BATCH)
    tell_placed(actor=actor, cohort=locked, placements=made)
    return Placed(made, len(drafts) - len(fresh), [one for one in fresh if one.work_unit is None])


def stage_to_place(cohort: Cohort) -> Stage:
    """Return the field practice of a cohort that still runs. Raises Refusal."""
    if cohort.state not in GOING:
        words = _("This cohort is “%(state)s”: nobody is placed any more.")
        raise Refusal(words % {"state": cohort.get_state_display()})
    stage = field_days(cohort)
    if stage is None:
        raise Refusal(_("This cohort has no field practice. Give it that stage first."))
    return stage


def _placement(actor: User, draft: Draft, ends: dict[date, date]) -> Placement:
    contact = checked_contact(
        enrolment=draft.enrolment,
        supervisor=draft.supervisor,
        name=draft.supervisor_name,
        email=draft.supervisor_email,
        phone=draft.supervisor_phone,
    )
    unit = draft.work_unit
    return Placement(
        enrolment=draft.enrolment,
        work_unit=unit,
        starts_on=draft.starts_on,
        ends_on=ends[draft.starts_on],
        time_zone=unit.time_zone if unit else clock.WIB.key,
        created_by=actor,
        created_at=clock.now(),
        **contact,
    )


def _told(one: Placement) -> dict[str, list[str]]:
    return {"work_unit": ["", str(one.work_unit)], "starts_on": ["", str(one.starts_on)]}
