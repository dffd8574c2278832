"""Glossary and business processes: short entries that many pages point to."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from cms import stemming
from cms.enums import Lane
from cms.models.base import PublicPage, evidence_field
from lms.people.enums import Evidence
from lms.people.models import choice_check


class GlossaryTerm(index.Indexed, models.Model):
    """A term of the trade with one or two plain sentences."""

    term = models.CharField(_("term"), max_length=120, unique=True)
    term_en = models.CharField(_("in English"), max_length=160, blank=True)
    definition = models.TextField(_("definition"))
    evidence = evidence_field()
    order = models.PositiveSmallIntegerField(default=0, editable=False)

    panels: ClassVar[list[Any]] = [
        FieldPanel("term"),
        FieldPanel("term_en"),
        FieldPanel("definition"),
        FieldPanel("evidence"),
    ]
    search_fields: ClassVar[list[Any]] = [
        index.SearchField("term"),
        index.AutocompleteField("term"),
        index.SearchField("stems"),
    ]
    # Indexed by `cms.indexing`, which can do many at once.
    search_auto_update = False

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("glossary")
        ordering = ["term"]
        constraints = [choice_check("evidence", Evidence.values, "glossary_term_evidence")]

    def __str__(self) -> str:
        return self.term

    def stems(self) -> str:
        """Return the stems of term and definition, for the index."""
        return stemming.stems(f"{self.term} {self.term_en} {self.definition}")


class BusinessProcess(models.Model):
    """One of the eleven processes: where it runs, who assists, where a survey is filled in."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    title = models.CharField(_("title"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    description = models.TextField(_("description"), blank=True)
    in_sisnaker = models.BooleanField(_("runs in SISNAKER"), default=False)
    in_lpk = models.BooleanField(_("runs in the LPK"), default=False)
    in_kios = models.BooleanField(_("runs in the kiosk"), default=False)
    survey_in_sisnaker = models.BooleanField(_("a survey is filled in in SISNAKER"), default=False)
    assist_lpk_officer = models.BooleanField(_("the LPK's officer assists"), default=False)
    assist_kios = models.BooleanField(_("the kiosk's officer assists"), default=False)
    assist_instructor = models.BooleanField(_("the instructor assists"), default=False)
    evidence = evidence_field()
    flags_evidence = models.CharField(
        _("evidence of where and who"), max_length=12, choices=Evidence.choices, default=Evidence.SOURCE
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("number"),
        FieldPanel("title"),
        FieldPanel("title_en"),
        FieldPanel("description"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("in_sisnaker"), FieldPanel("in_lpk"), FieldPanel("in_kios")]),
                FieldRowPanel(
                    [FieldPanel("assist_lpk_officer"), FieldPanel("assist_kios"), FieldPanel("assist_instructor")]
                ),
                FieldPanel("survey_in_sisnaker"),
            ],
            heading=_("Where and who"),
        ),
        FieldRowPanel([FieldPanel("evidence"), FieldPanel("flags_evidence")]),
    ]

    class Meta:
        verbose_name = _("business process")
        verbose_name_plural = _("business processes")
        ordering = ["number"]
        constraints = [
            choice_check("evidence", Evidence.values, "business_process_evidence"),
            choice_check("flags_evidence", Evidence.values, "business_process_flags_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if get_language() == "en" and self.title_en else self.title

    @property
    def lanes(self) -> list[Lane]:
        """The swimlanes in which it runs."""
        flags = {Lane.SISNAKER: self.in_sisnaker, Lane.LPK: self.in_lpk, Lane.KIOS: self.in_kios}
        return [lane for lane, runs in flags.items() if runs]


class ProcessMapPage(PublicPage):
    """The map of the business processes as swimlanes."""

    intro = models.TextField(_("introduction"), blank=True)

    template = "cms/process_map_page.html"
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count = 1
    content_panels: ClassVar[list[Any]] = [FieldPanel("title"), FieldPanel("intro")]

    class Meta:
        verbose_name = _("process map")
        verbose_name_plural = _("process maps")
