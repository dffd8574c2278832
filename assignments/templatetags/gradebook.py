"""The cells of the gradebook. A page has up to two thousand, so they are put together here and not by a template each."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.formats import get_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assignments.queries.gradebook import Cell, Line
from assignments.results import PartState

register = template.Library()


class _Words:
    """What all cells share: words in the reader's language, the decimal separator, the way to the desk."""

    def __init__(self) -> None:
        self.left_out, self.unreleased = _soft(_("left out")), _soft(_("not released"))
        self.excused, self.returned = escape(_("Excused")), f'<span class="badge warn">{escape(_("Returned"))}</span>'
        self.to_grade, self.missing = escape(_("to be graded")), escape(_("not handed in"))
        self.exception, self.point = escape(_("Exception")), get_format("DECIMAL_SEPARATOR")
        # Every work is below the desk; to look each of them up would cost more than all the rest.
        self.desk = reverse("assignments:grading_list")


@lru_cache(maxsize=8)
def _words(_language: str | None) -> _Words:
    return _Words()


def _soft(words: str) -> str:
    return f' <span class="soft small">{escape(words)}</span>'


@register.simple_tag
def gradebook_cells(*, line: Line, may_decide: bool) -> SafeString:
    """The cells of one person: a figure that leads to its work, or how the part stands, with the pen of an exception."""
    words, name = _words(get_language()), escape(line.name)
    drawn = []
    for cell in line.cells:
        if cell.part.percent is not None:
            drawn.append(_figure(cell, words))
            continue
        column = cell.column
        pen = (
            f' <a class="excuse" href="{line.public_id}/{column.slug}/excuse/"'
            f' aria-label="{words.exception} · {name} · {escape(column.short)}"></a>'
            if may_decide
            else ""
        )
        drawn.append(_state(cell, words) + pen)
    return mark_safe("".join(f'<td class="num">{one}</td>' for one in drawn))  # noqa: S308 what people wrote is escaped above


def _figure(cell: Cell, words: _Words) -> str:
    figure = str(cell.part.percent).replace(".", words.point)
    if cell.work:
        figure = f'<a href="{words.desk}{cell.work}/">{figure}</a>'
    if cell.part.dropped:
        return f'<span class="dropped">{figure}</span>{words.left_out}'
    return figure if cell.released else figure + words.unreleased


def _state(cell: Cell, words: _Words) -> str:
    state = cell.part.state
    if state == PartState.EXCUSED:
        return f'<span class="badge info" title="{escape(cell.excused_because)}">{words.excused}</span>'
    if state == PartState.RETURNED:
        return words.returned
    if state == PartState.WAITING and cell.work:
        return f'<a class="small" href="{words.desk}{cell.work}/">{words.to_grade}</a>'
    if state == PartState.WAITING:
        return f'<span class="soft small">{words.to_grade}</span>'
    if cell.handed_in:
        return f'<span class="soft small">{cell.handed_in}/{cell.column.count}</span>'
    return f'<span class="soft small">–<span class="visually-hidden">{words.missing}</span></span>'
