"""What somebody typed, on a page of another language."""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.people.enums import Language
from lms.people.models import User

register = template.Library()


@register.simple_tag
def typed(*, words: str, by: User) -> SafeString:
    """Words on record in one language. On an English page what was written in Indonesian says so and is marked.

    People write in the language in which they use the site.
    """
    if get_language() != Language.EN or by.language != Language.ID or not words:
        return conditional_escape(words)
    return format_html('<span lang="id">{}</span> <span class="soft small">{}</span>', words, _("(in Indonesian)"))
