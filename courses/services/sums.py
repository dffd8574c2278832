"""Brings the sums kept on enrolments in line with the JP ledger. They are always worked out anew, never added to."""

from __future__ import annotations

from collections.abc import Sequence

from courses.models import Enrolment
from courses.queries.ledger import CLASS, FIELD, LESSON, Sums, sums_by_person
from courses.queries.outline import Outline
from lms.people.rows import rewrite


def keep_sums(enrolments: Sequence[Enrolment], outline: Outline) -> None:
    """Write the ledger's sums onto enrolments of one cohort. Call it in the transaction that changed their progress, attendance
    or field hours, with rows that were locked in it: what they hold already is not written again.
    """
    for start in range(0, len(enrolments), 500):
        batch = enrolments[start : start + 500]
        sums = sums_by_person([one.pk for one in batch], outline)
        changed: list[Enrolment] = []
        fields: set[str] = set()
        for one in batch:
            if other := _differing(one, sums.get(one.pk)):
                changed.append(one)
                fields |= other
        rewrite(changed, sorted(fields))


def _differing(one: Enrolment, mine: Sums | None) -> set[str]:
    """Bring a person's sums in line and return which of them were another: most writes touch one, and each costs a case for each person."""
    values = {
        "lessons_done": mine.lessons if mine else 0,
        "jp_done": mine.by_source[LESSON] if mine else 0,
        "class_jp": mine.by_source[CLASS] if mine else 0,
        "field_jp": mine.by_source[FIELD] if mine else 0,
        "last_done_at": mine.last_lesson_at if mine else None,
    }
    other = {name for name, value in values.items() if getattr(one, name) != value}
    for name in other:
        setattr(one, name, values[name])
    return other
