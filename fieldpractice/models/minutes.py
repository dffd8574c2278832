"""What a session decided: lines of the minutes, their approval, and the actions (`RTL`) that follow."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.models import CurriculumVersion
from courses.models import Cohort
from fieldpractice.enums import OPEN_ACTIONS, ActionState, MinutesKind, QueueState
from fieldpractice.models.constraints import Constraint
from fieldpractice.models.sessions import MonitoringSession
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.ids import PublicIdModel, new_id
from lms.people.models import User, choice_check


class MinutesItem(PublicIdModel):
    """A line of the minutes. Two people write at once: each line is saved alone, against the `seq` its writer saw."""

    session = models.ForeignKey(MonitoringSession, models.PROTECT, related_name="minutes_items")
    kind = models.CharField(_("kind"), max_length=8, choices=MinutesKind.choices, default=MinutesKind.NOTE)
    text = models.TextField(_("text"), max_length=4000)
    # The constraint the line is about.
    constraint = models.ForeignKey(Constraint, models.PROTECT, null=True, blank=True, related_name="minutes_items")
    position = models.PositiveIntegerField(default=0)
    # Raised with every change; the page sends the one it started from.
    seq = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # The browser's own name of it: sent again, it is the same line.
    client_key = models.CharField(max_length=64)
    # Struck out: it stands in the minutes no more and stays on record.
    struck_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("line of the minutes")
        verbose_name_plural = _("lines of the minutes")
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["session", "position"])]
        constraints = [
            choice_check("kind", MinutesKind.values, "minutes_item_kind"),
            models.UniqueConstraint(fields=["session", "author", "client_key"], name="minutes_item_once"),
            models.CheckConstraint(condition=~Q(text=""), name="minutes_item_says_something"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class QueueMark(models.Model):
    """How far the queue of constraints of one session has come with one of them."""

    session = models.ForeignKey(MonitoringSession, models.PROTECT, related_name="queue_marks")
    constraint = models.ForeignKey(Constraint, models.PROTECT, related_name="queue_marks")
    state = models.CharField(max_length=9, choices=QueueState.choices)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            choice_check("state", QueueState.values, "queue_mark_state"),
            models.UniqueConstraint(fields=["session", "constraint"], name="one_mark_a_constraint"),
            models.UniqueConstraint(
                fields=["session"], condition=Q(state=QueueState.NOW), name="one_constraint_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.constraint_id} {self.state}"


class MinutesApproval(AppendOnlyModel):
    """The minutes as they were approved: whole, with their digest. A correction is another round with a reason. Append-only."""

    session = models.ForeignKey(MonitoringSession, models.PROTECT, related_name="approvals")
    round = models.PositiveSmallIntegerField()
    content = models.JSONField()
    # Of the content in its one way of writing (fieldpractice.queries.minutes.content.digest_of).
    sha256 = models.CharField(max_length=64)
    # In force for the cohort when they were approved.
    version = models.ForeignKey(CurriculumVersion, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    approved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("approval of minutes")
        verbose_name_plural = _("approvals of minutes")
        ordering = ["round"]
        constraints = [
            models.UniqueConstraint(fields=["session", "round"], name="approval_round_once"),
            models.CheckConstraint(condition=Q(round__gte=1), name="approval_round_counts"),
            models.CheckConstraint(condition=Q(round=1) | ~Q(reason=""), name="later_approval_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} #{self.round}"


class MinutesPaper(models.Model):
    """The PDF of approved minutes, made once by the worker and kept."""

    approval = models.OneToOneField(MinutesApproval, models.PROTECT, related_name="paper")
    path = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    # What went wrong the last time; it is tried again.
    failure = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("minutes as PDF")
        verbose_name_plural = _("minutes as PDF")
        indexes = [models.Index(fields=["made_at", "next_try_at"])]

    def __str__(self) -> str:
        return f"{self.approval}"


class FollowUp(PublicIdModel):
    """One line of the follow-up plan (`rencana tindak lanjut`): issue, action, who, by when, how it is seen, and where it stands."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="follow_ups")
    session = models.ForeignKey(MonitoringSession, models.PROTECT, null=True, blank=True, related_name="follow_ups")
    constraint = models.ForeignKey(
        Constraint, models.PROTECT, null=True, blank=True, related_name="follow_ups", verbose_name=_("constraint")
    )
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
    # The browser's own name of it: sent again, it is the same follow-up.
    client_key = models.CharField(max_length=64, default=new_id)
    # Raised with every change of its words; a form carries the one it showed.
    seq = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["cohort", "state"]), models.Index(fields=["responsible", "state"])]
        constraints = [
            choice_check("state", ActionState.values, "follow_up_state"),
            models.UniqueConstraint(fields=["created_by", "client_key"], name="follow_up_once"),
            models.CheckConstraint(
                condition=Q(responsible__isnull=False) | ~Q(responsible_name=""), name="follow_up_has_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.action

    def get_absolute_url(self) -> str:
        return reverse("fieldpractice:follow_up_detail", args=[self.public_id])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_ACTIONS

    @property
    def is_overdue(self) -> bool:
        """Whether its last day, by WIB, lies behind and it is still to be done."""
        return self.is_open and self.due_on is not None and self.due_on < clock.today()

    @property
    def who(self) -> str:
        return str(self.responsible) if self.responsible else self.responsible_name


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
