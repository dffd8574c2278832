"""Curriculum > Course > Module > Lesson: what editors write. Readers learn from a version of it, never from these."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField

from cms.blocks import LessonBody
from cms.choices import glossary_terms, process_numbers, sop_numbers
from cms.enums import COURSE_STAGES, StageKind
from cms.fields import LinesField, NumbersField
from cms.models.base import TITLE_PANELS, ContentPage, evidence_field, facts_panel
from lms.people.models import choice_check

STAGE_CHOICES = [(stage.value, stage.label) for stage in COURSE_STAGES]


class CurriculumPage(ContentPage):
    """The whole of what the programme teaches."""

    code = models.CharField(_("code"), max_length=24, default="JM", help_text=_("Short, for example JM."))

    template = "cms/curriculum_page.html"
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.CoursePage"]
    content_panels: ClassVar[list[Any]] = [*TITLE_PANELS, facts_panel("code", "evidence"), FieldPanel("body")]

    class Meta:
        verbose_name = _("curriculum")
        verbose_name_plural = _("curricula")


class CoursePage(ContentPage):
    """A course (mata pelatihan) of one stage."""

    code = models.CharField(_("code"), max_length=24)
    stage = models.CharField(_("stage"), max_length=12, choices=STAGE_CHOICES, default=StageKind.ONLINE)
    jp = models.PositiveSmallIntegerField("JP", default=0, help_text=_("Training hours; must equal its modules' sum."))
    is_draft = models.BooleanField(
        _("draft to be confirmed"), default=False, help_text=_("Shown as an outline that is still to be confirmed.")
    )

    template = "cms/course_page.html"
    parent_page_types: ClassVar[list[str]] = ["cms.CurriculumPage"]
    subpage_types: ClassVar[list[str]] = ["cms.ModulePage"]
    content_panels: ClassVar[list[Any]] = [
        *TITLE_PANELS,
        facts_panel("code", "stage", "jp"),
        facts_panel("evidence", "is_draft"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [choice_check("stage", COURSE_STAGES, "course_page_stage")]


class ModulePage(ContentPage):
    """A module: lessons that belong together."""

    code = models.CharField(_("code"), max_length=24)
    jp = models.PositiveSmallIntegerField("JP", default=0, help_text=_("Training hours; must equal its lessons' sum."))
    objectives = LinesField(
        verbose_name=_("objectives"),
        max_lines=4,
        help_text=_("One a line, two to four, with a verb that can be observed: menjelaskan, memeriksa, menyusun."),
    )

    template = "cms/module_page.html"
    parent_page_types: ClassVar[list[str]] = ["cms.CoursePage"]
    subpage_types: ClassVar[list[str]] = ["cms.LessonPage"]
    content_panels: ClassVar[list[Any]] = [
        *TITLE_PANELS,
        facts_panel("code", "jp", "evidence"),
        FieldPanel("objectives"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def search_text(self) -> str:
        return f"{super().search_text()} {' '.join(self.objectives)}"


class LessonPage(ContentPage):
    """A lesson. Its body is shown by the course, by a review and by the editor's preview, never to the public."""

    body = None
    code = models.CharField(_("code"), max_length=24)
    jp = models.PositiveSmallIntegerField("JP", default=1, help_text=_("Training hours of 45 minutes."))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=20, help_text=_("Honest reading and thinking time on a phone; at most 45 for each JP.")
    )
    objectives = LinesField(verbose_name=_("objectives"), max_lines=3, help_text=_("One a line, one to three."))
    sop_numbers = NumbersField(verbose_name=_("SOPs"), numbers=sop_numbers)
    process_numbers = NumbersField(verbose_name=_("business processes"), numbers=process_numbers)
    terms = LinesField(verbose_name=_("terms"), help_text=_("One a line, exactly as in the glossary."))
    sources = LinesField(verbose_name=_("sources"), help_text=_("Public documents that a fact rests on, one a line."))
    content = StreamField(LessonBody(), verbose_name=_("lesson"), blank=True)
    evidence = evidence_field()

    template = "cms/lesson_page.html"
    parent_page_types: ClassVar[list[str]] = ["cms.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        *TITLE_PANELS,
        facts_panel("code", "jp", "minutes", "evidence"),
        FieldPanel("objectives"),
        FieldPanel("content"),
    ]
    link_panels: ClassVar[list[Any]] = [
        MultiFieldPanel([FieldPanel("sop_numbers"), FieldPanel("process_numbers")], heading=_("Concerns")),
        FieldPanel("terms"),
        FieldPanel("sources"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Lesson")),
            ObjectList(link_panels, heading=_("Links and sources")),
            ObjectList(ContentPage.promote_panels, heading=_("Promote")),
        ]
    )

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def clean(self) -> None:
        super().clean()
        if self.minutes and self.jp and self.minutes > 45 * self.jp:
            raise ValidationError({"minutes": _("At most 45 minutes for each JP.")})
        known = {key for key, _label in glossary_terms()}
        if unknown := [term for term in self.terms if term not in known]:
            raise ValidationError({"terms": _("Not in the glossary: %s.") % ", ".join(unknown)})

    def search_text(self) -> str:
        """Only what the public may read: title and objectives."""
        return f"{self.title} {self.title_en} {' '.join(self.objectives)}"

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        """Show an editor the lesson as its readers will see it."""
        from cms.previews import lesson_preview

        return lesson_preview(self, request)
