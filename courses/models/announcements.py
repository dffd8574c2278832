"""What a cohort is told, and who has read it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models.cohorts import Cohort
from courses.models.enrolments import Enrolment
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.ids import PublicIdModel
from lms.people.models import User


class Announcement(PublicIdModel):
    """A message to everybody with a seat in a cohort. It is not changed once sent: a correction is another one."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="announcements")
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), max_length=4000)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("from"))
    at = models.DateTimeField(default=clock.now)
    # The form's own name of this announcement: sent twice, it is there once.
    key = models.CharField(max_length=64, default="", editable=False)

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["author", "key"], condition=~Q(key=""), name="announcement_once"),
        ]
        indexes = [models.Index(fields=["cohort", "at"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("courses:announcement_detail", args=[self.public_id])


class AnnouncementReading(AppendOnlyModel):
    """That a participant has read an announcement, and when first."""

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="readings")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["announcement", "enrolment"], name="read_once"),
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id}:{self.enrolment_id}"
