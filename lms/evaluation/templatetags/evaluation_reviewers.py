"""Pieces of the pages of the units."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.dates import MONTHS
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from lms.evaluation.queries.reviewers import FigureRow
from lms.evaluation.scorecards import value_words

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
    """A figure as it is read; a dash for none."""
    return value_words(row.reading.value, row.figure.unit)


@register.simple_tag
def figure_basis(*, row: FigureRow) -> str:
    """What a figure rests on, or why there is none."""
    one = row.reading
    if one.value is None:
        return str(one.why)
    said = []
    if one.n is not None:
        said.append(f"n = {one.n}" if one.of is None else f"n = {one.n}/{one.of}")
    if one.low is not None and one.high is not None:
        bounds = {"low": value_words(one.low, row.figure.unit), "high": value_words(one.high, row.figure.unit)}
        said.append(_("95%% interval %(low)s to %(high)s") % bounds)
    return "; ".join(said)
