"""Monitoring sessions, and who was there."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort, Enrolment
from fieldpractice.enums import PresenceState, SessionState
from lms.people import clock
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check
from lms.programme.models import Programme


class ZoomHost(models.Model):
    """An account of Zoom that can host, and how many meetings at once its licence allows."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="zoom_hosts")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail at Zoom"))
    at_once = models.PositiveSmallIntegerField(_("meetings at once"), default=1)
    # The person who opens the meetings with this account.
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person"))
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("host")
        verbose_name_plural = _("hosts")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "email"], name="host_once"),
            models.CheckConstraint(condition=Q(at_once__gte=1), name="host_hosts_one"),
        ]

    def __str__(self) -> str:
        return self.name


class SessionGroup(PublicIdModel):
    """A part of a cohort that meets on its own."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="session_groups")
    name = models.CharField(_("name"), max_length=120)
    members = models.ManyToManyField(Enrolment, related_name="session_groups", verbose_name=_("members"))

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["cohort", "name"], name="group_name_once")]

    def __str__(self) -> str:
        return self.name


class MonitoringSession(PublicIdModel):
    """One Zoom session of a cohort, or of a group of it. Everything else about it hangs on this row."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="monitoring_sessions", verbose_name=_("cohort"))
    group = models.ForeignKey(
        SessionGroup, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("group")
    )
    title = models.CharField(_("title"), max_length=160)
    agenda = models.TextField(_("agenda"), blank=True, max_length=2000)
    field_week = models.PositiveSmallIntegerField(_("field week"), null=True, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    host = models.ForeignKey(
        ZoomHost, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("host")
    )
    facilitator = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("facilitator")
    )
    state = models.CharField(_("state"), max_length=10, choices=SessionState.choices, default=SessionState.PLANNED)
    cancelled_because = models.CharField(max_length=300, blank=True)
    # Presence is counted within these, when the coordinator has set them with a reason; else within starts_at and ends_at.
    counted_from = models.DateTimeField(null=True, blank=True)
    counted_until = models.DateTimeField(null=True, blank=True)
    counted_because = models.CharField(max_length=300, blank=True)
    # Share of the counted time that makes somebody present, in percent.
    threshold = models.PositiveSmallIntegerField(_("present from, in percent"), default=75)
    # Zoom's number of the meeting; empty until it is made, or for a link given by hand.
    zoom_id = models.BigIntegerField(null=True, blank=True, unique=True)
    # Our own mark in the meeting's agenda, by which a meeting made by a call that broke off is found again.
    marker = models.CharField(max_length=40, blank=True)
    # The link given by hand when Zoom cannot be reached.
    hand_link = models.URLField(_("link given by hand"), max_length=500, blank=True)
    # Whether it is recorded: then everybody agrees before joining.
    is_recorded = models.BooleanField(_("is recorded"), default=False)
    # Which date of which plan it came from: the plan made again makes it not again, wherever it was moved since.
    slot = models.CharField(max_length=40, blank=True, editable=False)
    # Raised with every change a calendar must know of.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("monitoring session")
        verbose_name_plural = _("monitoring sessions")
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["cohort", "starts_at"]), models.Index(fields=["starts_at"])]
        constraints = [
            choice_check("state", SessionState.values, "session_state"),
            models.UniqueConstraint(fields=["cohort", "slot"], condition=~Q(slot=""), name="session_slot_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_in_order"),
            models.CheckConstraint(
                condition=~Q(state=SessionState.CANCELLED) | ~Q(cancelled_because=""), name="cancelled_session_says_why"
            ),
            models.CheckConstraint(
                condition=Q(counted_from__isnull=True, counted_until__isnull=True)
                | (Q(counted_until__gt=F("counted_from")) & ~Q(counted_because="")),
                name="counted_window_says_why",
            ),
            models.CheckConstraint(condition=Q(threshold__gte=1, threshold__lte=100), name="session_threshold"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("fieldpractice:session_detail", args=[self.public_id])

    @property
    def window(self) -> tuple[datetime, datetime]:
        """Within which presence is counted: closed at the start, open at the end."""
        return self.counted_from or self.starts_at, self.counted_until or self.ends_at

    @property
    def is_planned(self) -> bool:
        return self.state == SessionState.PLANNED

    @property
    def is_held(self) -> bool:
        return self.state == SessionState.HELD

    @property
    def is_cancelled(self) -> bool:
        return self.state == SessionState.CANCELLED


class Presence(models.Model):
    """Whether one participant was at one session: worked out from rows of participation, unless a person has decided."""

    session = models.ForeignKey(MonitoringSession, models.PROTECT, related_name="presences")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="presences")
    state = models.CharField(_("presence"), max_length=8, choices=PresenceState.choices, default=PresenceState.ABSENT)
    seconds = models.PositiveIntegerField(default=0)
    # Decided by a person: working it out anew leaves it alone.
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_because = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        ordering = ["session", "enrolment__user__name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="presence_once"),
            choice_check("state", PresenceState.values, "presence_state"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_because="")),
                name="presence_decided_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}@{self.session_id}: {self.state}"
