"""Words and tones of the programme in templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.people.enums import Column
from lms.programme.enums import BADGE_TONES, CELL_TONES, MEANINGS, REVIEW_TONES, SHORT_NAMES, WORD_TONES, Verdict
from lms.ui.templatetags.ui import crumbs

register = template.Library()


@register.filter
def badge_tone(state: Any) -> str:
    """The badge of a cell's or an activity's state."""
    return BADGE_TONES[state]


@register.filter
def cell_tone(state: Any) -> str:
    """The look of a cell of the matrix."""
    return CELL_TONES[state]


@register.filter
def word_tone(state: Any) -> str:
    """The badge of a column's word on a part."""
    return WORD_TONES[state]


@register.filter
def review_tone(state: Any) -> str:
    """The badge of a review's state."""
    return REVIEW_TONES[state]


@register.filter
def meaning(verdict: str) -> str:
    """What a verdict leads to."""
    return str(MEANINGS[Verdict(verdict)])


@register.filter
def unit_name(column: str) -> str:
    """The full name of a column of the matrix."""
    return str(Column(column).label)


@register.filter
def short_name(column: str) -> str:
    """The name of a column as it stands in the head of the matrix."""
    return str(SHORT_NAMES[Column(column)])


@register.inclusion_tag("ui/crumbs.html")
def to_matrix(*, activity: Any = None) -> dict[str, Any]:
    """The way back to the matrix, over an activity when one is given."""
    items = [(_("Matrix"), reverse("programme:matrix"))]
    if activity is not None:
        items.append((str(activity), reverse("programme:activity_detail", args=[activity.no])))
    return crumbs(items=items)


@register.inclusion_tag("ui/crumbs.html")
def to_reviews(*, review: Any = None, unit: str = "") -> dict[str, Any]:
    """The way back to the list of reviews, over a review when one is given, as the unit reads it for which one reads on."""
    items = [(_("Reviews"), reverse("programme:review_list"))]
    if review is not None:
        address = review.get_absolute_url()
        items.append((review.title, f"{address}?unit={unit}" if unit else address))
    return crumbs(items=items)
