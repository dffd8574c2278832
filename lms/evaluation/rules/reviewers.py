"""Who may do what: the page of each unit of the matrix. A reviewer opens the own unit's; who runs the programme opens every one."""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from lms.people.roles import hats_of
from lms.programme.rules import runs_the_programme


@predicate
def speaks_for_the_column(user: Any, column: Any) -> bool:
    """Whether somebody speaks for this column today; without a column, for any at all."""
    columns = hats_of(user).columns
    return bool(columns) if column is None else column in columns


add_perm("evaluation.see_reviewer_unit", runs_the_programme | speaks_for_the_column)
