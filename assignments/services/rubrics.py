"""Rubrics: made, improved, taken out of use, and moved to under work that an older version graded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, F
from django.utils.text import slugify
from django.utils.translation import gettext as _

from assignments import criteria as scales
from assignments.enums import WorkState
from assignments.models import Grade, GradeRelease, MatchingExercise, Rubric, RubricVersion, Task, Work
from assignments.queries.rubrics import Move, digest_of_moves, moves, points_max_under
from assignments.services import releases, telling
from lms.people import audit, clock
from lms.people.enums import Evidence
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry, User

BATCH = 500


@transaction.atomic
def create_rubric(
    *,
    actor: User,
    title: str,
    criteria: Sequence[Mapping[str, Any]],
    title_en: str = "",
    code: str = "",
    note: str = "",
    evidence: str = Evidence.INFERRED,
) -> Rubric:
    """Make a rubric with its first version. Raises Refusal for criteria that cannot be used, or a code that is taken."""
    rows = scales.cleaned(criteria)
    wanted = slugify(code or title)[:40]
    if code and Rubric.objects.filter(code=wanted).exists():
        raise Refusal(_("There is a rubric with the code “%(code)s” already.") % {"code": wanted})
    rubric = Rubric.objects.create(
        code=_free_code(wanted), title=title.strip(), title_en=title_en.strip(), created_by=actor
    )
    _add_version(actor, rubric, rows, number=1, note=note, evidence=evidence)
    audit.record(actor, "assignments.rubric.create", rubric)
    return rubric


@transaction.atomic
def improve_rubric(
    *,
    actor: User,
    rubric: Rubric,
    criteria: Sequence[Mapping[str, Any]],
    seen: int,
    title: str = "",
    title_en: str | None = None,
    note: str = "",
) -> RubricVersion:
    """Add a version to a rubric; what was graded keeps the version it was graded by. The same criteria again add nothing.

    `seen` is the number of the version that was improved. Raises Conflict when somebody added another meanwhile.
    """
    locked = Rubric.objects.select_for_update(of=("self",)).select_related("current").get(pk=rubric.pk)
    newest = _current(locked)
    if newest.number != seen:
        words = _("Somebody made version %(number)s meanwhile. Look at it first, then improve it.")
        raise Conflict(words % {"number": newest.number})
    if title and (title, title_en) != (locked.title, locked.title_en):
        locked.title, locked.title_en = title.strip(), (title_en or "").strip()
        locked.save(update_fields=["title", "title_en"])
    rows = scales.cleaned(criteria)
    if scales.digest_of(rows) == newest.digest:
        return newest
    version = _add_version(actor, locked, rows, number=newest.number + 1, note=note, evidence=newest.evidence)
    audit.record(actor, "assignments.rubric.improve", locked, {"version": [newest.number, version.number]})
    return version


@transaction.atomic
def retire_rubric(*, actor: User, rubric: Rubric) -> None:
    """Take a rubric out of the lists of choices; what uses it goes on. Done twice it is done once."""
    if Rubric.objects.filter(pk=rubric.pk, retired_at__isnull=True).update(retired_at=clock.now()):
        audit.record(actor, "assignments.rubric.retire", rubric)


@transaction.atomic
def restore_rubric(*, actor: User, rubric: Rubric) -> None:
    """Offer a rubric again."""
    if Rubric.objects.filter(pk=rubric.pk, retired_at__isnull=False).update(retired_at=None):
        audit.record(actor, "assignments.rubric.restore", rubric)


@transaction.atomic
def move_to_newest(
    *, actor: User, old: RubricVersion, new: RubricVersion, reason: str, graded: bool, seen: str
) -> list[Move]:
    """Let tasks and waiting work of `old` use `new`, and, with `graded`, graded work too; returns what moved of that.

    Each grade that moves is a new row with the reason; released ones are shown at once, and who has other points now is told. Work with a criterion that has no
    level in `new` keeps its version. `seen` is the digest of the dry run that was decided on: Conflict when it would come out otherwise now. Raises Refusal without a reason.
    """
    if new.rubric_id != old.rubric_id or new.number <= old.number:
        raise Refusal(_("Work moves to a newer version of the same rubric."))
    if not reason.strip():
        raise Refusal(_("Say why: the reason stands in the record of every grade that changes."))
    Task.objects.filter(rubric=old).update(rubric=new)
    MatchingExercise.objects.filter(rubric=old).update(rubric=new)
    planned = moves(old, new)
    if digest_of_moves(new, planned) != seen:
        raise Conflict(_("The dry run has changed meanwhile. Look at it again before you move anything."))
    _move_waiting(old, new)
    moved = [one for one in planned if one.after is not None] if graded else []
    for start in range(0, len(moved), BATCH):
        _move_graded(actor, moved[start : start + BATCH], new, reason.strip()[:300])
    changes = {"version": [old.number, new.number], "graded": len(moved), "reason": reason}
    audit.record(actor, "assignments.rubric.move", new.rubric, changes)
    return moved


def _move_waiting(old: RubricVersion, new: RubricVersion) -> None:
    waiting = Work.objects.filter(rubric=old, state__in=[WorkState.WAITING, WorkState.RETURNED], grades__isnull=True)
    own_scale = list(waiting.filter(points_max=F("rubric__points_max")).values_list("pk", flat=True))
    Work.objects.filter(pk__in=own_scale).update(points_max=new.points_max)
    Work.objects.filter(pk__in=list(waiting.values_list("pk", flat=True))).update(rubric=new)


def _move_graded(actor: User, planned: Sequence[Move], new: RubricVersion, reason: str) -> None:
    """Give a batch of graded works the grade it has by `new`; a fixed number of queries, but for released essays."""
    ids = [one.work.pk for one in planned]
    locked = Work.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    there = {pk: (state, grade) for pk, state, grade in locked.values_list("pk", "state", "grade")}
    if any(there.get(one.work.pk) != (one.work.state, one.work.grade_id) for one in planned):
        raise Conflict(_("Work was graded meanwhile. Look at the dry run again: it has changed."))
    numbers = dict(Work.objects.filter(pk__in=ids).annotate(n=Count("grades")).values_list("pk", "n"))
    grades = Grade.objects.bulk_create(
        [_moved_grade(actor, one, new, reason, numbers[one.work.pk] + 1) for one in planned]
    )
    works = [one.work for one in planned]
    for work, grade in zip(works, grades, strict=True):
        work.grade, work.rubric, work.points_max = grade, new, grade.points_max
    Work.objects.bulk_update(works, ["grade", "rubric", "points_max"])
    shown = [work for work in works if work.state == WorkState.RELEASED]
    GradeRelease.objects.bulk_create(GradeRelease(grade=work.grade, actor=actor) for work in shown if work.grade)
    AuditEntry.objects.bulk_create(
        audit.entry(
            actor, "assignments.grade.move", one.work, {"points": [str(one.before), str(one.after)]}
        )
        for one in planned
    )  # fmt: skip
    differ = {one.work.pk for one in planned if one.changes}
    telling.changed_many(actor=actor, works=[work for work in shown if work.pk in differ], reason=reason)
    releases.mark_essays([work.pk for work in shown if work.attempt_item_id])


def _moved_grade(actor: User, move: Move, new: RubricVersion, reason: str, number: int) -> Grade:
    standing = move.work.grade
    if standing is None or move.after is None:
        raise ValueError("Only graded work moves.")
    return Grade(
        work=move.work,
        number=number,
        marking=standing.marking,
        on_version_id=standing.on_version_id,
        rubric=new,
        levels=standing.levels,
        points=move.after,
        points_max=points_max_under(move.work, new),
        comment=standing.comment,
        reason=reason,
        grader=actor,
    )


def _add_version(
    actor: User, rubric: Rubric, rows: scales.Criteria, *, number: int, note: str, evidence: str
) -> RubricVersion:
    version = RubricVersion.objects.create(
        rubric=rubric,
        number=number,
        criteria=rows,
        points_max=scales.points_max(rows),
        digest=scales.digest_of(rows),
        evidence=evidence,
        note=note.strip()[:300],
        made_by=actor,
    )
    rubric.current = version
    rubric.save(update_fields=["current"])
    return version


def _current(rubric: Rubric) -> RubricVersion:
    if rubric.current is None:
        raise Refusal(_("This rubric has no version yet."))
    return rubric.current


def _free_code(wanted: str) -> str:
    code, number = wanted or "rubrik", 1
    while Rubric.objects.filter(code=code).exists():
        number += 1
        code = f"{wanted[:36]}-{number}"
    return code
