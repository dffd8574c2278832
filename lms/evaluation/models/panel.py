"""Schemes of evaluation, and what each participant's evaluation came to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort, Enrolment
from lms.evaluation.enums import EvaluationState
from lms.people import clock
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check


class Scheme(PublicIdModel):
    """Of what a result is made: components with weights, minimum rules, bands (`content`). Frozen when an evaluation first uses it."""

    title = models.CharField(_("title"), max_length=200)
    number = models.PositiveSmallIntegerField(default=1)
    # The version this one carries on.
    follows = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    content = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    seq = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("scheme of evaluation")
        verbose_name_plural = _("schemes of evaluation")
        ordering = ["title", "-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True, digest="") | (Q(frozen_at__isnull=False) & ~Q(digest="")),
                name="frozen_scheme_has_a_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"


class CohortScheme(models.Model):
    """The scheme a cohort is evaluated by: adopted once, before the first score."""

    cohort = models.OneToOneField(Cohort, models.PROTECT, related_name="scheme")
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="cohorts")
    adopted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("adopted scheme")
        verbose_name_plural = _("adopted schemes")

    def __str__(self) -> str:
        return f"{self.cohort_id}: {self.scheme_id}"


class ParticipantEvaluation(PublicIdModel):
    """One participant's evaluation. When locked, `facts` keep each component's sum and count, and score, band and pass follow from them."""

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="evaluation")
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="evaluations")
    state = models.CharField(_("state"), max_length=8, choices=EvaluationState.choices, default=EvaluationState.OPEN)
    facts = models.JSONField(default=dict)
    # Rounded half up to two places, once; empty where a part is missing: then there is no result.
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True, blank=True)
    band = models.CharField(_("band"), max_length=40, blank=True)
    passed = models.BooleanField(_("passed"), null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("evaluation of a participant")
        verbose_name_plural = _("evaluations of participants")
        ordering = ["enrolment"]
        indexes = [models.Index(fields=["state"])]
        constraints = [
            choice_check("state", EvaluationState.values, "participant_evaluation_state"),
            models.CheckConstraint(
                condition=Q(state=EvaluationState.OPEN) | Q(locked_at__isnull=False), name="locked_evaluation_says_when"
            ),
            models.CheckConstraint(
                condition=~Q(state=EvaluationState.RELEASED) | Q(released_at__isnull=False),
                name="released_evaluation_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"evaluation {self.enrolment_id}"
