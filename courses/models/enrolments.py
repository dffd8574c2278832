"""Enrolments with their history."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.enums import EnrolmentState
from courses.models.cohorts import Cohort
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.ids import PublicIdModel
from lms.people.models import User, WorkUnit, choice_check


class Enrolment(PublicIdModel):
    """One person in one cohort. The unit is the one at the time of enrolment."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="enrolments")
    user = models.ForeignKey(User, models.PROTECT, related_name="enrolments", verbose_name=_("participant"))
    work_unit = models.ForeignKey(
        WorkUnit, models.PROTECT, null=True, related_name="enrolments", verbose_name=_("work unit")
    )
    state = models.CharField(
        _("state"), max_length=14, choices=EnrolmentState.choices, default=EnrolmentState.NOMINATED
    )
    state_at = models.DateTimeField(default=clock.now)
    listed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    last_seen_at = models.DateTimeField(null=True)
    # The lesson to go on with.
    resume_key = models.UUIDField(null=True)
    # Sums of the JP ledger over this person's online lessons, over the classes and over the field practice, worked out anew from the ledger by every
    # service that changes it (courses.services.sums). They let a list of 3,000 be sorted and filtered; the ledger is the definition.
    lessons_done = models.PositiveSmallIntegerField(default=0, editable=False)
    jp_done = models.PositiveSmallIntegerField(default=0, editable=False)
    class_jp = models.PositiveSmallIntegerField(default=0, editable=False)
    field_jp = models.PositiveSmallIntegerField(default=0, editable=False)
    last_done_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["user__name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "user"],
                condition=~Q(state__in=[EnrolmentState.DECLINED, EnrolmentState.WITHDRAWN]),
                name="one_live_enrolment",
            ),
            choice_check("state", EnrolmentState.values, "enrolment_state"),
            models.CheckConstraint(
                condition=~Q(state=EnrolmentState.WAITLISTED) | Q(listed_at__isnull=False),
                name="waiting_since_some_time",
            ),
        ]
        indexes = [models.Index(fields=["user", "state"]), models.Index(fields=["cohort", "state"])]

    def __str__(self) -> str:
        return f"{self.user} @ {self.cohort}"


class EnrolmentEvent(AppendOnlyModel):
    """A step of an enrolment: append-only."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="events")
    before = models.CharField(max_length=14, choices=EnrolmentState.choices, blank=True)
    after = models.CharField(max_length=14, choices=EnrolmentState.choices)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            choice_check("before", EnrolmentState.values, "enrolment_event_before", blank=True),
            choice_check("after", EnrolmentState.values, "enrolment_event_after"),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
