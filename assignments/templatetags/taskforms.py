"""What templates of task forms need: a text in the reader's language, a field in words."""

from __future__ import annotations

from typing import Any

from django import template

from assignments.forms.submissions import SectionView, preview_of
from assignments.schema import local
from assignments.schema.describing import Described, describe

register = template.Library()


@register.filter
def in_language(text: Any) -> str:
    """Return a text of a schema in the reader's language."""
    return local(text)


@register.simple_tag
def fields_in_words(*, schema: dict[str, Any], section: dict[str, Any]) -> list[tuple[dict[str, Any], Described]]:
    """Return the fields of a section, each with what is said of it."""
    return list(zip(section["fields"], describe(schema, section), strict=True))


@register.simple_tag
def sections_to_see(*, schema: dict[str, Any]) -> list[SectionView]:
    """Return the sections of a form as its participants see them, blank and with every field shown."""
    return preview_of(schema)
