"""Who is excused from which part: of several decisions on one part of one person the last counts."""

from __future__ import annotations

from typing import Any

from assignments.enums import ExceptionKind
from assignments.models import GradeException

TASK = "task:"


def excused_from(**which: Any) -> dict[tuple[str, int], str]:
    """Return the reason for each part somebody is excused from (subject, enrolment), among the decisions asked for: one query."""
    found: dict[tuple[str, int], str] = {}
    rows = GradeException.objects.filter(**which).order_by("id")
    for subject, enrolment, kind, reason in rows.values_list("subject", "enrolment", "kind", "reason"):
        if kind == ExceptionKind.EXCUSED:
            found[subject, enrolment] = reason
        else:
            found.pop((subject, enrolment), None)
    return found


def excused_from_tasks(**which: Any) -> set[tuple[int, int]]:
    """Return who is excused from which task (task, enrolment): one query."""
    found = excused_from(subject__startswith=TASK, **which)
    return {(int(subject.removeprefix(TASK)), enrolment) for subject, enrolment in found}
