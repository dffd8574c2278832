"""The JP ledger: hours earned by person, subject and source, each with its evidence. A query, not a table.

A finished online lesson earns the JP it has in the version its cohort is pinned to; a class that was held earns its JP to who attended
it, half of them to who attended half; a room above adds its own by `courses.registry.add_jp` (the field practice: its weeks). Screens,
spreadsheets, certificates and the sums kept on an enrolment all read this.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.db.models import QuerySet

from cms.enums import StageKind
from courses.attending import earned
from courses.enums import EARNING, AttendanceState, MeetingState
from courses.models import Attendance, Enrolment, LessonProgress
from courses.queries.outline import Lesson, Outline
from courses.registry import FieldSubject, jp_sources
from lms.people.gathered import Gathered

LESSON, CLASS, FIELD = "lesson", "class", "field"


@dataclass(frozen=True, slots=True)
class ClassSubject:
    """A class as the ledger names it: the module it teaches, where it teaches one, and its own title."""

    code: str
    title: str
    title_en: str
    stage: str
    module_key: UUID | None
    public_id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: `evidence` is the digest of the text that was read, the attendance, or what vouches for a field week; `subject` the
    lesson, the class, or the week."""

    enrolment_id: int
    subject: Lesson | ClassSubject | FieldSubject
    source: str
    jp: int
    at: datetime
    evidence: str


@dataclass(frozen=True, slots=True)
class Sums:
    """What one person has earned. `by_module`, `by_stage` and `by_source` hold JP, `keys` those of the lessons."""

    jp: int
    lessons: int
    last_lesson_at: datetime | None
    by_module: dict[UUID, int]
    by_stage: dict[StageKind, int]
    by_source: dict[str, int]
    keys: frozenset[UUID]


def ledger(enrolments: QuerySet[Enrolment] | Collection[int], outline: Outline) -> Iterator[Entry]:
    """Yield the lines of these enrolments of one cohort, by person and time. Two queries, streamed, and those of the rooms above."""
    return merge(
        _lesson_lines(enrolments, outline),
        _class_lines(enrolments, outline),
        _field_lines(enrolments, outline),
        key=attrgetter("enrolment_id", "at"),
    )


def _lesson_lines(enrolments: QuerySet[Enrolment] | Collection[int], outline: Outline) -> Iterator[Entry]:
    rows = (
        LessonProgress.objects.filter(enrolment__in=enrolments, done_at__isnull=False)
        .order_by("enrolment_id", "done_at", "id")
        .values_list("enrolment_id", "lesson_key", "done_at", "done_digest")
    )
    for enrolment_id, key, done_at, digest in rows.iterator(chunk_size=2000):
        lesson = outline.by_key.get(key)
        if lesson is not None and lesson.earns and done_at is not None:
            yield Entry(enrolment_id, lesson, LESSON, lesson.jp, done_at, digest)


def _class_lines(enrolments: QuerySet[Enrolment] | Collection[int], outline: Outline) -> Iterator[Entry]:
    rows = (
        Attendance.objects.filter(
            enrolment__in=enrolments,
            meeting__state=MeetingState.HELD,
            meeting__jp__gt=0,
            state__in=[*EARNING, AttendanceState.HALF],
        )
        .order_by("enrolment_id", "meeting__ends_at", "id")
        .values_list(
            "enrolment_id", "state", "meeting__jp", "meeting__ends_at", "meeting__title", "meeting__module_key",
            "meeting__public_id", "meeting__stage__kind",
        )
    )  # fmt: skip
    taught: dict[tuple[int, UUID], int] = {}
    for enrolment_id, state, jp, at, title, key, public_id, stage in rows.iterator(chunk_size=2000):
        module = outline.modules.get(key) if key else None
        mine = earned(state, jp)
        if module is not None:
            # Attended in one cohort and again in the next, a module earns its JP once.
            before = taught.get((enrolment_id, module.key), 0)
            mine = min(mine, max(0, module.jp - before))
            taught[enrolment_id, module.key] = before + mine
        if mine:
            subject = ClassSubject(module.code if module else "", title, title, stage, key, public_id)
            yield Entry(enrolment_id, subject, CLASS, mine, at, state)


def _field_lines(enrolments: QuerySet[Enrolment] | Collection[int], outline: Outline) -> Iterator[Entry]:
    for source in jp_sources():
        for one in source(enrolments, outline):
            yield Entry(one.enrolment_id, one.subject, FIELD, one.jp, one.at, one.evidence)


def sums_of(entries: Iterable[Entry]) -> Sums:
    """Add up the lines of one person."""
    lines = list(entries)
    lessons = [line for line in lines if line.source == LESSON]
    by_module: dict[UUID, int] = {}
    by_stage: dict[StageKind, int] = {}
    by_source = {LESSON: 0, CLASS: 0, FIELD: 0}
    for line in lines:
        module, stage = line.subject.module_key, StageKind(line.subject.stage)
        if module is not None:
            by_module[module] = by_module.get(module, 0) + line.jp
        by_stage[stage] = by_stage.get(stage, 0) + line.jp
        by_source[line.source] += line.jp
    return Sums(
        jp=sum(line.jp for line in lines),
        lessons=len(lessons),
        last_lesson_at=max((line.at for line in lessons), default=None),
        by_module=by_module,
        by_stage=by_stage,
        by_source=by_source,
        keys=frozenset(line.subject.key for line in lessons if isinstance(line.subject, Lesson)),
    )


def sums_by_person(enrolments: QuerySet[Enrolment] | Collection[int], outline: Outline) -> dict[int, Sums]:
    """Return the sums by the id of the enrolment; who has earned nothing is missing. Two queries, and those of the rooms above."""
    people = groupby(ledger(enrolments, outline), key=attrgetter("enrolment_id"))
    return {enrolment_id: sums_of(entries) for enrolment_id, entries in people}


def earned_by_person(enrolments: Collection[int], outline: Outline) -> dict[int, frozenset[UUID]]:
    """Return the keys of the lessons that have earned each person JP, for a page that asks no more: `ledger` without its dates.

    One query. Who has earned nothing is missing.
    """
    rows = LessonProgress.objects.filter(enrolment__in=enrolments, done_at__isnull=False).order_by()
    # Hundreds of keys: known by their text, none is made anew.
    earning = {lesson.key.hex: lesson.key for lesson in outline.by_key.values() if lesson.earns}
    found = {}
    for enrolment_id, kept in rows.values_list("enrolment_id").annotate(keys=Gathered("lesson_key")):
        texts = (text.replace("-", "") for (text,) in json.loads(kept))
        if keys := frozenset(earning[text] for text in texts if text in earning):
            found[enrolment_id] = keys
    return found
