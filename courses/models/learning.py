"""Progress through the lessons."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.enrolments import Enrolment
from lms.people import clock


class LessonProgress(models.Model):
    """How far one person is with one lesson, and on which digest of it the work was done."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="progress")
    lesson_key = models.UUIDField()
    opened_at = models.DateTimeField(default=clock.now)
    # Where the reader was: the number of the last section reached.
    position = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    done_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson_key"], name="progress_once"),
            models.CheckConstraint(condition=Q(done_at__isnull=True) | ~Q(done_digest=""), name="done_on_a_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}:{self.lesson_key}"
