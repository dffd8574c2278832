"""Standard operating procedures in the format of PermenPAN-RB 35/2012."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField

from cms.blocks import SopStepBlock
from cms.choices import sop_numbers
from cms.enums import SopSymbol
from cms.fields import LinesField, NumbersField
from cms.models.base import TITLE_PANELS, ContentPage, PublicPage, facts_panel


class SopIndexPage(PublicPage):
    """The list of SOP services."""

    intro = models.TextField(_("introduction"), blank=True)

    template = "cms/sop_index_page.html"
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.SopPage"]
    max_count = 1
    content_panels: ClassVar[list[Any]] = [FieldPanel("title"), FieldPanel("intro")]

    class Meta:
        verbose_name = _("list of SOPs")
        verbose_name_plural = _("lists of SOPs")


class SopPage(ContentPage):
    """One SOP: header block and table of steps."""

    number = models.PositiveSmallIntegerField(_("number of the service"), unique=True)
    sop_number = models.CharField(
        _("SOP number"), max_length=80, blank=True, help_text=_("The official number; empty until it is given.")
    )
    made_on = models.DateField(_("made"), null=True, blank=True)
    revised_on = models.DateField(_("revised"), null=True, blank=True)
    effective_on = models.DateField(_("effective"), null=True, blank=True)
    approved_by = models.CharField(_("approved by"), max_length=200, blank=True)
    legal_basis = LinesField(verbose_name=_("legal basis"))
    qualifications = LinesField(verbose_name=_("qualifications of those who carry it out"))
    related = NumbersField(verbose_name=_("related SOPs"), numbers=sop_numbers)
    equipment = LinesField(verbose_name=_("equipment"))
    warnings = LinesField(verbose_name=_("warnings"))
    records = LinesField(verbose_name=_("records"))
    executors = LinesField(
        verbose_name=_("executors"), max_lines=4, help_text=_("Two to four, one a line: the columns of the table.")
    )
    steps = StreamField([("step", SopStepBlock())], verbose_name=_("steps"), blank=True)

    template = "cms/sop_page.html"
    parent_page_types: ClassVar[list[str]] = ["cms.SopIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        *TITLE_PANELS,
        facts_panel("number", "evidence"),
        FieldPanel("body", heading=_("For the public: what it is for, who may come, what to bring")),
        FieldPanel("executors"),
        FieldPanel("steps"),
    ]
    header_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel("sop_number"),
                facts_panel("made_on", "revised_on", "effective_on"),
                FieldPanel("approved_by"),
            ],
            heading=_("Official particulars"),
        ),
        FieldPanel("legal_basis"),
        FieldPanel("qualifications"),
        FieldPanel("related"),
        FieldPanel("equipment"),
        FieldPanel("warnings"),
        FieldPanel("records"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Procedure")),
            ObjectList(header_panels, heading=_("Header block")),
            ObjectList(ContentPage.promote_panels, heading=_("Promote")),
        ]
    )

    class Meta:
        verbose_name = "SOP"
        verbose_name_plural = "SOP"
        ordering = ["number"]

    def clean(self) -> None:
        super().clean()
        for place, child in enumerate(self.steps, start=1):
            if child.value["executor"] not in self.executors:
                raise ValidationError({"steps": _("Step %s names an executor who is not in the list.") % place})
            target = child.value.get("no_to")
            if target and child.value["symbol"] != SopSymbol.DECISION:
                raise ValidationError({"steps": _("Step %s is no decision, so it has no branch.") % place})
            if target and target > len(self.steps):
                raise ValidationError({"steps": _("Step %s leads to a step that does not exist.") % place})

    def search_text(self) -> str:
        activities = " ".join(child.value["activity"] for child in self.steps)
        return f"{super().search_text()} {activities}"
