"""Zoom's side of a session: the work to be done there, who is registered, what was recorded. No start link and no passcode stands here."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import Enrolment
from fieldpractice.enums import RegistrantState, WorkFailure, WorkState
from fieldpractice.models.sessions import MonitoringSession
from lms.people import clock
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check


class ZoomWork(PublicIdModel):
    """What is to be made true at Zoom for one session: an outbox of its own, claimed before the calls and settled after them.

    The work is always the same: look at the session, look at Zoom, do what is missing. So it may be done twice and broken off anywhere.
    """

    session = models.OneToOneField(MonitoringSession, models.CASCADE, related_name="zoom_work")
    state = models.CharField(_("state"), max_length=8, choices=WorkState.choices, default=WorkState.WAITING)
    # Raised whenever there is something new to do; what was raised while somebody worked is done afterwards.
    asked = models.PositiveIntegerField(default=1)
    attempts = models.PositiveIntegerField(_("tries"), default=0)
    # When it is due; while somebody works, when that somebody counts as dead.
    next_at = models.DateTimeField(_("next try"), null=True, default=clock.now)
    claim = models.CharField(max_length=16, blank=True)
    failure_kind = models.CharField(max_length=16, choices=WorkFailure.choices, blank=True)
    # What Zoom said, cleaned of links and tokens.
    failure = models.CharField(_("what Zoom said"), max_length=300, blank=True)
    failed_at = models.DateTimeField(null=True)
    # With which host the meeting was made, and which `sequence` of the session Zoom knows.
    host_email = models.EmailField(blank=True)
    pushed = models.PositiveIntegerField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("work at Zoom")
        verbose_name_plural = _("work at Zoom")
        ordering = ["session__starts_at", "id"]
        indexes = [models.Index(fields=["state", "next_at"])]
        constraints = [
            choice_check("state", WorkState.values, "zoom_work_state"),
            choice_check("failure_kind", WorkFailure.values, "zoom_work_failure", blank=True),
            models.CheckConstraint(
                condition=Q(state__in=(WorkState.DONE, WorkState.FAILED)) | Q(next_at__isnull=False),
                name="zoom_work_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=WorkState.FAILED) | ~Q(failure_kind=""), name="zoom_work_failed_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.state}"


class Registrant(models.Model):
    """A participant on the list of a meeting, with the link that is this person's alone: handed on behind sign-in, written nowhere else."""

    session = models.ForeignKey(MonitoringSession, models.CASCADE, related_name="registrants")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="registrants")
    registrant_id = models.CharField(max_length=64)
    email = models.EmailField()
    join_url = models.CharField(max_length=1000)
    state = models.CharField(max_length=8, choices=RegistrantState.choices, default=RegistrantState.ADDED)
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("registrant")
        verbose_name_plural = _("registrants")
        ordering = ["session", "id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="registrant_once"),
            choice_check("state", RegistrantState.values, "registrant_state"),
        ]
        indexes = [models.Index(fields=["session", "registrant_id"])]

    def __str__(self) -> str:
        return f"{self.enrolment_id}@{self.session_id}"


class SessionRecording(models.Model):
    """A recording at Zoom: linked to, never copied. After its last day the link is shown to nobody."""

    session = models.ForeignKey(MonitoringSession, models.CASCADE, related_name="recordings")
    uuid = models.CharField(max_length=80)
    share_url = models.CharField(max_length=1000)
    files = models.PositiveSmallIntegerField(default=0)
    bytes = models.BigIntegerField(default=0)
    found_at = models.DateTimeField(default=clock.now)
    visible_until = models.DateField(_("shown until"))
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    deleted_because = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        ordering = ["found_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "uuid"], name="recording_once"),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True, deleted_by__isnull=True)
                | (Q(deleted_at__isnull=False, deleted_by__isnull=False) & ~Q(deleted_because="")),
                name="recording_deleted_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.files}"

    @property
    def is_shown(self) -> bool:
        """Whether the link may still be followed; the last day is valid."""
        return self.deleted_at is None and clock.today() <= self.visible_until


class ZoomSign(models.Model):
    """The last time something was seen of Zoom: a token with its scopes, a failure."""

    name = models.CharField(max_length=16, unique=True)
    at = models.DateTimeField(default=clock.now)
    words = models.TextField(blank=True)

    class Meta:
        verbose_name = _("sign of Zoom")
        verbose_name_plural = _("signs of Zoom")

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"
