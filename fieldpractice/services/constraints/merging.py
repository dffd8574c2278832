"""Putting a duplicate into another constraint, and taking it out again."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from fieldpractice.models import Constraint, ConstraintMerge
from fieldpractice.services.constraints import telling
from fieldpractice.services.constraints.steps import allow, said
from fieldpractice.services.constraints.voices import count_anew, locked
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User


@transaction.atomic
def merge(*, actor: User, constraint: Constraint, into: Constraint, reason: str) -> ConstraintMerge:
    """Put a duplicate into another constraint of its cohort; whom it concerns is told.

    Voices, comments and answers count there from now on, and what was merged into the duplicate goes along. Nothing is copied, so that
    it can be undone. Raises NotAllowed, Refusal (itself, another cohort, no reason, into one that is merged or resolved), Conflict (merged
    meanwhile). Locks both rows.
    """
    allow(actor, "fieldpractice.lead_constraint", constraint)
    reason = said(reason, _("Write why the two are the same."))
    if constraint.pk == into.pk:
        raise Refusal(_("A constraint cannot be merged into itself."))
    one, other = _both(constraint, into)
    if other.is_merged or not other.is_open or other.cohort_id != one.cohort_id:
        raise Refusal(_("Choose an open constraint of the same cohort that is not merged itself."))
    if one.is_merged:
        raise Conflict(_("This constraint is merged already. Undo that first."))
    row = ConstraintMerge.objects.create(constraint=one, into=other, reason=reason[:300], actor=actor, at=clock.now())
    _carry_along(row)
    _point(one, other)
    count_anew(other)
    audit.record(actor, "fieldpractice.constraint.merge", one, {"into": ["", str(other)], "reason": reason})
    telling.merged(merge=row)
    return row


def _both(constraint: Constraint, into: Constraint) -> tuple[Constraint, Constraint]:
    """Lock both, the older first, whoever merges which way round."""
    rows = {one.pk: one for one in (locked(each) for each in sorted((constraint, into), key=lambda one: one.pk))}
    return rows[constraint.pk], rows[into.pk]


def _carry_along(row: ConstraintMerge) -> None:
    for duplicate in row.constraint.merged.all():
        ConstraintMerge.objects.create(
            constraint=duplicate,
            into=row.into,
            along_with=row,
            came_from=row.constraint,
            reason=row.reason,
            actor=row.actor,
            at=row.at,
        )
        _point(duplicate, row.into)


def _point(one: Constraint, to: Constraint | None) -> None:
    Constraint.objects.filter(pk=one.pk).update(merged_into=to)
    one.merged_into = to


@transaction.atomic
def part(*, actor: User, constraint: Constraint, reason: str) -> None:
    """Undo a merge: the duplicate stands alone again, with what it had brought along. What was said since stays where it was said.

    Raises NotAllowed, Refusal (not merged, no reason, went along with another), Conflict (undone meanwhile).
    """
    allow(actor, "fieldpractice.lead_constraint", constraint)
    reason = said(reason, _("Write why the two are not the same."))
    row = ConstraintMerge.objects.filter(constraint=constraint.pk, undone_at__isnull=True).order_by("-pk").first()
    if row is None or constraint.merged_into_id is None:
        raise Refusal(_("This constraint is not merged into another."))
    if row.along_with is not None:
        raise Refusal(
            _("It went along with “%(title)s”. Undo that merge first.") % {"title": row.along_with.constraint}
        )
    whole = locked(row.into)
    carried = list(row.carried.filter(undone_at__isnull=True).select_related("constraint", "came_from"))
    undone = {"undone_at": clock.now(), "undone_by": actor, "undone_because": reason[:300]}
    if not ConstraintMerge.objects.filter(pk=row.pk, undone_at__isnull=True).update(**undone):
        raise Conflict(_("Somebody else has undone this merge meanwhile."))
    ConstraintMerge.objects.filter(pk__in=[one.pk for one in carried]).update(**undone)
    _point(constraint, None)
    for one in carried:
        _point(one.constraint, one.came_from)
    count_anew(whole)
    count_anew(constraint)
    audit.record(actor, "fieldpractice.constraint.part", constraint, {"from": [str(whole), ""], "reason": reason})
    telling.parted(constraint=constraint)
