"""What the templates of this room ask for."""

from __future__ import annotations

from typing import Any

from django import template

from cms.markdown.grammar import term_anchor
from cms.queries import processes, public, sop

register = template.Library()

register.simple_tag(public.public_outline)
register.simple_tag(public.trail, name="page_trail")
register.simple_tag(public.lesson_place)
register.simple_tag(public.sop_list)
register.simple_tag(public.related_sops)
register.simple_tag(public.latest_news)
register.simple_tag(public.home_figures)
register.simple_tag(sop.sop_steps)
register.simple_tag(processes.process_map)
register.simple_tag(processes.lane_lists)
register.filter(term_anchor)


@register.simple_tag(takes_context=True)
def news_of(context: template.Context, page: Any) -> Any:
    """One page of the news, by the address's `page`."""
    return public.news_page(page, context["request"].GET.get("page", "1"))


@register.filter
def length_in_words(seconds: int) -> str:
    """Return a length as minutes and seconds, in Indonesian: it stands in the content."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} menit {rest} detik" if minutes and rest else f"{minutes} menit" if minutes else f"{rest} detik"
