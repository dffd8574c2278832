"""Who grades what: a cohort's way of sharing out, and days on which a grader is away."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assignments.enums import AllocationMode
from courses.models import Cohort
from lms.people import clock
from lms.people.models import User, WorkUnit, choice_check


class GradingPlan(models.Model):
    """How new work of a cohort finds its grader."""

    cohort = models.OneToOneField(Cohort, models.CASCADE, related_name="grading_plan")
    mode = models.CharField(
        _("new work goes to"), max_length=8, choices=AllocationMode.choices, default=AllocationMode.OPEN
    )

    class Meta:
        constraints = [choice_check("mode", AllocationMode.values, "grading_plan_mode")]

    def __str__(self) -> str:
        return f"{self.cohort_id}: {self.mode}"


class GraderShare(models.Model):
    """A grader who takes part in a plan; with a unit, the one who grades that unit."""

    plan = models.ForeignKey(GradingPlan, models.CASCADE, related_name="shares")
    grader = models.ForeignKey(User, models.PROTECT, related_name="+")
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["plan", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "work_unit"], name="one_grader_a_unit"),
            models.UniqueConstraint(
                fields=["plan", "grader"], condition=Q(work_unit__isnull=True), name="one_even_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grader_id} for {self.work_unit_id or 'all'}"


class GraderAbsence(models.Model):
    """Days on which a grader is away (the last is one of them, WIB), and who stands in; nobody: the work is open to all."""

    grader = models.ForeignKey(User, models.PROTECT, related_name="grading_absences")
    substitute = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-first_day", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="absence_in_order"),
            models.CheckConstraint(
                condition=Q(substitute__isnull=True) | ~Q(substitute=F("grader")), name="nobody_stands_in_for_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grader_id} {self.first_day}–{self.last_day}"
