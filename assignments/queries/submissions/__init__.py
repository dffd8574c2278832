"""What is read about forms being filled in and handed in: who may see them, what a form is filled in with, a person's tasks."""

from assignments.queries.submissions.filling import context_for, files_named, references_for
from assignments.queries.submissions.lists import Line, Mine, tasks_at_hand, tasks_of_person
from assignments.queries.submissions.reading import (
    FieldChange,
    FileShown,
    changes_between,
    clock_is_off,
    comments_on,
    evidence_of,
    files_by_id,
    may_read_file,
    reachable,
    references_in,
    submissions_visible_to,
)

__all__ = [
    "FieldChange",
    "FileShown",
    "Line",
    "Mine",
    "changes_between",
    "clock_is_off",
    "comments_on",
    "context_for",
    "evidence_of",
    "files_by_id",
    "files_named",
    "may_read_file",
    "reachable",
    "references_for",
    "references_in",
    "submissions_visible_to",
    "tasks_at_hand",
    "tasks_of_person",
]
