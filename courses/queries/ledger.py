"""The JP ledger: hours earned by person, subject and source, each with its evidence. A query, not a table.

A finished online lesson earns the JP it has in the version its cohort is pinned to. Screens, spreadsheets and the sums kept
on an enrolment all read this; later sources (attendance, field work) add their rows here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.db.models import QuerySet

from cms.enums import StageKind
from courses.models import Enrolment, LessonProgress
from courses.queries.outline import Lesson, Outline

LESSON = "lesson"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: `evidence` is the digest of the text that was read, `subject` the lesson."""

    enrolment_id: int
    subject: Lesson
    source: str
    jp: int
    at: datetime
    evidence: str


@dataclass(frozen=True, slots=True)
class Sums:
    """What one person has earned. `by_module` and `by_stage` hold JP, `keys` those of the lessons."""

    jp: int
    lessons: int
    last_at: datetime | None
    by_module: dict[UUID, int]
    by_stage: dict[StageKind, int]
    keys: frozenset[UUID]


def ledger(enrolments: QuerySet[Enrolment] | Collection[int], outline: Outline) -> Iterator[Entry]:
    """Yield the lines of these enrolments of one cohort, by person and time. One query, streamed."""
    rows = (
        LessonProgress.objects.filter(enrolment__in=enrolments, done_at__isnull=False)
        .order_by("enrolment_id", "done_at", "id")
        .values_list("enrolment_id", "lesson_key", "done_at", "done_digest")
    )
    for enrolment_id, key, done_at, digest in rows.iterator(chunk_size=2000):
        lesson = outline.by_key.get(key)
        if lesson is not None and lesson.earns and done_at is not None:
            yield Entry(enrolment_id, lesson, LESSON, lesson.jp, done_at, digest)


def sums_of(entries: Iterable[Entry]) -> Sums:
    """Add up the lines of one person."""
    lines = list(entries)
    by_module: dict[UUID, int] = {}
    by_stage: dict[StageKind, int] = {}
    for line in lines:
        module, stage = line.subject.module_key, StageKind(line.subject.stage)
        by_module[module] = by_module.get(module, 0) + line.jp
        by_stage[stage] = by_stage.get(stage, 0) + line.jp
    return Sums(
        jp=sum(line.jp for line in lines),
        lessons=len(lines),
        last_at=max((line.at for line in lines), default=None),
        by_module=by_module,
        by_stage=by_stage,
        keys=frozenset(line.subject.key for line in lines),
    )


def sums_by_person(enrolments: QuerySet[Enrolment] | Collection[int], outline: Outline) -> dict[int, Sums]:
    """Return the sums by the id of the enrolment; who has earned nothing is missing. One query."""
    people = groupby(ledger(enrolments, outline), key=attrgetter("enrolment_id"))
    return {enrolment_id: sums_of(entries) for enrolment_id, entries in people}


def earned_by_person(enrolments: Collection[int], outline: Outline) -> dict[int, frozenset[UUID]]:
    """Return the keys of the lessons that have earned each person JP, for a page that asks no more: `ledger` without its dates.

    One query. Who has earned nothing is missing.
    """
    rows = LessonProgress.objects.filter(enrolment__in=enrolments, done_at__isnull=False).order_by()
    found: dict[int, set[UUID]] = {}
    for enrolment_id, key in rows.values_list("enrolment_id", "lesson_key"):
        if (lesson := outline.by_key.get(key)) is not None and lesson.earns:
            found.setdefault(enrolment_id, set()).add(key)
    return {enrolment_id: frozenset(keys) for enrolment_id, keys in found.items()}
