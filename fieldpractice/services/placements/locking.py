"""The lock every write about a placement takes first."""

from __future__ import annotations

from fieldpractice.models import Placement


def lock_placement(placement: Placement) -> Placement:
    """Return the placement as it stands, locked for the rest of the transaction."""
    rows = Placement.objects.select_for_update(of=("self",)).select_related(
        "enrolment__user", "enrolment__cohort", "work_unit", "supervisor"
    )
    return rows.prefetch_related("pauses").get(pk=placement.pk)
