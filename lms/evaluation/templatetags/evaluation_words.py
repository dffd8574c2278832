"""What somebody typed, on a page of another language."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.evaluation.scorecards import basis_language
from lms.people.enums import Language
from lms.people.models import User

register = template.Library()


@register.simple_tag
def typed(*, words: str, by: User, quoted: bool = False) -> SafeString:
    """Words on record in one language. On an English page what was written in Indonesian says so and is marked.

    People write in the language in which they use the site. `quoted` puts quotation marks round the words alone.
    """
    return _marked(words, by.language, quoted=quoted)


@register.simple_tag
def recorded(*, words: str) -> SafeString:
    """The same of what the site put on record itself: in Indonesian, whoever pressed the button."""
    return _marked(words, Language.ID)


@register.simple_tag
def basis(*, words: str, drafter: User) -> SafeString:
    """The same of where the threshold of a criterion comes from."""
    return _marked(words, basis_language(words, drafter))


def _marked(words: str, language: str, *, quoted: bool = False) -> SafeString:
    before, after = "“”" if quoted else ("", "")
    if get_language() != Language.EN or language != Language.ID or not words:
        return format_html("{}{}{}", before, words, after)
    note = _("(in Indonesian)")
    return format_html('{}<span lang="id">{}</span>{} <span class="soft small">{}</span>', before, words, after, note)
