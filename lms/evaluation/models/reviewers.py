"""The paper that each unit of the matrix gets by itself once a month."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lms.people import clock
from lms.people.enums import Column
from lms.people.models import choice_check


class MonthlyPaper(models.Model):
    """What one unit of the matrix reads about one month: figures and states as they stood when it was made, and the PDF.

    `content` is frozen first, so that a second try says the same as the first.
    """

    column = models.CharField(_("work unit"), max_length=20, choices=Column.choices)
    # The first day of the month it is about.
    month = models.DateField(_("month"))
    content = models.JSONField(default=dict)
    path = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    made_at = models.DateTimeField(null=True)
    # What went wrong the last time; it is tried again.
    failure = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("monthly paper of a unit")
        verbose_name_plural = _("monthly papers of units")
        ordering = ["-month", "column"]
        indexes = [models.Index(fields=["made_at", "next_try_at"])]
        constraints = [
            choice_check("column", Column.values, "monthly_paper_column"),
            models.UniqueConstraint(fields=["column", "month"], name="one_paper_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.column} {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:monthly_paper", args=[self.column, f"{self.month:%Y-%m}"])
