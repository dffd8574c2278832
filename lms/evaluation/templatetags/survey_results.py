"""Drawings of a survey's results: how often each answer was given, and a mean with its interval. Colour is never alone: counts stand in the
pieces, and the page has the same figures as a table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lms.evaluation.queries.results.lines import MOST_STEPS
from lms.evaluation.queries.results.reading import Bar, LineResult, SectionResult
from lms.evaluation.queries.results.themes import ThemeRow
from lms.evaluation.statistics import Mean, rounded
from lms.ui.charts import percent
from lms.ui.props import said

register = template.Library()

TONES = 5
# Below this share of the whole a count does not fit into its piece on a phone.
ROOM = 7.0
NO_FIGURE = "–"


@register.filter
def two(value: Fraction | float | Decimal | None) -> str:
    """A figure with two places, rounded once, in the reader's language; a dash for none."""
    return NO_FIGURE if value is None else number_format(rounded(value), decimal_pos=2)


@register.filter
def one_place(value: Fraction | float | Decimal | None) -> str:
    return NO_FIGURE if value is None else number_format(rounded(value, 1), decimal_pos=1)


@register.filter
def percents(value: Fraction | float | None) -> str:
    """A share as a percentage with one place."""
    return NO_FIGURE if value is None else f"{one_place(value * 100)}%"


@register.filter
def signed(value: Fraction | float | None) -> str:
    """A change with its sign, so that plus and minus are told apart at a glance."""
    if value is None:
        return NO_FIGURE
    words = two(value)
    return f"+{words}" if rounded(value) > 0 else words


@register.filter
def probability(value: float | None) -> str:
    """A p value: four places, and what would read 0 as below that."""
    if value is None:
        return NO_FIGURE
    return (
        f"< {number_format(Decimal('0.0001'), decimal_pos=4)}"
        if value < 0.0001
        else number_format(rounded(value, 4), decimal_pos=4)
    )


@register.filter
def interval(one: Any) -> str:
    """The 95% interval of anything that has one: `3,95 – 4,50`; a dash for none."""
    if one is None or one.low is None or one.high is None:
        return NO_FIGURE
    return f"{two(one.low)} – {two(one.high)}"


class Piece(NamedTuple):
    tone: int
    label: str
    many: int
    share: float


def pieces_of(bars: Sequence[Bar]) -> list[Piece]:
    """Return the pieces of a bar, from the low end to the high one. A long scale is shown in three: below, in and above the middle."""
    if len(bars) > MOST_STEPS:
        return _three(bars)
    last = max(len(bars) - 1, 1)
    return [
        Piece(1 + round((TONES - 1) * place / last), one.label, one.count, one.share) for place, one in enumerate(bars)
    ]


def _three(bars: Sequence[Bar]) -> list[Piece]:
    """The groups of the recommendation on 0–10 (0–6, 7–8, 9–10); of another long scale its thirds."""
    cuts = (7, 9) if len(bars) == 11 and bars[0].value == 0 else (len(bars) // 3, len(bars) - len(bars) // 3)
    groups = (bars[: cuts[0]], bars[cuts[0] : cuts[1]], bars[cuts[1] :])
    return [
        Piece(tone, f"{mine[0].value}–{mine[-1].value}", sum(one.count for one in mine), sum(one.share for one in mine))
        for tone, mine in zip((1, 3, 5), groups, strict=True)
    ]


@register.simple_tag
def answer_bar(*, result: LineResult, key: str) -> SafeString:
    """One question as a bar of all its answers, from the low end of the scale to the high one."""
    said("answer_bar", key=key)
    pieces, x, drawn = pieces_of(result.bars), 0.0, []
    for one in pieces:
        if one.many:
            drawn.append(_piece(one, x))
        x += one.share
    told = "; ".join(f"{one.label}: {one.many}" for one in pieces)
    return format_html(
        '<svg class="answers" role="img" aria-labelledby="{0}-t {0}-d" width="100%" height="30"><title id="{0}-t">{1}</title>'
        '<desc id="{0}-d">{2}</desc>{3}</svg>',
        key, result.line.text, told, mark_safe("".join(drawn)),  # noqa: S308 - made by format_html below
    )  # fmt: skip


def _piece(one: Piece, x: float) -> SafeString:
    words = (
        format_html(
            '<text class="on-answer-{}" x="{}" y="20" text-anchor="middle">{}</text>',
            one.tone,
            percent(x + one.share / 2),
            one.many,
        )
        if one.share >= ROOM
        else SafeString("")
    )
    return format_html(
        '<rect class="answer-{}" x="{}" y="0" width="{}" height="30"></rect>{}',
        one.tone,
        percent(x),
        percent(one.share),
        words,
    )


@register.simple_tag
def share_strip(*, bar: Bar) -> SafeString:
    """How many chose one answer, as a bar; silent, since the words beside it say the same."""
    return format_html(
        '<svg class="answers" aria-hidden="true" width="100%" height="8"><rect class="answer-5" width="{}" height="8"></rect></svg>',
        percent(bar.share),
    )


@register.simple_tag
def share_of_theme(*, row: ThemeRow) -> SafeString:
    """How many answers speak of a theme, as a bar; silent, since the words beside it say the same."""
    share = 100 * float(row.share.value) if row.share else 0.0
    return share_strip(bar=Bar(None, row.theme.title, round(share), 100))


@register.simple_tag
def answer_legend(*, part: SectionResult) -> SafeString:
    """What the colours of a section's bars stand for; nothing where it has no scale."""
    first = next((one for one in part.lines if one.line.is_scale and one.line.ends == part.ends and one.bars), None)
    if first is None:
        return SafeString("")
    rows = format_html_join(
        "",
        '<li><svg width="14" height="14" aria-hidden="true"><rect class="answer-{}" width="14" height="14" rx="3"></rect></svg>{}</li>',
        ((one.tone, one.label) for one in pieces_of(first.bars)),
    )
    return format_html('<ul class="legend" aria-label="{}">{}</ul>', _("Colours of the answers"), rows)


@register.simple_tag
def mean_strip(*, mean: Mean, low: int, high: int, title: str, key: str) -> SafeString:
    """A mean on its scale, with its 95% interval as a line on both sides."""
    said("mean_strip", title=title, key=key)
    width = float(high - low) or 1.0

    def at(value: float) -> str:
        # Half a dot's room at both ends.
        return percent(2 + 96 * (value - low) / width)

    ends = (
        format_html('<line class="reach" x1="{}" y1="12" x2="{}" y2="12"></line>', at(mean.low), at(mean.high))
        if mean.low is not None and mean.high is not None
        else SafeString("")
    )
    ticks = format_html_join(
        "",
        '<line class="grid" x1="{0}" y1="5" x2="{0}" y2="19"></line>',
        ((at(step),) for step in range(low, high + 1)),
    )
    told = _("%(mean)s of %(high)s, interval %(interval)s, %(n)s people") % {
        "mean": two(mean.value), "high": high, "interval": interval(mean), "n": mean.n,
    }  # fmt: skip
    return format_html(
        '<svg class="mean-strip" role="img" aria-labelledby="{0}-t {0}-d" width="100%" height="24"><title id="{0}-t">{1}</title>'
        '<desc id="{0}-d">{2}</desc><line class="grid" x1="2%" y1="12" x2="98%" y2="12"></line>{3}{4}<circle class="dot" cx="{5}" cy="12" r="6"></circle></svg>',
        key, title, told, ticks, ends, at(float(mean.value)),
    )  # fmt: skip
