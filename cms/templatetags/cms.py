"""What the templates of this room ask for."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def length_in_words(seconds: int) -> str:
    """Return a length as minutes and seconds, in Indonesian: it stands in the content."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} menit {rest} detik" if minutes and rest else f"{minutes} menit" if minutes else f"{rest} detik"
