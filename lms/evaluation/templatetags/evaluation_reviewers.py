"""Pieces of the pages of the units."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.dates import MONTHS
from django.utils.formats import number_format

from lms.evaluation.figures import basis_in_words, in_words
from lms.evaluation.queries.reviewers import FigureRow

register = template.Library()


@register.simple_tag
def month_name(*, on: date) -> str:
    """A month in words: `Oktober 2026`."""
    return f"{MONTHS[on.month]} {on.year}"


@register.simple_tag
def jp_mean(*, value: float) -> str:
    """A mean of hours with one decimal."""
    return number_format(round(value, 1), decimal_pos=1)


@register.simple_tag
def figure_value(*, row: FigureRow) -> str:
    """A figure as every screen writes it; a dash for none."""
    return in_words(row.reading, row.figure.unit)


@register.simple_tag
def figure_basis(*, row: FigureRow) -> str:
    """What a figure rests on, or why there is none."""
    return basis_in_words(row.reading, row.figure.unit)
