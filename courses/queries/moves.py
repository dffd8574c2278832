"""What moving a cohort to another version changes for its people."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from cms.enums import VersionState
from cms.models import CurriculumVersion
from courses.models import Cohort, LessonProgress
from courses.queries.outline import Lesson, Outline, outline_of


@dataclass(frozen=True)
class Change:
    """One lesson that is not the same in both versions; `done` people had finished it."""

    lesson: Lesson
    done: int
    jp_before: int
    jp_after: int


@dataclass(frozen=True)
class Changes:
    """Lessons by what happens to them. `kept` counts those that stay word for word."""

    added: list[Change]
    removed: list[Change]
    changed: list[Change]
    kept: int
    jp_before: int
    jp_after: int


def published_versions(cohort: Cohort) -> QuerySet[CurriculumVersion]:
    """Return the published versions of the cohort's curriculum, newest first."""
    rows = CurriculumVersion.objects.filter(curriculum_id=cohort.version.curriculum_id, state=VersionState.PUBLISHED)
    return rows.order_by("-number")


def newer_versions(cohort: Cohort) -> list[CurriculumVersion]:
    """Return the published versions of the same curriculum after the pinned one, newest first."""
    return list(published_versions(cohort).filter(number__gt=cohort.version.number))


def changes_of_move(cohort: Cohort, target: CurriculumVersion) -> Changes:
    """Compare the pinned version with another one, lesson by lesson, with how many people had finished each."""
    before = outline_of(cohort.version.public_id, cohort.version.digest)
    after = outline_of(target.public_id, target.digest)
    done = dict(
        LessonProgress.objects.filter(enrolment__cohort=cohort, done_at__isnull=False)
        .values_list("lesson_key")
        .annotate(people=Count("id"))
        .order_by()
    )
    both = [(one, before.by_key[one.key]) for one in after.lessons if one.key in before.by_key]
    return Changes(
        added=[Change(one, 0, 0, _jp(one)) for one in after.lessons if one.key not in before.by_key],
        removed=[Change(one, done.get(one.key, 0), _jp(one), 0) for one in _missing(before, after)],
        changed=[Change(new, done.get(new.key, 0), _jp(old), _jp(new)) for new, old in both if _differ(new, old)],
        kept=sum(1 for new, old in both if not _differ(new, old)),
        jp_before=before.online_jp,
        jp_after=after.online_jp,
    )


def _missing(before: Outline, after: Outline) -> list[Lesson]:
    return [one for one in before.lessons if one.key not in after.by_key]


def _differ(new: Lesson, old: Lesson) -> bool:
    return new.digest != old.digest or _jp(new) != _jp(old)


def _jp(lesson: Lesson) -> int:
    return lesson.jp if lesson.earns else 0
