"""Who may do what: the logbook."""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from courses.enums import LEARNING, EnrolmentState
from courses.rules import facilitates, organises
from lms.people.rules import is_participant


@predicate
def keeps_the_logbook(user: Any, placement: Any) -> bool:
    """Whether this is the participant's own placement, and the practice is going on."""
    if placement is None:
        return False
    enrolment = placement.enrolment
    return bool(enrolment.user_id == user.pk and enrolment.state == EnrolmentState.ACTIVE)


@predicate
def may_read_own(user: Any, placement: Any) -> bool:
    """Whether this is the participant's own placement: who has left the cohort reads it no more."""
    return placement is not None and placement.enrolment.user_id == user.pk and placement.enrolment.state in LEARNING


add_perm("fieldpractice.open_logbook", is_participant)
add_perm("fieldpractice.read_own_logbook", may_read_own)
add_perm("fieldpractice.keep_logbook", keeps_the_logbook)
add_perm("fieldpractice.see_totals", organises | facilitates)
