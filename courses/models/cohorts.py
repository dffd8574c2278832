"""Cohorts with their stages, gates and facilitators."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.enums import StageKind
from cms.models import CurriculumVersion
from courses.enums import CohortState, StageMode
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check
from lms.programme.models import Programme


class Cohort(PublicIdModel):
    """An `angkatan`: people who go through the programme together on one pinned version of the curriculum."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="cohorts", verbose_name=_("programme"))
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=120)
    version = models.ForeignKey(
        CurriculumVersion, models.PROTECT, related_name="cohorts", verbose_name=_("curriculum version")
    )
    capacity = models.PositiveIntegerField(_("seats"), default=30)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Jakarta")
    state = models.CharField(_("state"), max_length=10, choices=CohortState.choices, default=CohortState.PLANNED)
    # Raised with every change of stages or gates, so that a process can keep the plan in memory and know when it is old.
    plan_no = models.PositiveIntegerField(default=1, editable=False)
    cloned_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="clones")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="cohort_number"),
            choice_check("state", CohortState.values, "cohort_state"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="cohort_has_a_seat"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("courses:cohort_detail", args=[self.public_id])


class Stage(models.Model):
    """One of the five stages of a cohort; its last day is valid (WIB)."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="stages")
    kind = models.CharField(_("stage"), max_length=12, choices=StageKind.choices)
    order = models.PositiveSmallIntegerField()
    mode = models.CharField(_("mode"), max_length=10, choices=StageMode.choices)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    # Gate: this stage opens only to those who finished the stage before it.
    needs_previous = models.BooleanField(_("opens after the stage before is finished"), default=False)

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["cohort", "order"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "kind"], name="stage_once"),
            models.UniqueConstraint(fields=["cohort", "order"], name="stage_order"),
            choice_check("kind", StageKind.values, "stage_kind"),
            choice_check("mode", StageMode.values, "stage_mode"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="stage_in_order"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class ModuleGate(models.Model):
    """When a module of the pinned version opens for this cohort, beside what its stage asks."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="gates")
    module_key = models.UUIDField()
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    needs_key = models.UUIDField(_("needs this module finished"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "module_key"], name="one_gate_a_module")]

    def __str__(self) -> str:
        return f"{self.cohort_id}:{self.module_key}"


class CohortFacilitatorQuerySet(models.QuerySet["CohortFacilitator"]):
    def valid(self, at: date | None = None) -> CohortFacilitatorQuerySet:
        """Those in charge on a day (WIB); the last day is valid."""
        day = at or clock.today()
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)


class CohortFacilitator(models.Model):
    """Who facilitates a cohort, and since and until when; ended by date, so history keeps who acted."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="facilitators")
    user = models.ForeignKey(User, models.PROTECT, related_name="facilitated", verbose_name=_("facilitator"))
    valid_from = models.DateField(default=clock.today)
    valid_until = models.DateField(null=True, blank=True)

    objects = CohortFacilitatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("facilitator of a cohort")
        verbose_name_plural = _("facilitators of a cohort")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "user"], condition=Q(valid_until__isnull=True), name="facilitator_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="facilitator_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}"


class VersionMove(AppendOnlyModel):
    """A cohort moved to a newer version, by whom and why: append-only."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="moves")
    before = models.ForeignKey(CurriculumVersion, models.PROTECT, related_name="+")
    after = models.ForeignKey(CurriculumVersion, models.PROTECT, related_name="+")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"
