"""Who may do what: the recommendation on replication, and what it rests on."""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from lms.people.enums import Role
from lms.people.roles import hats_of
from lms.programme.rules import is_administrator, runs_the_programme, takes_part_in_the_programme


@predicate
def speaks_for_a_unit(user: Any) -> bool:
    """Whether somebody speaks for any column of the matrix today."""
    return bool(hats_of(user).columns)


@predicate
def is_contact_of(user: Any, candidate: Any) -> bool:
    """Whether this is a contact of the candidate unit; without a unit, of any at all."""
    units = hats_of(user).unit_ids.get(Role.UNIT_CONTACT, frozenset())
    return bool(units) if candidate is None else candidate.work_unit_id in units


# With a report as the object, or without one.
add_perm("evaluation.see_replication", takes_part_in_the_programme)
add_perm("evaluation.change_replication", runs_the_programme)
# Evidence is entered by who runs the programme or by those who evaluate it; each entry carries the name.
add_perm("evaluation.judge_replication", runs_the_programme | speaks_for_a_unit)
add_perm("evaluation.reopen_scorecard", is_administrator)
add_perm("evaluation.dissent", speaks_for_a_unit)
# With a candidate unit as the object.
add_perm("evaluation.see_readiness", takes_part_in_the_programme | is_contact_of)
add_perm("evaluation.enter_readiness", runs_the_programme | is_contact_of)
