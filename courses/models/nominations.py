"""Calls for nominations with quotas by unit, letters with the people they nominate, questions about them, and moves."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models.cohorts import Cohort
from courses.models.enrolments import Enrolment
from lms.files.models import StoredFile
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.ids import PublicIdModel
from lms.people.models import User, WorkUnit


class NominationCall(models.Model):
    """That units may nominate for a cohort, until when (the last day is valid, WIB), and what they are asked for."""

    cohort = models.OneToOneField(Cohort, models.CASCADE, related_name="call")
    until = models.DateField(_("last day"))
    note = models.TextField(_("what the units should know"), blank=True)
    # Only units with a quota; otherwise a quota limits the units that have one.
    only_quota = models.BooleanField(_("only units with a quota"), default=False)
    # Raised with every change, so that two organisers notice each other.
    number = models.PositiveIntegerField(default=1, editable=False)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("call for nominations")
        verbose_name_plural = _("calls for nominations")

    def __str__(self) -> str:
        return str(self.cohort)

    @property
    def is_open(self) -> bool:
        """Whether its last day has not passed (WIB)."""
        return self.until >= clock.today()


class UnitQuota(models.Model):
    """How many people a unit may have on a cohort's list, those who wait included."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="quotas")
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, related_name="+")
    seats = models.PositiveIntegerField(_("quota"))

    class Meta:
        verbose_name = _("quota of a unit")
        verbose_name_plural = _("quotas of units")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "work_unit"], name="one_quota_a_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.work_unit}: {self.seats}"


class Nomination(PublicIdModel):
    """A letter of assignment (surat tugas) of a unit, and with it everybody it sends to one cohort."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="nominations")
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, related_name="+", verbose_name=_("work unit"))
    letter_number = models.CharField(_("number of the letter"), max_length=80)
    letter_date = models.DateField(_("date of the letter"), null=True)
    # None for people who came with a list: the letter is then on paper.
    letter = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("letter"))
    note = models.CharField(_("remark"), max_length=500, blank=True)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=clock.now)
    # The form's own name of this letter: sent twice, it is there once.
    key = models.CharField(max_length=64, default="", editable=False)

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["sent_by", "key"], condition=~Q(key=""), name="nomination_once"),
            models.CheckConstraint(condition=~Q(letter_number=""), name="nomination_has_a_number"),
        ]
        indexes = [models.Index(fields=["cohort", "work_unit"])]

    def __str__(self) -> str:
        return f"{self.letter_number} · {self.work_unit}"

    def get_absolute_url(self) -> str:
        return reverse("courses:nomination_detail", args=[self.public_id])


class Nominee(models.Model):
    """Which letter an enrolment came with."""

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="nominees")
    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="nominee")

    class Meta:
        verbose_name = _("nominee")
        verbose_name_plural = _("nominees")

    def __str__(self) -> str:
        return str(self.enrolment)


class NomineeQuestion(PublicIdModel):
    """What the organiser asked the unit about a nominee, and the answer: written once each."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="questions")
    text = models.CharField(_("question to the unit"), max_length=500)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answer = models.CharField(_("answer of the unit"), max_length=1000, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("question about a nominee")
        verbose_name_plural = _("questions about nominees")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(answered_at__isnull=True), name="one_open_question"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="", file__isnull=True)
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="answered_as_a_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Succession(AppendOnlyModel):
    """One enrolment goes on in another: another person in the same place, or the same person in another cohort."""

    before = models.OneToOneField(Enrolment, models.PROTECT, related_name="succeeded_by")
    after = models.OneToOneField(Enrolment, models.PROTECT, related_name="succeeds")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(before=F("after")), name="succession_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"


class UnitTransfer(AppendOnlyModel):
    """An enrolment counted for another unit from a moment on, by whom and why: append-only."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="unit_transfers")
    before = models.ForeignKey(WorkUnit, models.PROTECT, null=True, related_name="+")
    after = models.ForeignKey(WorkUnit, models.PROTECT, related_name="+")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
