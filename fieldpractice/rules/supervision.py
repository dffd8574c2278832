"""Who may do what: the supervisor's word on each week."""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from courses.enums import SEATED
from courses.rules import organises
from fieldpractice.rules.logbook import may_read_own
from fieldpractice.rules.placements import facilitates_placement
from lms.people.enums import Role
from lms.people.roles import hats_of
from lms.people.rules import is_supervisor


@predicate
def supervises(user: Any, placement: Any) -> bool:
    """Whether this is the placement's supervisor: named by account, or the unit's where nobody else is named; never oneself."""
    if placement is None or not is_supervisor(user) or placement.enrolment.user_id == user.pk:
        return False
    if placement.enrolment.state not in SEATED:
        return False
    units = hats_of(user).unit_ids.get(Role.SUPERVISOR, frozenset())
    return placement.supervisor_id == user.pk or (placement.supervisor_id is None and placement.work_unit_id in units)


@predicate
def facilitates_case(user: Any, case: Any) -> bool:
    return case is not None and bool(facilitates_placement(user, case.placement))


@predicate
def is_the_cases_participant(user: Any, case: Any) -> bool:
    return case is not None and bool(may_read_own(user, case.placement))


add_perm("fieldpractice.list_supervised", is_supervisor)
add_perm("fieldpractice.confirm_week", supervises)
add_perm("fieldpractice.send_link", organises | facilitates_placement)
add_perm("fieldpractice.see_case", organises | facilitates_case | is_the_cases_participant)
add_perm("fieldpractice.answer_case", is_the_cases_participant | facilitates_case)
# A case is closed by who is in charge of the person's training; an organiser stands in.
add_perm("fieldpractice.close_case", organises | facilitates_case)
