"""Who may do what: the question bank."""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from lms.people.enums import Role
from lms.people.roles import hats_of

# A key that many can read is no key: reviewers read the curriculum, not the bank.
MAKERS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.FACILITATOR})


@predicate
def makes_questions(user: Any) -> bool:
    return hats_of(user).has(*MAKERS)


add_perm("assignments.make_questions", makes_questions)
