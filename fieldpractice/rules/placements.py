"""Who may do what: placements: who practises where, pauses and moves."""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from courses.rules import facilitates, organises


@predicate
def facilitates_placement(user: Any, placement: Any) -> bool:
    """Whether this facilitator is in charge of the placement's cohort."""
    return placement is not None and bool(facilitates(user, placement.enrolment.cohort))


# Where somebody practises is the organisers' to decide; that a practice rests, also the facilitator's who hears of it first.
add_perm("fieldpractice.list_placements", organises | facilitates)
add_perm("fieldpractice.place", organises)
add_perm("fieldpractice.manage_placement", organises)
add_perm("fieldpractice.follow_placement", organises | facilitates_placement)
add_perm("fieldpractice.pause_placement", organises | facilitates_placement)
