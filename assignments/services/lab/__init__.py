"""The matching lab: writing cases, ranking them as a panel, setting them for a cohort, and what participants hand in."""

from assignments.services.lab.answers import From, hand_in_answer, hand_in_many, save_answer
from assignments.services.lab.cases import (
    Unfinished,
    change_case,
    create_case,
    rank_case,
    restore_case,
    retire_case,
)
from assignments.services.lab.exercises import (
    close_exercise,
    delete_exercise,
    edit_exercise,
    open_exercise,
    set_exercise,
)

__all__ = [
    "From",
    "Unfinished",
    "change_case",
    "close_exercise",
    "create_case",
    "delete_exercise",
    "edit_exercise",
    "hand_in_answer",
    "hand_in_many",
    "open_exercise",
    "rank_case",
    "restore_case",
    "retire_case",
    "save_answer",
    "set_exercise",
]
