"""The public search, in Indonesian, on every database alike: stems of the query against stems in the index."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from cms import stemming
from cms.markdown.grammar import term_anchor
from cms.models import GlossaryTerm
from cms.queries.public import address

MOST_RESULTS = 40
LONGEST_QUERY = 120


@dataclass(frozen=True)
class Hit:
    """A page or a term that was found."""

    title: str
    url: str
    kind: str
    text: str = ""


def find(query: str) -> list[Hit]:
    """Return published pages and glossary terms with all the words of a query, best first; nothing for no word.

    Where nothing holds all of them, what holds any.
    """
    words = stemming.stems(query[:LONGEST_QUERY])
    return (_find(words, "and") or _find(words, "or")) if words else []


def _find(words: str, operator: str) -> list[Hit]:
    backend = get_search_backend()
    terms = backend.search(words, GlossaryTerm.objects.all(), operator=operator)[:MOST_RESULTS]
    pages = backend.search(words, Page.objects.live().public(), operator=operator)[:MOST_RESULTS]
    found = [Hit(term.term, f"/glossary/#{term_anchor(term.term)}", _("Term"), term.definition) for term in terms]
    return [*found, *(_page_hit(page) for page in pages)]


def _page_hit(page: Page) -> Hit:
    model = page.cached_content_type.model_class()
    return Hit(page.title, address(page.url_path), str(model._meta.verbose_name).capitalize() if model else "")


def glossary(query: str = "") -> list[tuple[str, list[GlossaryTerm]]]:
    """Return the terms (those that hold the query, if there is one) by first letter. One query."""
    terms = GlossaryTerm.objects.order_by("term")
    if query.strip():
        terms = terms.filter(term__icontains=query.strip()) | terms.filter(term_en__icontains=query.strip())
    letters: dict[str, list[GlossaryTerm]] = {}
    for term in terms:
        letters.setdefault(term.term[0].upper(), []).append(term)
    return sorted(letters.items())
