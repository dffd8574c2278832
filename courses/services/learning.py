"""Learning: a lesson is opened, a place in it kept, and it is marked as done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from courses.enums import CohortState, EnrolmentState
from courses.models import Cohort, Enrolment, LessonProgress
from courses.queries.gating import closed_because
from courses.queries.learning import Learner, Reading, facts_of, marks_of
from courses.queries.outline import Lesson, Outline, local_title
from courses.services.sums import keep_sums
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry, User
from lms.people.rows import rewrite

# The largest number of parts a lesson's page can have; a number above it is somebody's invention.
MOST_PARTS = 500


@transaction.atomic
def mark_done(*, actor: User, learner: Learner, lesson: Lesson, read: str = "") -> bool:
    """Finish a lesson on the text it has now. Returns False when it was finished on this text already (nothing is written).

    `read` is the digest of the text on the reader's page, where it is known: Conflict when the lesson has another by now.

    The next lesson becomes the one to go on with, and the sums on the enrolment are brought in line with the ledger.
    A lesson done on an older text keeps its day; the newer text is noted. Raises Refusal when the lesson is closed, or the
    enrolment or the cohort is not active. Locks the enrolment's row, so a double click finds the work done.
    """
    enrolment = _locked(learner)
    reading = _reading(enrolment, learner)
    current = reading.outline.by_key.get(lesson.key)
    if current is None or current.digest != (read or lesson.digest):
        raise Conflict(_("This lesson was updated while you were reading. Look at what is new, then mark it as done."))
    lesson = current
    _check_open(reading, lesson)
    before = reading.marks.get(lesson.key)
    if before and before.done_at and before.done_digest == lesson.digest:
        return False
    now = clock.now()
    done_at = before.done_at if before and before.done_at else now
    LessonProgress.objects.update_or_create(
        enrolment=enrolment,
        lesson_key=lesson.key,
        defaults={"done_at": done_at, "done_digest": lesson.digest},
        create_defaults={"done_at": done_at, "done_digest": lesson.digest, "opened_at": now},
    )
    following = reading.outline.next_of(lesson)
    enrolment.resume_key = following.key if following else None
    enrolment.last_seen_at = now
    enrolment.save(update_fields=["resume_key", "last_seen_at"])
    keep_sums([enrolment], reading.outline)
    digests = [before.done_digest if before else "", lesson.digest]
    audit.record(actor, "courses.lesson.done", enrolment, {"lesson": lesson.code, "digest": digests})
    return True


def _locked(learner: Learner) -> Enrolment:
    """Return the enrolment, its row locked, with its cohort as it is after the lock: not as it was while waiting for it."""
    enrolment = Enrolment.objects.select_for_update().get(pk=learner.id)
    enrolment.cohort = Cohort.objects.select_related("version").get(pk=enrolment.cohort_id)
    return enrolment


@transaction.atomic
def keep_place(*, learner: Learner, lesson: Lesson, part: int) -> None:
    """Remember that the reader is at a part of a lesson (counted from 0), so that reading can go on there.

    The first time it also records that the lesson was opened. Raises Refusal when the lesson is closed. Last call wins:
    a place is a convenience, not a decision, and leaves no line in the audit trail.
    """
    enrolment = Enrolment.objects.select_related("cohort__version").get(pk=learner.id)
    reading = _reading(enrolment, learner)
    _check_open(reading, lesson)
    part = max(0, min(part, MOST_PARTS))
    now = clock.now()
    # The enrolment's row first, as marking does: the other way round the two wait for each other.
    Enrolment.objects.filter(pk=enrolment.pk).update(resume_key=lesson.key, last_seen_at=now)
    rows = LessonProgress.objects.filter(enrolment=enrolment, lesson_key=lesson.key)
    if not rows.update(position=part):
        LessonProgress.objects.bulk_create(
            [LessonProgress(enrolment=enrolment, lesson_key=lesson.key, opened_at=now, position=part)],
            ignore_conflicts=True,
        )


Work = Mapping[Enrolment, Sequence[tuple[Lesson, datetime]]]


@transaction.atomic
def mark_done_many(*, cohort: Cohort, work: Work) -> int:
    """Finish lessons of many people, each at its own time, all or none. Returns how many lessons were finished.

    The same rules as `mark_done`: active people, a running cohort, modules open on that day with what was done by then.
    Lessons finished already are passed over. `cohort` was read with its version.
    """
    if cohort.state != CohortState.OPEN or any(one.state != EnrolmentState.ACTIVE for one in work):
        raise _not_active()
    facts = facts_of(cohort)
    known = _done_keys(work)
    rows: list[LessonProgress] = []
    for enrolment, lessons in work.items():
        done = known.setdefault(enrolment.pk, set())
        for lesson, at in lessons:
            if lesson.key in done:
                continue
            _check_closed(Reading(cohort=facts, today=at.astimezone(clock.WIB).date()), lesson, done)
            done.add(lesson.key)
            rows.append(
                LessonProgress(
                    enrolment=enrolment, lesson_key=lesson.key, opened_at=at, done_at=at, done_digest=lesson.digest
                )
            )
    LessonProgress.objects.bulk_create(
        rows,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["enrolment", "lesson_key"],
        update_fields=["done_at", "done_digest"],
    )
    _follow_up(facts.outline, work)
    return len(rows)


def _follow_up(outline: Outline, work: Work) -> None:
    entries = []
    for enrolment, lessons in work.items():
        if not lessons:
            continue
        last, at = lessons[-1]
        following = outline.next_of(last)
        enrolment.resume_key, enrolment.last_seen_at = following.key if following else None, at
        entries.append(
            audit.entry(
                enrolment.user, "courses.lesson.done", enrolment, {"lessons": [one.code for one, _at in lessons]}
            )
        )
    rewrite(list(work), ["resume_key", "last_seen_at"])
    AuditEntry.objects.bulk_create(entries, batch_size=500)
    keep_sums(list(work), outline)


def _done_keys(work: Work) -> dict[int, set[UUID]]:
    known: dict[int, set[UUID]] = {}
    rows = LessonProgress.objects.filter(done_at__isnull=False, enrolment__cohort__in={one.cohort_id for one in work})
    for enrolment_id, key in rows.values_list("enrolment_id", "lesson_key"):
        known.setdefault(enrolment_id, set()).add(key)
    return known


def _reading(enrolment: Enrolment, learner: Learner) -> Reading:
    """What holds now, whatever the page that was clicked on showed."""
    cohort = facts_of(enrolment.cohort)
    now = replace(learner, state=enrolment.state, cohort=cohort)
    return Reading(cohort=cohort, learner=now, marks=marks_of(enrolment.pk))


def _check_open(reading: Reading, lesson: Lesson) -> None:
    if not reading.may_mark:
        raise _not_active()
    _check_closed(reading, lesson, reading.done)


def _check_closed(reading: Reading, lesson: Lesson, done: Set[UUID]) -> None:
    why = closed_because(
        reading.outline.modules[lesson.module_key],
        outline=reading.outline,
        plan=reading.cohort.plan,
        cohort_state=reading.cohort.state,
        done=done,
        today=reading.today,
    )
    if why:
        raise Refusal(_("“%(lesson)s” is still closed: %(why)s.") % {"lesson": local_title(lesson), "why": why})


def _not_active() -> Refusal:
    return Refusal(_("Lessons can be marked as done while the cohort is running and your enrolment is active."))
