"""Decisions on what counts in a cohort's gradebook. Each is a row of its own; the newest of its subject counts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from assignments.enums import ColumnKind, ExceptionKind
from courses.models import Cohort, Enrolment
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.models import User, choice_check


class GradeException(AppendOnlyModel):
    """One person excused from one part ("task:12"), or that decision taken back."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="grade_exceptions")
    subject = models.CharField(max_length=24)
    kind = models.CharField(max_length=8, choices=ExceptionKind.choices)
    reason = models.CharField(_("reason"), max_length=300)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            choice_check("kind", ExceptionKind.values, "grade_exception_kind"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="grade_exception_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.subject}: {self.kind}"


class DropRule(AppendOnlyModel):
    """So many of the lowest parts of one kind are left out of a cohort's results."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="drop_rules")
    kind = models.CharField(max_length=8, choices=ColumnKind.choices)
    lowest = models.PositiveSmallIntegerField(_("left out, from the lowest"))
    reason = models.CharField(_("reason"), max_length=300)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            choice_check("kind", ColumnKind.values, "drop_rule_kind"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="drop_rule_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.kind}: {self.lowest}"
