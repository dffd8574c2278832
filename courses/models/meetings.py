"""Classes of a cohort: when, where, about what, and who teaches."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.attending import Times
from courses.enums import MeetingState, TrainerPart
from courses.models.cohorts import Stage
from lms.files.models import StoredFile
from lms.people import clock, zones
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check

new_secret = partial(secrets.token_hex, 32)


class ClassMeeting(PublicIdModel):
    """One class (`pertemuan`) of a stage. Its days and hours are those of its own zone, the venue's."""

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="meetings", verbose_name=_("stage"))
    # The module of the pinned version it teaches; none for an opening, an exam, or what the field asked for.
    module_key = models.UUIDField(null=True)
    title = models.CharField(_("subject"), max_length=200)
    jp = models.PositiveSmallIntegerField(_("JP"), default=0)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=40, choices=zones.CHOICES, default="Asia/Jakarta")
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    map_url = models.URLField(_("map"), max_length=500, blank=True)
    online_url = models.URLField(_("online link"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED)
    cancelled_because = models.CharField(max_length=300, blank=True)
    # What the trainers wrote when they closed the class; printed on the record.
    remarks = models.TextField(_("remarks"), blank=True, max_length=2000)
    late_minutes = models.PositiveSmallIntegerField(_("late from, in minutes"), default=15)
    # How long after the beginning the code can be scanned; empty: until the class ends.
    scan_minutes = models.PositiveSmallIntegerField(_("scanning closes after, in minutes"), null=True, blank=True)
    needs_end_scan = models.BooleanField(_("a second scan at the end"), default=False)
    # What the codes on the trainer's screen are signed with.
    secret = models.CharField(max_length=64, default=new_secret, editable=False)
    # Raised with every change a calendar must know of.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["stage", "starts_at"]), models.Index(fields=["starts_at"])]
        constraints = [
            choice_check("state", MeetingState.values, "meeting_state"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_in_order"),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.CANCELLED) | ~Q(cancelled_because=""), name="cancelled_meeting_says_why"
            ),
            models.CheckConstraint(condition=~Q(venue="") | ~Q(online_url=""), name="meeting_is_somewhere"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("courses:class_detail", args=[self.public_id])

    @property
    def times(self) -> Times:
        """When somebody may come in, is late, has missed it."""
        scan = timedelta(minutes=self.scan_minutes) if self.scan_minutes is not None else None
        return Times(self.starts_at, self.ends_at, self.late_minutes, scan, self.needs_end_scan)

    @property
    def local_start(self) -> datetime:
        """The beginning in the venue's zone."""
        return self.starts_at.astimezone(ZoneInfo(self.time_zone))

    @property
    def local_end(self) -> datetime:
        """The end in the venue's zone."""
        return self.ends_at.astimezone(ZoneInfo(self.time_zone))

    @property
    def zone(self) -> str:
        """`WIB`, `WITA` or `WIT`."""
        return zones.zone_name(self.time_zone)

    @property
    def is_planned(self) -> bool:
        return self.state == MeetingState.PLANNED

    @property
    def is_held(self) -> bool:
        return self.state == MeetingState.HELD

    @property
    def is_cancelled(self) -> bool:
        return self.state == MeetingState.CANCELLED


class MeetingTrainer(models.Model):
    """Who teaches a class: somebody with an account, or a resource person known by name; with the letter of appointment."""

    meeting = models.ForeignKey(ClassMeeting, models.CASCADE, related_name="trainers")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="classes_taught")
    name = models.CharField(_("name"), max_length=160)
    institution = models.CharField(_("institution"), max_length=160, blank=True)
    part = models.CharField(_("part"), max_length=10, choices=TrainerPart.choices)
    letter = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    letter_number = models.CharField(_("number of the letter"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("trainer of a class")
        verbose_name_plural = _("trainers of a class")
        ordering = ["part", "id"]
        constraints = [
            choice_check("part", TrainerPart.values, "trainer_part"),
            models.UniqueConstraint(
                fields=["meeting", "user"], condition=Q(user__isnull=False), name="trainer_once_a_class"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="trainer_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class MeetingHandout(models.Model):
    """Something handed out for a class: a lesson, a task, an exercise, or any page, in the order it is used."""

    meeting = models.ForeignKey(ClassMeeting, models.CASCADE, related_name="handouts")
    # `source:ref` of what a room offers (courses.registry), empty for an address that was typed.
    ref = models.CharField(max_length=120, blank=True)
    title = models.CharField(_("title"), max_length=200)
    url = models.CharField(_("address"), max_length=500)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("handout")
        verbose_name_plural = _("handouts")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "url"], name="handed_out_once")]

    def __str__(self) -> str:
        return self.title
