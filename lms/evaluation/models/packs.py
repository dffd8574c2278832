"""Replication packs made here, packs brought in from elsewhere, and the cohorts opened from those."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.models import CurriculumVersion
from courses.models import Cohort
from lms.evaluation.enums import PackImportState, PackState
from lms.evaluation.models.panel import Scheme
from lms.people import clock
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check


class ReplicationPack(PublicIdModel):
    """Everything that a cohort was run with, in one archive. The row is the outbox of its making."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="packs", verbose_name=_("cohort"))
    version = models.ForeignKey(
        CurriculumVersion, models.PROTECT, related_name="packs", verbose_name=_("curriculum version")
    )
    state = models.CharField(_("state"), max_length=8, choices=PackState.choices, default=PackState.MAKING)
    # What the archive says of itself: format, origin, contents, the digest of each file (`lms.evaluation.packs.manifest`).
    manifest = models.JSONField(default=dict)
    # The digest of all contents: two packs with the same one hold the same.
    digest = models.CharField(max_length=64, blank=True)
    path = models.CharField(max_length=160, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    remark = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    made_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True, default=clock.now)

    class Meta:
        verbose_name = _("replication pack")
        verbose_name_plural = _("replication packs")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["state", "next_try_at"])]
        constraints = [
            choice_check("state", PackState.values, "replication_pack_state"),
            models.CheckConstraint(
                condition=~Q(state=PackState.READY) | (Q(made_at__isnull=False) & ~Q(path="") & ~Q(digest="")),
                name="ready_pack_has_a_file",
            ),
            models.CheckConstraint(condition=~Q(state=PackState.FAILED) | ~Q(remark=""), name="failed_pack_says_why"),
            models.UniqueConstraint(
                fields=["cohort", "version"], condition=Q(state=PackState.MAKING), name="one_pack_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id}/{self.version_id}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:pack_detail", args=[self.public_id])

    @property
    def is_making(self) -> bool:
        return self.state == PackState.MAKING

    @property
    def is_ready(self) -> bool:
        return self.state == PackState.READY


class PackImport(PublicIdModel):
    """A pack from elsewhere: kept, checked by the worker, confirmed by a person, brought in by the worker as a whole or not at all."""

    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # In whose name everything is written.
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=255)
    path = models.CharField(max_length=160, blank=True)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(
        _("state"), max_length=10, choices=PackImportState.choices, default=PackImportState.WAITING
    )
    manifest = models.JSONField(default=dict)
    # Why it cannot be brought in, each with the file it concerns: {"file", "message"}.
    problems = models.JSONField(default=list)
    # What cohorts are opened from once it is in: the curriculum and scheme it brought, its schedule and plan in days.
    version = models.ForeignKey(CurriculumVersion, models.PROTECT, null=True, blank=True, related_name="+")
    scheme = models.ForeignKey(Scheme, models.PROTECT, null=True, blank=True, related_name="+")
    schedule = models.JSONField(default=dict)
    plan = models.JSONField(default=dict)
    # Which questionnaire here is the one of each key in the pack, whatever it is called by now.
    questionnaires = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True, default=clock.now)

    class Meta:
        verbose_name = _("pack from elsewhere")
        verbose_name_plural = _("packs from elsewhere")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["state", "next_try_at"])]
        constraints = [
            choice_check("state", PackImportState.values, "pack_import_state"),
            models.CheckConstraint(
                condition=~Q(state=PackImportState.DONE) | Q(version__isnull=False), name="pack_brought_a_curriculum"
            ),
            models.CheckConstraint(
                condition=~Q(state=PackImportState.CONFIRMED) | Q(confirmed_by__isnull=False),
                name="confirmed_pack_names_who",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("evaluation:pack_import_detail", args=[self.public_id])

    @property
    def is_running(self) -> bool:
        """Whether a worker has it or will take it up."""
        return self.state in {PackImportState.WAITING, PackImportState.CONFIRMED} and self.next_try_at is not None

    @property
    def is_done(self) -> bool:
        return self.state == PackImportState.DONE


class CohortFromPack(models.Model):
    """Which pack a cohort was opened from."""

    cohort = models.OneToOneField(Cohort, models.PROTECT, related_name="from_pack")
    source = models.ForeignKey(PackImport, models.PROTECT, related_name="cohorts")

    class Meta:
        verbose_name = _("cohort from a pack")
        verbose_name_plural = _("cohorts from packs")

    def __str__(self) -> str:
        return f"{self.cohort_id} from {self.source_id}"
