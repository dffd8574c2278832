"""What the curriculum's pages share: a title in two languages, a code, and how sure we are of the text."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from cms import stemming
from cms.blocks import INNER_FEATURES
from lms.people.enums import Evidence


def evidence_field() -> models.CharField[str, str]:
    """How sure we are of a text. What the ministry has not confirmed is shown as such."""
    return models.CharField(
        _("evidence"),
        max_length=12,
        choices=Evidence.choices,
        default=Evidence.INFERRED,
        help_text=_("What is not confirmed by the ministry is shown to readers as “to be confirmed”."),
    )


class PublicPage(Page):
    """A page that is read and never written through its own address."""

    allowed_http_methods: ClassVar[list[Any]] = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]
    # Editors see what stands below a page in the order of the course, not of the last change.
    admin_default_ordering = "ord"

    class Meta:
        abstract = True


class SearchablePage(PublicPage):
    """A page that the Indonesian search finds by the stems of its words."""

    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("stems")]

    class Meta:
        abstract = True

    def search_text(self) -> str:
        """Return the words of the page that the public may find it by."""
        return str(self.title)

    def stems(self) -> str:
        """Return the stems of those words, for the index."""
        return stemming.stems(self.search_text())


class ContentPage(SearchablePage):
    """A page of the curriculum."""

    # Indexed by `cms.indexing`, which can do many at once.
    search_auto_update = False

    title_en = models.CharField(_("title in English"), max_length=255, blank=True)
    body = RichTextField(_("text"), features=INNER_FEATURES, blank=True)
    evidence = evidence_field()

    class Meta:
        abstract = True

    promote_panels: ClassVar[list[Any]] = [
        MultiFieldPanel([FieldPanel("slug"), FieldPanel("search_description")], heading=_("Address and search"))
    ]

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if get_language() == "en" and self.title_en else self.title

    def search_text(self) -> str:
        return f"{self.title} {self.title_en} {self.body}"


TITLE_PANELS = [FieldPanel("title"), FieldPanel("title_en")]


def facts_panel(*names: str) -> FieldRowPanel:
    """A row of short facts: code, JP, stage…"""
    return FieldRowPanel([FieldPanel(name) for name in names])
