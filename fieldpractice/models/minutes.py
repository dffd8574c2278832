"""What a session decided: lines of the minutes, and the actions (`RTL`) that follow."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from fieldpractice.enums import ActionState
from fieldpractice.models.constraints import Constraint
from fieldpractice.models.sessions import MonitoringSession
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check


class FollowUp(PublicIdModel):
    """One line of the follow-up plan (`rencana tindak lanjut`): issue, action, who, by when, how it is seen, and where it stands."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="follow_ups")
    session = models.ForeignKey(MonitoringSession, models.PROTECT, null=True, blank=True, related_name="follow_ups")
    constraint = models.ForeignKey(Constraint, models.PROTECT, null=True, blank=True, related_name="follow_ups")
    issue = models.CharField(_("issue"), max_length=300, blank=True)
    action = models.CharField(_("action"), max_length=300)
    # Somebody with an account, or known by name only.
    responsible = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="follow_ups", verbose_name=_("person responsible")
    )
    responsible_name = models.CharField(_("name"), max_length=160, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    indicator = models.CharField(_("indicator"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=ActionState.choices, default=ActionState.OPEN)
    state_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["cohort", "state"])]
        constraints = [
            choice_check("state", ActionState.values, "follow_up_state"),
            models.CheckConstraint(
                condition=Q(responsible__isnull=False) | ~Q(responsible_name=""), name="follow_up_has_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.action


class FollowUpEvent(AppendOnlyModel):
    """A step of a follow-up, with who took it and what was said. Append-only."""

    follow_up = models.ForeignKey(FollowUp, models.PROTECT, related_name="events")
    before = models.CharField(max_length=8, choices=ActionState.choices, blank=True)
    after = models.CharField(max_length=8, choices=ActionState.choices)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            choice_check("before", ActionState.values, "follow_up_before", blank=True),
            choice_check("after", ActionState.values, "follow_up_after"),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
