"""What this room offers to be handed out in a class: the lessons of the pinned version."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from courses.queries.learning import facts_of
from courses.queries.outline import local_title
from courses.registry import Offer


def lesson_offers(cohort: Cohort) -> list[Offer]:
    """Return the lessons a cohort reads, by code."""
    return [
        Offer(
            ref=f"lesson:{lesson.key}",
            group=_("Lessons"),
            title=f"{lesson.code} {local_title(lesson)}",
            url=reverse("courses:learn_lesson", args=[cohort.public_id, lesson.slug]),
        )
        for lesson in facts_of(cohort).outline.lessons
    ]
