"""The register of constraints: what officers meet in the field, and what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assignments.models import Submission
from courses.models import Cohort, Enrolment
from fieldpractice.enums import ConstraintKind, ConstraintSource, ConstraintState, Service, Severity
from fieldpractice.models.logbook import LogbookEntry
from fieldpractice.models.sessions import MonitoringSession
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.ids import PublicIdModel
from lms.people.models import User, WorkUnit, choice_check


class Constraint(PublicIdModel):
    """One constraint (`kendala`). Each step is a ConstraintEvent; `state` is the last one's."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="constraints", verbose_name=_("cohort"))
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="constraints_raised")
    # Who met it, where it was a participant, and the unit then.
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, blank=True, related_name="constraints")
    work_unit = models.ForeignKey(
        WorkUnit, models.PROTECT, null=True, blank=True, related_name="constraints", verbose_name=_("work unit")
    )
    source = models.CharField(max_length=12, choices=ConstraintSource.choices)
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, blank=True, related_name="constraints")
    entry = models.ForeignKey(LogbookEntry, models.PROTECT, null=True, blank=True, related_name="constraints")
    title = models.CharField(_("in one sentence"), max_length=160)
    text = models.TextField(_("what happened"), blank=True, max_length=4000)
    tried = models.TextField(_("what was tried"), blank=True, max_length=2000)
    kind = models.CharField(_("kind"), max_length=12, choices=ConstraintKind.choices)
    service = models.PositiveSmallIntegerField(_("service"), choices=Service.choices, null=True, blank=True)
    # Number of the business process, 1 to 11.
    process = models.PositiveSmallIntegerField(_("business process"), null=True, blank=True)
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity.choices, default=Severity.MEDIUM)
    field_week = models.PositiveSmallIntegerField(_("field week"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=ConstraintState.choices, default=ConstraintState.RAISED)
    state_at = models.DateTimeField(default=clock.now)
    assigned_to = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="constraints_assigned", verbose_name=_("assigned to")
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    # The phone's own name of it: sent again, it is the same constraint.
    client_key = models.CharField(max_length=64)
    raised_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("constraint")
        verbose_name_plural = _("constraints")
        ordering = ["-raised_at", "-id"]
        indexes = [models.Index(fields=["cohort", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["raised_by", "client_key"], name="constraint_once"),
            choice_check("source", ConstraintSource.values, "constraint_source"),
            choice_check("kind", ConstraintKind.values, "constraint_kind"),
            choice_check("state", ConstraintState.values, "constraint_state"),
            models.CheckConstraint(
                condition=Q(service__isnull=True) | Q(service__in=Service.values), name="constraint_service"
            ),
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="constraint_severity"),
            models.CheckConstraint(
                condition=Q(process__isnull=True) | Q(process__gte=1, process__lte=11), name="constraint_process"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("fieldpractice:constraint_detail", args=[self.public_id])


class ConstraintEvent(AppendOnlyModel):
    """A step of a constraint, with who took it, why, and the session it was taken in. Append-only."""

    constraint = models.ForeignKey(Constraint, models.PROTECT, related_name="events")
    before = models.CharField(max_length=12, choices=ConstraintState.choices, blank=True)
    after = models.CharField(max_length=12, choices=ConstraintState.choices)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    session = models.ForeignKey(MonitoringSession, models.PROTECT, null=True, related_name="constraint_events")
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            choice_check("before", ConstraintState.values, "constraint_event_before", blank=True),
            choice_check("after", ConstraintState.values, "constraint_event_after"),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class ConstraintVoice(AppendOnlyModel):
    """“Me too”: somebody else who meets it, and the unit. Append-only, once a person."""

    constraint = models.ForeignKey(Constraint, models.PROTECT, related_name="voices")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["constraint", "enrolment"], name="one_voice_each")]

    def __str__(self) -> str:
        return f"{self.constraint_id} +{self.enrolment_id}"
