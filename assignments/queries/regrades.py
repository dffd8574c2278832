"""Which changed keys have been applied to a quiz: what stands is read by them, not by the key that people were asked with."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db.models import Max

from assignments.enums import QuestionKind
from assignments.models import AnswerMark, QuestionVersion, Quiz


class Applied(NamedTuple):
    """The version of a question by whose key answers were marked anew, and when that was last done."""

    version: QuestionVersion
    at: datetime


def applied_keys(quiz: Quiz) -> dict[int, Applied]:
    """Return by question what was applied last: one query where nothing was, else two."""
    marks = AnswerMark.objects.filter(item__attempt__quiz=quiz, actor__isnull=False).order_by()
    rows = list(
        marks.exclude(by_version__question__kind=QuestionKind.ESSAY)
        .values_list("by_version__question")
        .annotate(Max("by_version"), Max("at"))
    )
    versions = QuestionVersion.objects.in_bulk([version for _question, version, _at in rows]) if rows else {}
    return {question: Applied(versions[version], at) for question, version, at in rows}
