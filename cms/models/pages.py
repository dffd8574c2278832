"""The public pages beside the curriculum: home, news, plain pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField

from cms.blocks import TEXT_FEATURES, PhaseBlock
from cms.models.base import PublicPage, SearchablePage
from lms.people import clock


class HomePage(PublicPage):
    """The programme's front door."""

    lead = models.TextField(_("lead"), blank=True, help_text=_("What the programme is, in two sentences."))
    audience = RichTextField(_("for whom"), features=TEXT_FEATURES, blank=True)
    phases = StreamField([("phase", PhaseBlock())], verbose_name=_("phases"), blank=True)

    template = "cms/home_page.html"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "cms.CurriculumPage",
        "cms.SopIndexPage",
        "cms.ProcessMapPage",
        "cms.NewsIndexPage",
        "cms.PlainPage",
    ]
    max_count = 1
    content_panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldPanel("lead"),
        FieldPanel("audience"),
        FieldPanel("phases"),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class PlainPage(SearchablePage):
    """A page of text: about, privacy, contact."""

    body = RichTextField(_("text"), features=TEXT_FEATURES)

    template = "cms/plain_page.html"
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.PlainPage"]
    subpage_types: ClassVar[list[str]] = ["cms.PlainPage"]
    content_panels: ClassVar[list[Any]] = [FieldPanel("title"), FieldPanel("body")]

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")

    def search_text(self) -> str:
        return f"{self.title} {self.body}"


class NewsIndexPage(PublicPage):
    """All news, newest first."""

    template = "cms/news_index_page.html"
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.NewsPage"]
    max_count = 1
    content_panels: ClassVar[list[Any]] = [FieldPanel("title")]

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")


class NewsPage(SearchablePage):
    """A piece of news."""

    date = models.DateField(_("date"), default=clock.today)
    lead = models.TextField(_("lead"), help_text=_("One or two sentences, shown in lists."))
    body = RichTextField(_("text"), features=TEXT_FEATURES)

    template = "cms/news_page.html"
    parent_page_types: ClassVar[list[str]] = ["cms.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldPanel("date"),
        FieldPanel("lead"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news")

    def search_text(self) -> str:
        return f"{self.title} {self.lead} {self.body}"
