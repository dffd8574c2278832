"""Who was there: raw facts, what follows from them, and what a person decided."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.enums import AttendanceState, ScanWay
from courses.models.enrolments import Enrolment
from courses.models.meetings import ClassMeeting
from lms.files.models import StoredFile
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.models import User, choice_check


class AttendanceScan(AppendOnlyModel):
    """The raw fact that somebody was seen at a class: append-only. `at` is when it happened, `received_at` when it came in."""

    meeting = models.ForeignKey(ClassMeeting, models.PROTECT, related_name="scans")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="scans")
    way = models.CharField(_("way"), max_length=8, choices=ScanWay.choices)
    at = models.DateTimeField()
    received_at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # The sender's own name of this fact: the same sent again is the same fact.
    client_id = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ["at", "id"]
        constraints = [
            choice_check("way", ScanWay.values, "scan_way"),
            models.UniqueConstraint(fields=["meeting", "client_id"], name="scan_once"),
        ]
        indexes = [models.Index(fields=["meeting", "enrolment"])]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.way} {self.at:%H.%M}"


class Attendance(models.Model):
    """Whether somebody attended a class: worked out from the scans, until a person decides."""

    meeting = models.ForeignKey(ClassMeeting, models.PROTECT, related_name="attendances")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attendances")
    state = models.CharField(_("attendance"), max_length=8, choices=AttendanceState.choices)
    arrived_at = models.DateTimeField(null=True)
    minutes_late = models.PositiveSmallIntegerField(default=0)
    # True when a correction stands: scans change nothing any more.
    decided = models.BooleanField(default=False)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [
            choice_check("state", AttendanceState.values, "attendance_state"),
            models.UniqueConstraint(fields=["meeting", "enrolment"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(decided=True) | ~Q(state=AttendanceState.EXCUSED), name="excused_by_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.state}"


class AttendanceCorrection(AppendOnlyModel):
    """What a person decided about somebody's attendance, and why: append-only; the last one stands."""

    meeting = models.ForeignKey(ClassMeeting, models.PROTECT, related_name="corrections")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="corrections")
    before = models.CharField(max_length=8, choices=AttendanceState.choices, blank=True)
    after = models.CharField(max_length=8, choices=AttendanceState.choices)
    reason = models.CharField(max_length=300)
    letter = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            choice_check("before", AttendanceState.values, "correction_before", blank=True),
            choice_check("after", AttendanceState.values, "correction_after"),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_says_why"),
            models.CheckConstraint(
                condition=~Q(after=AttendanceState.EXCUSED) | Q(letter__isnull=False), name="excused_with_a_letter"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
