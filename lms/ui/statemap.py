"""A map of people by weeks, each cell a state: a sign and a word, so that colour is never alone. Only the map scrolls; names stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lms.ui.props import chosen, listed, said, shaped

TONES = ("ok", "wait", "back", "late", "rest", "now", "none", "plan")


def state_map(
    *,
    title: str,
    desc: str,
    corner: str,
    columns: Sequence[str],
    rows: Iterable[Mapping[str, Any]],
    target: str = "",
) -> SafeString:
    """Rows of `{label, note, href, cells}` by columns; a cell is `{tone, sign, label}` and optional `note` and `href`, with tone
    ok, wait, back, late, rest, now, none or plan. With `target`, the id of an element, the page's script opens there what a cell leads to."""
    said("state_map", title=title, desc=desc)
    listed("state_map", columns=columns)
    shown = shaped("state_map", rows, needed=("label", "cells"), optional=("note", "href"))
    opens = format_html(' data-opens="{}"', target) if target else SafeString("")
    head = format_html_join("", '<th scope="col" class="num">{}</th>', ((one,) for one in columns))
    body = format_html_join("", "{}", ((_row(row),) for row in shown))
    return format_html(
        '<div class="state-map" tabindex="0" role="region" aria-label="{} ({})"{}><table>'
        '<caption class="visually-hidden">{}. {}</caption>'
        '<thead><tr><th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody></table></div>',
        title, _("scrolls sideways"), opens, title, desc, corner, head, body,
    )  # fmt: skip


def _row(row: Mapping[str, Any]) -> SafeString:
    name = format_html('<a href="{}">{}</a>', row["href"], row["label"]) if row.get("href") else row["label"]
    note = format_html('<span class="soft small">{}</span>', row["note"]) if row.get("note") else SafeString("")
    cells = mark_safe("".join(_cell(**cell) for cell in row["cells"]))  # noqa: S308 - made by format_html below
    return format_html('<tr><th scope="row">{}{}</th>{}</tr>', name, note, cells)


def _cell(*, tone: str, sign: str, label: str, note: str = "", href: str = "") -> SafeString:
    inner = _inner(chosen("state_map", "tone", tone, TONES), sign, str(label), note)
    if not href:
        return format_html('<td><span class="{}">{}</span></td>', f"state {tone}", inner)
    # Hundreds of them a page: only the address has anything to escape.
    return mark_safe(f'<td><a class="state {tone}" href="{escape(href)}">{inner}</a></td>')  # noqa: S308 - escaped here


@lru_cache(maxsize=512)
def _inner(_tone: str, sign: str, label: str, note: str) -> SafeString:
    """What stands in a cell: a few dozen kinds, thousands of times."""
    more = format_html('<span class="note num">{}</span>', note) if note else SafeString("")
    return format_html('<span aria-hidden="true">{}</span><span class="word">{}</span>{}', sign, label, more)
