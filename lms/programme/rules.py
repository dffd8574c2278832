"""Who may do what with the matrix and its reviews. Deny by default: what is not granted here is refused.

A review's editors are asked of its subject (`may_edit`); everybody else is known by a role in force today.
"""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from lms.people.enums import Column, Role
from lms.people.roles import hats_of

RUNNERS = (Role.ADMINISTRATOR, Role.COORDINATOR)
READERS = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.FACILITATOR)
STAFF = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.FACILITATOR, Role.REVIEWER)


@predicate
def takes_part_in_the_programme(user: Any) -> bool:
    """Administrators, coordinators, facilitators and reviewers see the matrix; participants and supervisors do not."""
    return hats_of(user).has(*STAFF)


@predicate
def runs_the_programme(user: Any) -> bool:
    return hats_of(user).has(*RUNNERS)


@predicate
def is_administrator(user: Any) -> bool:
    return hats_of(user).has(Role.ADMINISTRATOR)


@predicate
def reads_every_review(user: Any) -> bool:
    return hats_of(user).has(*READERS)


@predicate
def speaks_for_a_column(user: Any, review: Any) -> bool:
    """Speaks today for one of the columns that must sign this review."""
    return review is not None and bool(columns_to_sign(user, review))


@predicate
def edits_the_subject(user: Any, review: Any) -> bool:
    """Answers for what is under review."""
    if review is None or not getattr(user, "is_authenticated", False):
        return False
    return review.subject is not None and bool(review.subject.may_edit(user))


def columns_to_sign(user: Any, review: Any) -> list[str]:
    """Return the columns of this review that the user speaks for today, in the matrix's order."""
    spoken = hats_of(user).columns
    signing = {row.column for row in review.columns.all()} if spoken else set()
    return [column for column in Column.values if column in spoken and column in signing]


add_perm("programme.view_matrix", takes_part_in_the_programme)
add_perm("programme.change_plan", runs_the_programme)
add_perm("programme.read_review", reads_every_review | speaks_for_a_column)
add_perm("programme.sign_review", speaks_for_a_column)
add_perm("programme.comment_review", speaks_for_a_column | edits_the_subject)
add_perm("programme.refresh_review", runs_the_programme | edits_the_subject)
# An author takes in an edit; when the units are asked, how long, and whether at all, is for those who run the programme.
add_perm("programme.steer_review", runs_the_programme)
add_perm("programme.close_review", is_administrator)
