"""Who may do what: the panel, attitude, and results. What of the scores somebody knows, `Board.shown_to` says."""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from courses.enums import LEARNING
from courses.rules import facilitates, organises
from lms.people.enums import Role
from lms.people.roles import hats_of
from lms.people.rules import is_participant


@predicate
def evaluates(user: Any, cohort: Any) -> bool:
    """Whether this reviewer sits on the panel of the cohort now; without a cohort, on any. With the role the seat is shut."""
    if not hats_of(user).has(Role.REVIEWER):
        return False
    seats = user.panel_seats.filter(ended_at__isnull=True)
    return bool((seats if cohort is None else seats.filter(cohort=cohort)).exists())


@predicate
def is_the_evaluated(user: Any, evaluation: Any) -> bool:
    """Whether this is the participant's own evaluation, and the person is still of the cohort."""
    if evaluation is None:
        return False
    return evaluation.enrolment.user_id == user.pk and evaluation.enrolment.state in LEARNING


# With a cohort as the object; without one: of any at all.
add_perm("evaluation.see_panel", organises | evaluates)
add_perm("evaluation.score", evaluates)
add_perm("evaluation.manage_panel", organises)
add_perm("evaluation.close_results", organises)
add_perm("evaluation.see_results", organises)
add_perm("evaluation.mark_attitude", facilitates)
# With the own evaluation; without one: whoever takes part in anything.
add_perm("evaluation.open_own_result", is_participant)
add_perm("evaluation.read_own_result", is_the_evaluated)
