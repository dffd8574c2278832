"""A version of the curriculum: an ordered list of page revisions with a digest. Once published it never changes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cms.enums import OPEN_STATES, ItemKind, StageKind, VersionState
from lms.people import clock
from lms.people.enums import Evidence, Role
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check
from lms.people.roles import hats_of
from lms.programme.models import Review
from lms.programme.reviewable import Part


class FrozenText(models.Model):
    """What a page said, as canonical Markdown, kept under its digest for good.

    Everything that a version shows, compares and exports comes from here and not from the pages, which go on changing.
    `media` maps the names of files in the text to their SHA-256; the files are kept under that (cms.media).
    """

    digest = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    media = models.JSONField(default=dict)
    frozen_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("frozen text")
        verbose_name_plural = _("frozen texts")

    def __str__(self) -> str:
        return self.digest[:12]

    @property
    def compared(self) -> str:
        """The text as it is compared: with its files, so that another picture under the same name shows."""
        files = [f"{name}: SHA-256 {sha256}" for name, sha256 in sorted(self.media.items())]
        return "\n".join([self.text, *files])


class CurriculumVersionQuerySet(models.QuerySet["CurriculumVersion"]):
    def visible_to(self, user: Any) -> CurriculumVersionQuerySet:
        """Those who make the curriculum see all versions; reviewers those that were handed to them; others none."""
        hats = hats_of(user)
        if hats.has(Role.ADMINISTRATOR, Role.COORDINATOR, Role.FACILITATOR):
            return self
        if hats.has(Role.REVIEWER):
            return self.exclude(state=VersionState.DRAFT)
        return self.none()


class CurriculumVersion(PublicIdModel):
    """draft → in review → published → retired. Reviewed under activity 4 (outline, schedule) and 5 (lesson bodies)."""

    curriculum = models.ForeignKey("wagtailcore.Page", models.PROTECT, related_name="curriculum_versions")
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    note = models.TextField(_("what is new"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=VersionState.choices, default=VersionState.DRAFT)
    digest = models.CharField(max_length=64, blank=True)
    frozen = models.ForeignKey(FrozenText, models.PROTECT, related_name="+", null=True)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    objects = CurriculumVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("curriculum version")
        verbose_name_plural = _("curriculum versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["curriculum", "number"], name="curriculum_version_number"),
            choice_check("state", VersionState.values, "curriculum_version_state"),
            models.CheckConstraint(
                condition=~Q(state__in=[VersionState.PUBLISHED, VersionState.RETIRED])
                | (Q(published_at__isnull=False) & ~Q(digest="")),
                name="published_version_has_time_and_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether newer revisions may still be taken in."""
        return self.state in OPEN_STATES

    def get_absolute_url(self) -> str:
        return reverse("cms:version_detail", args=[self.public_id])

    def digest_parts(self, activity_no: int) -> list[Part]:
        """Return what the units of activity 4 (outline, schedule) or 5 (a part for each module) sign."""
        from cms.parts import parts_of

        return parts_of(self, activity_no)

    def review_title(self, activity_no: int) -> str:
        """Return what the review is called, in Indonesian."""
        subject = "Kerangka dan jadwal" if activity_no == 4 else "Materi pelajaran"
        return f"{subject}: {self.title}, versi {self.number}"

    def continues(self) -> list[Any]:
        """Return the earlier versions of the same curriculum: a module keeps its key through all of them."""
        earlier = CurriculumVersion.objects.filter(curriculum_id=self.curriculum_id, number__lt=self.number)
        return list(earlier.values_list("pk", flat=True))

    def may_edit(self, user: User) -> bool:
        """Whether this user answers for the curriculum."""
        return hats_of(user).has(Role.ADMINISTRATOR, Role.COORDINATOR, Role.FACILITATOR)

    def review_closed(self, review: Review, actor: User) -> None:
        """A closed review publishes nothing by itself: publishing stays a coordinator's decision (cms.queries.reviews)."""


class RenderedLesson(models.Model):
    """A lesson's markup, made once for a digest and the way of rendering, then read for ever."""

    digest = models.CharField(max_length=64)
    rendering = models.PositiveSmallIntegerField(help_text="cms.rendering.RENDERING at the time")
    html = models.TextField()
    offline_html = models.TextField(blank=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "rendering"], name="rendered_once")]

    def __str__(self) -> str:
        return self.digest[:12]


class VersionItem(models.Model):
    """A course, module or lesson of a version, at one revision of its page.

    What lists need (title, number, JP) is copied here when the item is taken in, so that a table of contents is one query.
    `key` is the page's own id for good: the same lesson in two versions has the same key.
    """

    version = models.ForeignKey(CurriculumVersion, models.CASCADE, related_name="items")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    order = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=ItemKind.choices)
    key = models.UUIDField()
    slug = models.SlugField(max_length=60)
    code = models.CharField(max_length=24)
    title = models.CharField(max_length=255)
    title_en = models.CharField(max_length=255, blank=True)
    stage = models.CharField(max_length=12, choices=StageKind.choices)
    jp = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(default=0)
    draft = models.BooleanField(default=False)
    evidence = models.CharField(max_length=12, choices=Evidence.choices, default=Evidence.INFERRED)
    revision = models.ForeignKey("wagtailcore.Revision", models.PROTECT, related_name="+")
    frozen = models.ForeignKey(FrozenText, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("part of a version")
        verbose_name_plural = _("parts of a version")
        ordering: ClassVar[list[str]] = ["version", "order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "order"], name="version_item_order"),
            models.UniqueConstraint(fields=["version", "key"], name="version_item_key"),
            models.UniqueConstraint(fields=["version", "slug"], name="version_item_slug"),
            choice_check("kind", ItemKind.values, "version_item_kind"),
            choice_check("stage", StageKind.values, "version_item_stage"),
            choice_check("evidence", Evidence.values, "version_item_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if get_language() == "en" and self.title_en else self.title
