"""The register of constraints: raising, the list, one constraint, its steps, what answers it."""

from fieldpractice.views.constraints.answers import answer_detail, answer_help
from fieldpractice.views.constraints.raising import constraint_raise, constraint_send
from fieldpractice.views.constraints.reading import (
    cohort_constraints,
    constraint_comment,
    constraint_detail,
    constraint_export,
    constraint_figures,
    constraint_list,
    constraint_voice,
)
from fieldpractice.views.constraints.steps import (
    constraint_assign,
    constraint_discuss,
    constraint_merge,
    constraint_part,
    constraint_reopen,
    constraint_resolve,
    constraint_strengthen,
)

__all__ = [
    "answer_detail",
    "answer_help",
    "cohort_constraints",
    "constraint_assign",
    "constraint_comment",
    "constraint_detail",
    "constraint_discuss",
    "constraint_export",
    "constraint_figures",
    "constraint_list",
    "constraint_merge",
    "constraint_part",
    "constraint_raise",
    "constraint_reopen",
    "constraint_resolve",
    "constraint_send",
    "constraint_strengthen",
    "constraint_voice",
]
