"""Certificates: a number from a series, facts frozen at issue, its paper, and what became of each; the works that issue many."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort, Enrolment
from lms.evaluation.enums import CertificateState, CertificateStep, JobKind, JobState, RevokeCause
from lms.files.models import StoredFile
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check


class NumberSeries(models.Model):
    """Numbers without gaps or repeats: the row is locked, `last` raised and the certificate written in one transaction."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    # Python's format with `n` (the next number), `year`, `month` and `roman` (the month in Roman numerals).
    pattern = models.CharField(_("pattern"), max_length=80)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("series of numbers")
        verbose_name_plural = _("series of numbers")

    def __str__(self) -> str:
        return self.code


class Signatory(PublicIdModel):
    """Who signs, as printed. A certificate keeps what stood here when it was issued."""

    name = models.CharField(_("name with titles"), max_length=200)
    nip = models.CharField("NIP", max_length=18, blank=True)
    position = models.CharField(_("position"), max_length=200)
    position_en = models.CharField(_("position in English"), max_length=200)
    # A picture of the signature; without one the line stays free for a pen, or for a signed copy from elsewhere.
    picture = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    archived_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Certificate(PublicIdModel):
    """One certificate. `facts` is everything printed on it, as it stood at issue; `digest` its SHA-256. `code` opens the public page."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="certificates")
    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="certificates")
    serial = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=80, unique=True)
    code = models.CharField(max_length=32, unique=True)
    facts = models.JSONField()
    digest = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=8, choices=CertificateState.choices, default=CertificateState.VALID)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    # The place of this one in the list of revoked credentials.
    status_index = models.PositiveIntegerField(unique=True)
    # Of the facts: whose signature is printed.
    signature = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField(default=clock.now)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["series", "serial"]
        constraints = [
            choice_check("state", CertificateState.values, "certificate_state"),
            models.UniqueConstraint(fields=["series", "serial"], name="certificate_serial"),
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(state=CertificateState.VALID), name="one_valid_certificate"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("evaluation:certificate_detail", args=[self.public_id])

    @property
    def is_valid(self) -> bool:
        return self.state == CertificateState.VALID

    @property
    def verify_path(self) -> str:
        """The public page of its facts."""
        return reverse("evaluation:certificate_verify", args=[self.code])


class CertificatePaper(models.Model):
    """The PDF of one certificate: set once from its facts, then kept."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="paper")
    path = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True, default=clock.now)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("paper of a certificate")
        verbose_name_plural = _("papers of certificates")
        indexes = [models.Index(fields=["made_at", "next_try_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=True) | (~Q(path="") & ~Q(sha256="")), name="made_certificate_has_a_file"
            )
        ]

    def __str__(self) -> str:
        return f"paper {self.certificate_id}"


class SignedCopy(AppendOnlyModel):
    """A PDF of the certificate that was signed outside (a certified electronic signature): the newest that is ready is handed out."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="signed_copies")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("signed copy")
        verbose_name_plural = _("signed copies")
        ordering = ["-added_at", "-id"]

    def __str__(self) -> str:
        return f"signed {self.certificate_id}"


class CertificateEvent(AppendOnlyModel):
    """A step in the life of a certificate, by whom and why."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="events")
    step = models.CharField(max_length=8, choices=CertificateStep.choices)
    cause = models.CharField(max_length=8, choices=RevokeCause.choices, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("step of a certificate")
        verbose_name_plural = _("steps of certificates")
        ordering = ["at", "id"]
        constraints = [
            choice_check("step", CertificateStep.values, "certificate_event_step"),
            choice_check("cause", RevokeCause.values, "certificate_event_cause", blank=True),
            models.CheckConstraint(
                condition=~Q(step=CertificateStep.REVOKED) | (~Q(cause="") & ~Q(reason="")),
                name="revoked_certificate_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}: {self.step}"


class CertificateJob(PublicIdModel):
    """A work of the worker on a cohort's certificates: issuing them, or putting them into one file.

    The row decides what is done. `turn` is raised whenever a worker takes it, so that one thought dead finds that it no longer holds it;
    `tries` counts the turns that came to nothing.
    """

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="certificate_jobs")
    kind = models.CharField(max_length=8, choices=JobKind.choices)
    state = models.CharField(_("state"), max_length=8, choices=JobState.choices, default=JobState.RUNNING)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    signatory = models.ForeignKey(Signatory, models.PROTECT, null=True, blank=True, related_name="+")
    issued_on = models.DateField(null=True, blank=True)
    issued_in = models.CharField(max_length=80, blank=True)
    # How many pieces there are, how many have a number, how many are set as PDF or packed.
    total = models.PositiveIntegerField(default=0)
    numbered = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    path = models.CharField(max_length=160, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    remark = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    turn = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    next_turn_at = models.DateTimeField(null=True, blank=True, default=clock.now)

    class Meta:
        verbose_name = _("work on certificates")
        verbose_name_plural = _("works on certificates")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["state", "next_turn_at"])]
        constraints = [
            choice_check("kind", JobKind.values, "certificate_job_kind"),
            choice_check("state", JobState.values, "certificate_job_state"),
            models.UniqueConstraint(
                fields=["cohort", "kind"],
                condition=Q(state__in=[JobState.RUNNING, JobState.STOPPED]),
                name="one_open_certificate_job",
            ),
            models.CheckConstraint(
                condition=Q(numbered__lte=F("total")) & Q(done__lte=F("total")), name="certificate_job_within_total"
            ),
            models.CheckConstraint(
                condition=~Q(kind=JobKind.ISSUE) | (Q(signatory__isnull=False) & Q(issued_on__isnull=False)),
                name="issuing_names_its_signatory",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.cohort_id}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:certificate_job", args=[self.public_id])

    @property
    def is_running(self) -> bool:
        return self.state == JobState.RUNNING


class CertificateJobLine(models.Model):
    """One person of an issue: in which order, and the certificate it led to, or why there is none."""

    job = models.ForeignKey(CertificateJob, models.CASCADE, related_name="lines")
    place = models.PositiveIntegerField()
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    certificate = models.OneToOneField(Certificate, models.PROTECT, null=True, blank=True, related_name="line")
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("line of an issue")
        verbose_name_plural = _("lines of issues")
        ordering = ["job", "place"]
        constraints = [
            models.UniqueConstraint(fields=["job", "place"], name="job_line_place"),
            models.UniqueConstraint(fields=["job", "enrolment"], name="job_line_once"),
            models.CheckConstraint(
                condition=Q(certificate__isnull=True) | Q(problem=""), name="issued_line_has_no_problem"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job_id}/{self.place}"
