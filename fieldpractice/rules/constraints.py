"""Who may do what: the register of constraints."""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from courses.rules import facilitates, organises, reviews
from lms.people.rules import is_participant


@predicate
def leads_it(user: Any, constraint: Any) -> bool:
    """Whether somebody organises, or facilitates the cohort of this constraint today."""
    return constraint is not None and bool(organises(user) or facilitates(user, constraint.cohort))


@predicate
def is_assigned(user: Any, constraint: Any) -> bool:
    """Whether the constraint was given to this person to answer."""
    return constraint is not None and constraint.assigned_to_id == user.pk


# Without an object: the register and its form. What is in it for whom, `constraints_visible_to` says.
add_perm("fieldpractice.raise_constraint", is_participant | organises | facilitates)
add_perm("fieldpractice.list_constraints", is_participant | organises | facilitates | reviews)
# With a cohort as the object (asked without one: of any at all).
add_perm("fieldpractice.see_constraint_people", organises | facilitates)
add_perm("fieldpractice.see_constraint_figures", organises | facilitates | reviews)
# With one constraint as the object.
add_perm("fieldpractice.lead_constraint", leads_it)
add_perm("fieldpractice.answer_constraint", leads_it | is_assigned)
