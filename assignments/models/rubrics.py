"""Rubrics, and their versions that never change."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.enums import Evidence
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check


class Rubric(PublicIdModel):
    """A rubric for good; criteria and levels are in its versions, the newest of which is `current`."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    current = models.OneToOneField("RubricVersion", models.PROTECT, null=True, related_name="current_of")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def local_title(self) -> str:
        """The title in the reader's language, falling back on the Indonesian."""
        return self.title_en if get_language() == "en" and self.title_en else self.title


class RubricVersion(AppendOnlyModel):
    """Criteria with their levels, at one time.

    `criteria`: as `assignments.criteria` has them.
    """

    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    criteria = models.JSONField()
    # The most that can be reached, worked out from the criteria when the version is made.
    points_max = models.DecimalField(max_digits=8, decimal_places=2)
    digest = models.CharField(max_length=64)
    evidence = models.CharField(max_length=12, choices=Evidence.choices, default=Evidence.INFERRED)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["rubric", "number"]
        constraints = [
            models.UniqueConstraint(fields=["rubric", "number"], name="rubric_version_number"),
            choice_check("evidence", Evidence.values, "rubric_version_evidence"),
            models.CheckConstraint(condition=models.Q(points_max__gt=0), name="rubric_gives_points"),
        ]

    def __str__(self) -> str:
        return f"{self.rubric_id} v{self.number}"
