"""Versions on the staff's screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from cms.enums import ItemKind
from cms.models import CurriculumVersion


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
