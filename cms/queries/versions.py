"""Versions on the staff's screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from wagtail.models import Page, Revision

from cms.enums import ItemKind
from cms.models import CurriculumVersion, VersionItem


def version_rows(user: Any) -> QuerySet[CurriculumVersion]:
    """Return the versions this user may see, newest first, with `lessons` and `jp`. One query."""
    return (
        CurriculumVersion.objects.visible_to(user)
        .select_related("created_by")
        .annotate(
            lessons=Count("items", filter=Q(items__kind=ItemKind.LESSON)),
            jp=Sum("items__jp", filter=Q(items__kind=ItemKind.COURSE), default=0),
        )
        .order_by("-created_at", "-number")
    )


@dataclass(frozen=True)
class Sums:
    """Training hours of an outline, as declared by its courses."""

    jp: int
    lessons: int
    minutes: int


def sums(courses: list[Any]) -> Sums:
    """Return the sums over an outline of cms.queries.lessons."""
    lessons = [lesson for course in courses for module in course.children for lesson in module.children]
    return Sums(
        jp=sum(course.jp for course in courses),
        lessons=len(lessons),
        minutes=sum(lesson.minutes for lesson in lessons),
    )


def other_versions(user: Any, version: CurriculumVersion) -> QuerySet[CurriculumVersion]:
    """Return the other versions of the same curriculum that this user may see, newest first."""
    visible = CurriculumVersion.objects.visible_to(user).filter(curriculum_id=version.curriculum_id)
    return visible.exclude(pk=version.pk).order_by("-number")


def neighbours(item: VersionItem) -> tuple[VersionItem | None, VersionItem | None]:
    """Return the lessons before and after one in its version. Two queries."""
    lessons = VersionItem.objects.filter(version_id=item.version_id, kind=ItemKind.LESSON)
    before = lessons.filter(order__lt=item.order).order_by("-order").first()
    return before, lessons.filter(order__gt=item.order).order_by("order").first()


def pages_in_versions(page: Page) -> bool:
    """Whether the text of a page, or of one below it, stands in a version. Two queries."""
    pages = Page.objects.descendant_of(page, inclusive=True)
    revisions = Revision.page_revisions.filter(object_id__in=[str(pk) for pk in pages.values_list("pk", flat=True)])
    held = VersionItem.objects.filter(revision__in=revisions).exists()
    return held or CurriculumVersion.objects.filter(curriculum__in=pages).exists()
