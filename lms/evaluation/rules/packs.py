"""Who may do what: the replication pack."""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from lms.people.enums import Role
from lms.people.roles import hats_of

# A pack holds the answers to every question: those who run the programme, and nobody who only reads or grades.
RUNNERS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})


@predicate
def runs_replication(user: Any) -> bool:
    return hats_of(user).has(*RUNNERS)


add_perm("evaluation.manage_packs", runs_replication)
