"""Who was in a meeting, as Zoom told it: notifications, instances, rows; and what people decided about them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort, Enrolment
from fieldpractice.enums import EventState, FileState, MatchWay, PresenceState, ReportState, RowSource
from fieldpractice.models.sessions import MonitoringSession
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check


class WebhookEvent(models.Model):
    """One notification of Zoom, kept as it came but for its secrets. The row is its own outbox: a task works it."""

    event = models.CharField(max_length=80)
    # The meeting's number and the instance's UUID, where it names them.
    meeting_id = models.BigIntegerField(null=True)
    uuid = models.CharField(max_length=120, blank=True)
    # Digest of event, UUID, user and time: the same told again is the same event.
    key = models.CharField(max_length=64, unique=True)
    body = models.JSONField()
    received_at = models.DateTimeField(default=clock.now)
    state = models.CharField(_("state"), max_length=8, choices=EventState.choices, default=EventState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, default=clock.now)
    # Whose try it is: a worker that was thought dead no longer holds the row.
    claim = models.CharField(max_length=32, blank=True)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("notification of Zoom")
        verbose_name_plural = _("notifications of Zoom")
        ordering = ["id"]
        constraints = [
            choice_check("state", EventState.values, "webhook_event_state"),
            models.CheckConstraint(
                condition=~Q(state=EventState.FAILED) | ~Q(fault=""), name="failed_webhook_event_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="waiting"), name="webhook_event_due"),
            models.Index(fields=["received_at"]),
            models.Index(fields=["claim"]),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.meeting_id}"


class MeetingInstance(models.Model):
    """One holding of a session's meeting. Ended and begun again, it has another UUID; files and lists by hand have one of ours."""

    session = models.ForeignKey(MonitoringSession, models.PROTECT, related_name="instances")
    uuid = models.CharField(max_length=120, unique=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # When the report was last laid over the rows, and whether it is complete: from then on notifications change nothing.
    reported_at = models.DateTimeField(null=True)
    report_settled = models.BooleanField(default=False)
    # Digest of the last report: two alike in a row, with nobody missing, are complete.
    report_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("instance of a meeting")
        verbose_name_plural = _("instances of meetings")
        ordering = ["started_at", "id"]

    def __str__(self) -> str:
        return self.uuid


class ParticipationRow(models.Model):
    """One stay of somebody in an instance, as told. `joined_at` or `left_at` may be missing, or the wrong way round."""

    instance = models.ForeignKey(MeetingInstance, models.CASCADE, related_name="rows")
    # Zoom's number of this stay; each coming back has a new one.
    user_id = models.CharField(max_length=80)
    source = models.CharField(_("source"), max_length=8, choices=RowSource.choices)
    name = models.CharField(_("name in the meeting"), max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    registrant_id = models.CharField(max_length=80, blank=True)
    account_id = models.CharField(max_length=80, blank=True)
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    in_waiting_room = models.BooleanField(default=False)
    # Worked out anew with every recompute: who it is, by what, and whom the e-mail names where it disagrees.
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, related_name="participation")
    way = models.CharField(max_length=10, choices=MatchWay.choices, default=MatchWay.UNKNOWN)
    against = models.ForeignKey(Enrolment, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("row of participation")
        verbose_name_plural = _("rows of participation")
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["instance", "user_id"], name="participation_once"),
            choice_check("source", RowSource.values, "participation_source"),
            choice_check("way", MatchWay.values, "participation_way"),
        ]
        indexes = [models.Index(fields=["enrolment"])]

    def __str__(self) -> str:
        return f"{self.instance_id} {self.user_id}"


class IdentityMatch(AppendOnlyModel):
    """A person's word on who a name, an address or an account of Zoom is in this cohort; None: nobody of ours. The last one counts. Append-only."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="identity_matches")
    # Set: it holds for this session alone ("iPhone" is somebody else the next time).
    session = models.ForeignKey(MonitoringSession, models.PROTECT, null=True, related_name="identity_matches")
    account_id = models.CharField(max_length=80, blank=True)
    email = models.CharField(max_length=254, blank=True)
    name = models.CharField(max_length=200, blank=True)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, related_name="identity_matches")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(account_id="", email="", name=""), name="identity_is_of_something")
        ]

    def __str__(self) -> str:
        return f"{self.name} → {self.enrolment_id}"


class PresenceDecision(AppendOnlyModel):
    """What a person decided about somebody's presence, and why. `after` empty: it is worked out again. Append-only; the last one stands."""

    session = models.ForeignKey(MonitoringSession, models.PROTECT, related_name="presence_decisions")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="presence_decisions")
    before = models.CharField(max_length=8, choices=PresenceState.choices, blank=True)
    after = models.CharField(max_length=8, choices=PresenceState.choices, blank=True)
    reason = models.CharField(max_length=300)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            choice_check("before", PresenceState.values, "presence_decision_before", blank=True),
            choice_check("after", PresenceState.values, "presence_decision_after", blank=True),
            models.CheckConstraint(condition=~Q(reason=""), name="presence_decision_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class ReportWatch(models.Model):
    """Asking Zoom for a session's report until it is complete, for a day at most. The row is its own outbox."""

    session = models.OneToOneField(MonitoringSession, models.PROTECT, related_name="report_watch")
    state = models.CharField(_("state"), max_length=8, choices=ReportState.choices, default=ReportState.WAITING)
    # After it nothing is asked any more.
    until = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, default=clock.now)
    tried_at = models.DateTimeField(null=True)
    # In the words of the coordinator's screen; empty after a try that went well.
    failure = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("report of a session")
        verbose_name_plural = _("reports of sessions")
        ordering = ["-until", "-id"]
        constraints = [choice_check("state", ReportState.values, "report_watch_state")]
        indexes = [models.Index(fields=["state", "next_attempt_at"])]

    def __str__(self) -> str:
        return f"{self.session_id} {self.state}"


class PresenceFile(PublicIdModel):
    """A report from Zoom's web page, read and waiting for somebody's word. What it held goes once it is taken or given up."""

    session = models.ForeignKey(MonitoringSession, models.PROTECT, related_name="presence_files")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    time_zone = models.CharField(max_length=40)
    state = models.CharField(_("state"), max_length=8, choices=FileState.choices, default=FileState.CHECKED)
    # Each {name, email, joined, left, waiting}, as fieldpractice.zoom_files reads them.
    rows = models.JSONField(default=list)
    # Each {line, value, message}: these are left out.
    faults = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("file of a session's participants")
        verbose_name_plural = _("files of sessions' participants")
        ordering = ["-created_at", "-id"]
        constraints = [choice_check("state", FileState.values, "presence_file_state")]

    def __str__(self) -> str:
        return self.name
