"""Grades shown to participants, alone, together or at a set time; and a participant's one request to look again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from assignments.enums import RegradeState, WorkState
from assignments.models import Grade, GradeRelease, RegradeRequest, Task, Work
from assignments.services import attempts, telling
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry, User
from lms.ui.times import instant_in_words

BATCH = 500


@transaction.atomic
def release(*, actor: User | None, works: Sequence[Work]) -> int:
    """Show the grades of graded works to their participants and return how many are new; what is shown stays shown.

    An essay's points count in its attempt from now on, not before. Without an actor it was the set time. Each participant
    is told once.
    """
    graded = [work for work in works if work.state == WorkState.GRADED]
    now, shown = clock.now(), []
    for start in range(0, len(graded), BATCH):
        ids = [work.pk for work in graded[start : start + BATCH]]
        graded_rows = Work.objects.select_for_update(of=("self",)).filter(pk__in=ids, state=WorkState.GRADED)
        rows = list(graded_rows.order_by("pk"))
        Work.objects.filter(pk__in=[row.pk for row in rows]).update(state=WorkState.RELEASED, released_at=now)
        shown += rows
    GradeRelease.objects.bulk_create(
        (GradeRelease(grade_id=row.grade_id, actor=actor, at=now) for row in shown if row.grade_id), batch_size=BATCH
    )
    AuditEntry.objects.bulk_create(
        (audit.entry(actor, "assignments.work.release", row, {"grade": [None, row.grade_id]}) for row in shown),
        batch_size=BATCH,
    )
    telling.released(actor=actor, works=shown)
    mark_essays([row.pk for row in shown if row.attempt_item_id])
    for work in graded:
        work.state, work.released_at = WorkState.RELEASED, now
    return len(shown)


def mark_essays(works: Sequence[int]) -> None:
    """Take the released points of essays over into their attempts."""
    for start in range(0, len(works), BATCH):
        rows = Work.objects.filter(pk__in=works[start : start + BATCH])
        for work in rows.select_related("grade__grader", "attempt_item").order_by("pk"):
            if work.grade is not None and work.attempt_item is not None:
                words = work.grade.comment[:300]
                attempts.mark_essay(
                    actor=work.grade.grader, item=work.attempt_item, points=work.grade.points, reason=words
                )


def show(*, actor: User, grade: Grade, work: Work) -> None:
    """Show the changed grade of a work that is released already."""
    GradeRelease.objects.create(grade=grade, actor=actor)
    if work.attempt_item is not None:
        attempts.mark_essay(actor=actor, item=work.attempt_item, points=grade.points, reason=grade.reason)


@transaction.atomic
def release_later(*, actor: User, works: Sequence[Work], at: datetime) -> int:
    """Let the grades of graded works be shown by themselves at a set time; returns how many. Another time takes the place of this one.

    Released by hand before, they are shown before. Raises Refusal for a time that is past.
    """
    if at <= clock.now():
        raise Refusal(_("This time is past. Choose one to come, or release at once."))
    return _plan(actor, "assignments.work.release_later", works, at)


@transaction.atomic
def call_off(*, actor: User, works: Sequence[Work]) -> int:
    """Take back the set times of graded works; returns how many had one. The time of their task holds again, where it has one."""
    return _plan(actor, "assignments.work.release_off", [work for work in works if work.release_at], None)


def _plan(actor: User, action: str, works: Sequence[Work], at: datetime | None) -> int:
    planned = 0
    for start in range(0, len(works), BATCH):
        graded = Work.objects.filter(pk__in=[work.pk for work in works[start : start + BATCH]], state=WorkState.GRADED)
        rows = list(graded.select_for_update(of=("self",)).order_by("pk"))
        Work.objects.filter(pk__in=[row.pk for row in rows]).update(release_at=at)
        AuditEntry.objects.bulk_create(
            audit.entry(actor, action, row, {"at": [_stamp(row.release_at), _stamp(at)]}) for row in rows
        )
        planned += len(rows)
    return planned


def _stamp(at: datetime | None) -> str:
    return instant_in_words(at, style="paper") if at else ""


def release_due() -> int:
    """Release what was graded and whose own set time, or that of its task, has come. Safe to run again at any moment."""
    now = clock.now()
    tasks = Task.objects.filter(release_at__isnull=False, release_at__lte=now).values_list("pk", flat=True)
    subjects = [f"task:{pk}" for pk in tasks]
    ready = Q(subject__in=subjects, release_at=None) | Q(release_at__lte=now)
    due = Work.objects.filter(ready, state=WorkState.GRADED).order_by("id")
    released = 0
    while batch := list(due[:BATCH]):
        released += release(actor=None, works=batch)
    return released


@transaction.atomic
def ask_again(*, actor: User, work: Work, reason: str) -> RegradeRequest:
    """A participant asks, once, that a released grade be looked at again. The same question again is the one that is there.

    Raises Refusal for somebody else's work, a grade not released, without a reason, or when it was asked before.
    """
    if work.enrolment.user_id != actor.pk:
        raise Refusal(_("You can ask about your own work."))
    if work.state != WorkState.RELEASED or work.grade is None:
        raise Refusal(_("The grade is not released yet: there is nothing to look at again."))
    words = reason.strip()[:2000]
    if not words:
        raise Refusal(_("Say what should be looked at again, and why."))
    request, new = RegradeRequest.objects.get_or_create(work=work, defaults={"grade": work.grade, "reason": words})
    if not new and request.reason != words:
        raise Refusal(_("You asked before: each grade is looked at again once."))
    if new:
        audit.record(actor, "assignments.regrade.ask", request)
        telling.asked(request=request)
    return request


def answered_by_change(*, actor: User, work: Work, grade: Grade) -> bool:
    """A changed grade answers the request to look again that is still open; returns whether there was one. Needs a transaction."""
    for asked in RegradeRequest.objects.filter(work=work, state=RegradeState.ASKED):
        answer = {"state": RegradeState.CHANGED, "answer": grade.reason, "answered_by": actor}
        there = RegradeRequest.objects.filter(pk=asked.pk, state=RegradeState.ASKED)
        if there.update(**answer, answered_at=clock.now()):
            telling.answered(request=asked)
            return True
    return False


@transaction.atomic
def uphold(*, actor: User, request: RegradeRequest, answer: str) -> None:
    """Answer a request: the grade stays, and why. A changed grade answers by itself. Raises Conflict when it was answered."""
    words = answer.strip()[:2000]
    if not words:
        raise Refusal(_("Say why the grade stays: the participant reads it."))
    there = RegradeRequest.objects.filter(pk=request.pk, state=RegradeState.ASKED)
    if not there.update(state=RegradeState.UPHELD, answer=words, answered_by=actor, answered_at=clock.now()):
        raise Conflict(_("This request was answered meanwhile. Reload the page to read the answer."))
    audit.record(actor, "assignments.regrade.uphold", request)
    telling.answered(request=request)
    telling.upheld(actor=actor, request=request, answer=words)
