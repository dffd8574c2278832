"""Rubrics for their screens, and what an improved rubric would do to work that was graded by an older version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from assignments.criteria import points_of, scaled, ungraded
from assignments.enums import WorkState
from assignments.models import Rubric, RubricVersion, Task, Work


@dataclass(frozen=True)
class Move:
    """One graded work under the new version: its points before and after with what they are of, or the criteria that have no level there."""

    work: Work
    before: Decimal
    of: Decimal
    after: Decimal | None
    of_then: Decimal
    missing: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether the grade would be another: the same points of more are less."""
        return self.after is not None and self.after * self.of != self.before * self.of_then

    @property
    def other_scale(self) -> bool:
        """Whether the most that can be reached would be another."""
        return self.of != self.of_then


def rubric_list() -> QuerySet[Rubric]:
    """Return the rubrics with their newest version, the number of tasks set with them and of works graded by them."""
    tasks = Task.objects.filter(rubric__rubric=OuterRef("pk")).order_by().values("rubric__rubric")
    works = Work.objects.filter(rubric__rubric=OuterRef("pk"), grade__isnull=False).order_by().values("rubric__rubric")
    return (
        Rubric.objects.select_related("current")
        .annotate(
            tasks=Coalesce(Subquery(tasks.annotate(n=Count("id")).values("n")), 0),
            graded=Coalesce(Subquery(works.annotate(n=Count("id")).values("n")), 0),
        )
        .order_by("retired_at", "title")
    )


def versions_of(rubric: Rubric) -> QuerySet[RubricVersion]:
    """Return a rubric's versions, newest first, with how much work waits and is graded under each."""
    works = Work.objects.filter(rubric=OuterRef("pk")).order_by().values("rubric")
    done = Q(grade__isnull=False)
    rows: QuerySet[RubricVersion] = (
        RubricVersion.objects.filter(rubric=rubric)
        .select_related("made_by")
        .annotate(
            waiting=Coalesce(Subquery(works.annotate(n=Count("id", filter=~done)).values("n")), 0),
            graded=Coalesce(Subquery(works.annotate(n=Count("id", filter=done)).values("n")), 0),
        )
        .order_by("-number")
    )
    return rows


def moves(old: RubricVersion, new: RubricVersion) -> list[Move]:
    """Return what every work graded by `old` would be worth by `new`, those whose points change first. One query."""
    works = (
        Work.objects.filter(rubric=old, state__in=[WorkState.GRADED, WorkState.RELEASED])
        .select_related("grade", "rubric", "enrolment__user", "cohort")
        .order_by("enrolment__user__name", "id")
    )
    found = [_move(work, new) for work in works]
    return sorted(found, key=lambda one: (not one.changes, one.after is not None))


def digest_of_moves(new: RubricVersion, planned: Iterable[Move]) -> str:
    """Return a digest of a dry run as its page shows it, so that exactly this is applied."""
    rows = sorted([one.work.pk, *map(str, (one.before, one.of, one.after, one.of_then))] for one in planned)
    return hashlib.sha256(json.dumps([new.pk, rows]).encode()).hexdigest()[:32]


def _move(work: Work, new: RubricVersion) -> Move:
    if work.grade is None:
        raise ValueError("Graded work has a grade.")
    before, of, of_then = work.grade.points, work.grade.points_max, points_max_under(work, new)
    if missing := tuple(ungraded(new.criteria, work.grade.levels)):
        return Move(work, before, of, None, of_then, missing)
    after = scaled(points_of(new.criteria, work.grade.levels), new.points_max, of_then)
    return Move(work, before, of, after, of_then)


def points_max_under(work: Work, new: RubricVersion) -> Decimal:
    """Return the scale of a work under another version: a form's is the rubric's own, an essay's is the question's."""
    return new.points_max if work.rubric and work.points_max == work.rubric.points_max else work.points_max
