"""Task forms: what an editor builds in Wagtail, and the versions that are reviewed, published and filled in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import PreviewableMixin, RevisionMixin
from wagtail.search import index

from assignments.blocks import SectionsBlock
from assignments.enums import FormState
from cms.choices import process_numbers, sop_numbers
from cms.fields import NumbersField
from lms.people import clock
from lms.people.enums import EDITING_ROLES, Evidence, Role
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check
from lms.people.roles import hats_of
from lms.programme.models import Review
from lms.programme.reviewable import Part


class TaskForm(PreviewableMixin, RevisionMixin, index.Indexed, models.Model):
    """A form as its editor sees it. What people fill in is a FormVersion, frozen from it."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    title = models.CharField(_("title"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    intro = models.TextField(_("what this form is for"), blank=True)
    intro_en = models.TextField(_("what this form is for, in English"), blank=True)
    sops = NumbersField(verbose_name=_("SOPs practised"), numbers=sop_numbers)
    processes = NumbersField(verbose_name=_("business processes practised"), numbers=process_numbers)
    sections = StreamField(SectionsBlock(), verbose_name=_("sections"), blank=True)
    evidence = models.CharField(_("evidence"), max_length=12, choices=Evidence.choices, default=Evidence.INFERRED)

    search_fields: ClassVar[list[Any]] = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        verbose_name = _("task form")
        verbose_name_plural = _("task forms")
        ordering = ["code"]
        constraints = [choice_check("evidence", Evidence.values, "task_form_evidence")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("assignments:form_detail", args=[self.code])

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if get_language() == "en" and self.title_en else self.title

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """Wagtail's preview beside the editor: the form on a phone."""
        return [("", _("As participants see it"))]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the form as participants will see it, from what stands in the editor."""
        from assignments.previews import form_preview

        return form_preview(self, request)


class FormVersionQuerySet(models.QuerySet["FormVersion"]):
    def visible_to(self, user: Any) -> FormVersionQuerySet:
        """Those who make the forms see all versions; reviewers those that were handed to them; others none."""
        hats = hats_of(user)
        if hats.has(*EDITING_ROLES):
            return self
        if hats.has(Role.REVIEWER):
            return self.exclude(state=FormState.DRAFT)
        return self.none()


class FormVersion(PublicIdModel):
    """A form frozen with its digest: draft → in review (activity 5) → published → retired.

    `schema` is the whole form as data (`assignments.schema` knows its shape). It changes while the version is a draft or in
    review, which lapses the signatures on it, and never after.
    """

    form = models.ForeignKey(TaskForm, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=FormState.choices, default=FormState.DRAFT)
    schema = models.JSONField()
    digest = models.CharField(max_length=64)
    title = models.CharField(_("title"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    note = models.CharField(_("what is new"), max_length=300, blank=True)
    evidence = models.CharField(max_length=12, choices=Evidence.choices, default=Evidence.INFERRED)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    objects = FormVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a form")
        verbose_name_plural = _("versions of a form")
        ordering = ["form", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="form_version_number"),
            models.UniqueConstraint(
                fields=["form"],
                condition=Q(state__in=[FormState.DRAFT, FormState.IN_REVIEW]),
                name="one_open_version_of_a_form",
            ),
            models.UniqueConstraint(
                fields=["form"], condition=Q(state=FormState.PUBLISHED), name="one_published_version_of_a_form"
            ),
            choice_check("state", FormState.values, "form_version_state"),
            choice_check("evidence", Evidence.values, "form_version_evidence"),
            models.CheckConstraint(
                condition=~Q(state__in=[FormState.PUBLISHED, FormState.RETIRED]) | Q(published_at__isnull=False),
                name="published_form_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if get_language() == "en" and self.title_en else self.title

    @property
    def is_open(self) -> bool:
        """Whether newer text may still be taken in."""
        return self.state in {FormState.DRAFT, FormState.IN_REVIEW}

    def get_absolute_url(self) -> str:
        return reverse("assignments:form_version_detail", args=[self.public_id])

    def digest_parts(self, activity_no: int) -> list[Part]:
        """Return what the units of activity 5 sign."""
        from assignments.parts import parts_of

        return parts_of(self)

    def review_title(self, activity_no: int) -> str:
        """Return what the review is called, in Indonesian."""
        return f"Formulir {self.schema['code']}: {self.title}, versi {self.number}"

    def continues(self) -> list[Any]:
        """Return the earlier versions of the same form: a section keeps its key through all of them."""
        earlier = FormVersion.objects.filter(form_id=self.form_id, number__lt=self.number)
        return list(earlier.values_list("pk", flat=True))

    def may_edit(self, user: User) -> bool:
        """Whether this user answers for the forms."""
        return hats_of(user).has(*EDITING_ROLES)

    def review_closed(self, review: Review, actor: User) -> None:
        """A closed review publishes nothing by itself: publishing stays a coordinator's decision."""
