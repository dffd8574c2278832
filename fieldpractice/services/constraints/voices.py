"""“Me too”, and what is said about a constraint."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from fieldpractice.models import Constraint, ConstraintComment, ConstraintVoice
from fieldpractice.queries.constraints.groups import concerned, group_ids, seat_of, sharing_of
from lms.people import audit, clock
from lms.people.errors import NotAllowed, Refusal
from lms.people.models import User


@transaction.atomic
def add_voice(*, actor: User, constraint: Constraint) -> Constraint:
    """Say “me too”: once a person, with the unit. Said of a duplicate it counts for what the duplicate is merged into; returns that.

    Said again, or by who raised it, it changes nothing. Raises NotAllowed for who does not learn in the cohort, Refusal when it is
    resolved. Locks the constraint's row while it counts.
    """
    seat = seat_of(actor, constraint.cohort_id)
    if seat is None:
        raise NotAllowed(_("“Me too” is for those who learn in this cohort."))
    whole = locked(constraint)
    if whole.merged_into is not None:
        whole = locked(whole.merged_into)
    ids = group_ids(whole)
    if concerned(ids).filter(pk=seat.pk).exists():
        return whole
    if not whole.is_open:
        raise Refusal(
            _("This constraint is resolved. If you meet it still, say that the answer does not help, or raise it anew.")
        )
    ConstraintVoice.objects.create(constraint=whole, enrolment=seat, work_unit_id=seat.work_unit_id, at=clock.now())
    count_anew(whole)
    audit.record(actor, "fieldpractice.constraint.voice", whole)
    return whole


@transaction.atomic
def add_comment(*, actor: User, constraint: Constraint, text: str) -> ConstraintComment:
    """Say something about a constraint. Raises NotAllowed for who neither learns in the cohort, guides it, nor answers it."""
    speaks = seat_of(actor, constraint.cohort_id) or actor.has_perm("fieldpractice.answer_constraint", constraint)
    if not speaks:
        raise NotAllowed(_("Only those who learn in this cohort, guide it or answer the constraint take part."))
    words = text.strip()
    if not words:
        raise Refusal(_("Write something first."))
    row: ConstraintComment = ConstraintComment.objects.create(
        constraint=constraint, author=actor, text=words[:2000], at=clock.now()
    )
    audit.record(actor, "fieldpractice.constraint.comment", constraint)
    return row


def locked(constraint: Constraint) -> Constraint:
    """Return the constraint as it is now, its row locked until the transaction ends."""
    rows = Constraint.objects.select_for_update(of=("self",)).select_related("cohort", "lesson_version", "merged_into")
    return rows.get(pk=constraint.pk)


def count_anew(whole: Constraint) -> None:
    """Keep how many people and units share a constraint, duplicates included. Needs its row locked."""
    shared = sharing_of(group_ids(whole))
    whole.people_count, whole.units_count = shared.people, shared.units
    Constraint.objects.filter(pk=whole.pk).update(people_count=shared.people, units_count=shared.units)
