"""Words and figures of the pages of indicators: months, figures that were not reported, differences with their sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.evaluation.indicator_exports import in_words, month_words
from lms.evaluation.indicators import FIELDS, month_name
from lms.evaluation.models import UnitMonth, UnitMonthChange

register = template.Library()


@register.filter
def month(value: date) -> str:
    """A month as people say it: `September 2026`."""
    return month_name(value)


@register.filter
def period(months: tuple[date, ...]) -> str:
    """A period as its first and last month."""
    return month_words(months)


@register.filter
def dash(value: Any) -> str:
    """A figure as the reader writes it; a dash for one that was not reported."""
    return "–" if value is None else number_format(value, force_grouping=True)


@register.filter
def figure(row: UnitMonth | None, key: str) -> str:
    """One figure of a month; a dash where it was not reported."""
    return dash(getattr(row, key) if row else None)


@register.filter
def signed(value: Decimal | None) -> str:
    """A difference with its sign."""
    return in_words(value, signed=True)


@register.filter
def mean(value: Any) -> str:
    """A mean with two places."""
    return in_words(float(value), 2)


@register.filter
def length_words(months: Sequence[date]) -> str:
    """How many months, in words."""
    return ngettext("%(n)s month missing", "%(n)s months missing", len(months)) % {"n": len(months)}


@register.filter
def differences(change: UnitMonthChange) -> list[tuple[Any, str, str]]:
    """What a change made another: label, before, after."""
    pairs = [(one.label, change.before.get(one.key), change.after.get(one.key)) for one in FIELDS]
    found = [(label, _kept(before), _kept(after)) for label, before, after in pairs if before != after]
    before, after = (str(one.get("note") or "–") for one in (change.before, change.after))
    if before != after:
        found.append((_("Remark"), before, after))
    return found


def _kept(value: Any) -> str:
    """A figure as a change keeps it: decimals are text there."""
    return dash(Decimal(value) if isinstance(value, str) else value)
