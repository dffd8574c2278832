"""Uploads on their way, and files as received and as stored."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lms.files.enums import PICTURES, FileKind, FileState, UploadState
from lms.people import clock
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check


class Upload(PublicIdModel):
    """A file that arrives in parts, so that a cut line costs one part and not the whole.

    Each part lies in the store under a name of its own, listed in `parts` in order; `offset` says how many bytes they hold.
    """

    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    # The client's own name of this upload: sending the same file again finds what is here already.
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    parts = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=UploadState.choices, default=UploadState.OPEN)
    started_at = models.DateTimeField(default=clock.now)
    last_part_at = models.DateTimeField(default=clock.now)
    file = models.OneToOneField("files.StoredFile", models.PROTECT, null=True, related_name="upload")

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        indexes = [models.Index(fields=["state", "last_part_at"]), models.Index(fields=["owner", "started_at"])]
        constraints = [
            models.UniqueConstraint(fields=["owner", "purpose", "key"], name="upload_once"),
            choice_check("state", UploadState.values, "upload_state"),
            models.CheckConstraint(condition=Q(offset__lte=F("size")), name="upload_within_its_size"),
            models.CheckConstraint(
                condition=~Q(state=UploadState.DONE) | Q(file__isnull=False), name="upload_done_has_a_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.offset}/{self.size}"


class StoredFile(PublicIdModel):
    """One file: what arrived (digest on the receipt) and what is kept (digest checked when a copy is restored)."""

    owner = models.ForeignKey(User, models.PROTECT, related_name="stored_files", verbose_name=_("owner"))
    purpose = models.CharField(_("purpose"), max_length=40)
    # Shown cleaned, never used as a path.
    name = models.CharField(_("name"), max_length=255)
    kind = models.CharField(_("kind"), max_length=8, choices=FileKind.choices, blank=True)
    received_bytes = models.PositiveBigIntegerField(_("size as received"))
    received_sha256 = models.CharField(max_length=64)
    stored_bytes = models.PositiveBigIntegerField(_("size as stored"), null=True)
    stored_sha256 = models.CharField(max_length=64, blank=True)
    path = models.CharField(max_length=120, unique=True)
    # A small picture for lists; empty for documents.
    preview_path = models.CharField(max_length=120, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    # A PDF: how many pages it has, and how many of the first are kept as pictures for reading on the screen.
    page_count = models.PositiveIntegerField(null=True)
    pages_drawn = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(_("state"), max_length=8, choices=FileState.choices, default=FileState.RECEIVED)
    refused_because = models.CharField(_("refused because"), max_length=300, blank=True)
    # Refused through no fault of its sender: the same file may be sent again.
    lost_here = models.BooleanField(default=False)
    received_at = models.DateTimeField(_("received"), default=clock.now)
    checked_at = models.DateTimeField(null=True)
    # The check is claimed before it begins: one that dies half-way is tried again, and not for ever.
    check_attempts = models.PositiveSmallIntegerField(default=0)
    next_check_at = models.DateTimeField(null=True, default=clock.now)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["received_at", "id"]
        indexes = [models.Index(fields=["state", "next_check_at"])]
        constraints = [
            choice_check("kind", FileKind.values, "stored_file_kind", blank=True),
            choice_check("state", FileState.values, "stored_file_state"),
            models.CheckConstraint(
                condition=~Q(state=FileState.READY)
                | (~Q(stored_sha256="") & ~Q(kind="") & Q(stored_bytes__isnull=False)),
                name="ready_file_is_checked",
            ),
            models.CheckConstraint(
                condition=~Q(state=FileState.REFUSED) | ~Q(refused_because=""), name="refused_file_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether it is shown in place rather than downloaded."""
        return self.kind in PICTURES

    @property
    def is_refused(self) -> bool:
        return self.state == FileState.REFUSED

    @property
    def is_ready(self) -> bool:
        return self.state == FileState.READY

    def get_absolute_url(self) -> str:
        return reverse("files:file_detail", args=[self.public_id])
