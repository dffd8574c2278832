"""Who may do what with people. Deny by default: what is not said here nobody may."""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from lms.people.enums import PARTICIPANT, Role
from lms.people.roles import hats_of


@predicate
def is_administrator(user: Any) -> bool:
    return hats_of(user).has(Role.ADMINISTRATOR)


@predicate
def is_coordinator(user: Any) -> bool:
    return hats_of(user).has(Role.COORDINATOR)


@predicate
def is_facilitator(user: Any) -> bool:
    return hats_of(user).has(Role.FACILITATOR)


@predicate
def is_reviewer(user: Any) -> bool:
    return hats_of(user).has(Role.REVIEWER)


@predicate
def is_supervisor(user: Any) -> bool:
    return hats_of(user).has(Role.SUPERVISOR)


@predicate
def is_unit_contact(user: Any) -> bool:
    return hats_of(user).has(Role.UNIT_CONTACT)


@predicate
def is_participant(user: Any) -> bool:
    return PARTICIPANT in hats_of(user).hats


@predicate
def speaks_for(user: Any, column: str) -> bool:
    """Whether this reviewer speaks for the matrix column."""
    return column in hats_of(user).columns


@predicate
def is_the_person(user: Any, person: Any) -> bool:
    return person is not None and user.pk == person.pk


@predicate
def is_a_participant_account(_user: Any, person: Any) -> bool:
    """Whether the person holds no role in the organisation of the programme, so a coordinator may keep the data.

    A role still to begin counts: who changes the address of tomorrow's administrator today would be administrator tomorrow.
    """
    return person is None or not (hats_of(person).roles or person.role_assignments.to_come().exists())


organises = is_administrator | is_coordinator

add_perm("people.list_people", organises)
add_perm("people.view_person", organises)
add_perm("people.add_person", organises)
add_perm("people.edit_person", is_administrator | (is_coordinator & is_a_participant_account))
add_perm("people.invite_person", is_administrator | (is_coordinator & is_a_participant_account))
add_perm("people.close_account", is_administrator & ~is_the_person)
add_perm("people.reset_second_factor", is_administrator & ~is_the_person)
add_perm("people.assign_role", is_administrator)
add_perm("people.end_role", is_administrator)
add_perm("people.view_units", organises)
add_perm("people.view_audit", is_administrator)
add_perm("people.view_as", is_administrator & ~is_the_person)
