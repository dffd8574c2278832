"""Brings the sums kept on enrolments in line with the JP ledger. They are always worked out anew, never added to."""

from __future__ import annotations

from collections.abc import Sequence

from courses.models import Enrolment
from courses.queries.ledger import CLASS, FIELD, LESSON, sums_by_person
from courses.queries.outline import Outline

FIELDS = ["lessons_done", "jp_done", "last_done_at", "class_jp", "field_jp"]


def keep_sums(enrolments: Sequence[Enrolment], outline: Outline) -> None:
    """Write the ledger's sums onto enrolments of one cohort. Call it in the transaction that changed their progress, attendance or field hours."""
    for start in range(0, len(enrolments), 500):
        batch = enrolments[start : start + 500]
        sums = sums_by_person([one.pk for one in batch], outline)
        for one in batch:
            mine = sums.get(one.pk)
            one.lessons_done = mine.lessons if mine else 0
            one.jp_done = mine.by_source[LESSON] if mine else 0
            one.class_jp = mine.by_source[CLASS] if mine else 0
            one.field_jp = mine.by_source[FIELD] if mine else 0
            one.last_done_at = mine.last_lesson_at if mine else None
        Enrolment.objects.bulk_update(batch, FIELDS)
