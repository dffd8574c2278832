"""Pieces of the pages about weeks: the strip of one person, badges of tasks and of presence."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assignments.enums import Standing
from assignments.queries.standings import TaskLine
from fieldpractice.enums import PresenceState, SessionState
from fieldpractice.queries.officer import SessionRow, WeekRow
from fieldpractice.queries.overview import Line
from fieldpractice.signs import SIGNS
from fieldpractice.templatetags.fieldpractice import hours
from lms.ui.templatetags.ui import badge

register = template.Library()

STANDING_TONES = {
    Standing.DONE: "ok",
    Standing.WAITING: "info",
    Standing.RETURNED: "warn",
    Standing.LATE: "bad",
    Standing.OPEN: "idle",
    Standing.COMING: "idle",
    Standing.EXCUSED: "idle",
}
PRESENCE_TONES = {
    PresenceState.PRESENT: "ok",
    PresenceState.PARTLY: "warn",
    PresenceState.EXCUSED: "info",
    PresenceState.ABSENT: "bad",
}


@register.simple_tag
def standing_badge(*, line: TaskLine) -> SafeString:
    """The badge of how somebody stands with a task."""
    return badge(label=str(line.state.label), tone=STANDING_TONES[line.state])


@register.simple_tag
def presence_badge(*, row: SessionRow) -> SafeString:
    """The badge of somebody's presence; of a session without one, that of the session."""
    if row.presence is not None and row.session.state == SessionState.HELD:
        state = PresenceState(row.presence.state)
        return badge(label=str(state.label), tone=PRESENCE_TONES[state])
    return badge(label=str(row.session.get_state_display()), tone="idle")


@register.simple_tag
def week_strip(*, line: Line) -> SafeString:
    """The weeks of one person side by side, each leading to what stands behind it."""
    href = line.placement.get_absolute_url()
    cells = [
        (f"{href}weeks/{cell.number}/", SIGNS[cell.state].tone, _("Week %(n)s") % {"n": cell.number}, cell.number, SIGNS[cell.state].sign, cell.state.label)
        for cell in line.cells
    ]  # fmt: skip
    drawn = format_html_join(
        "",
        '<li><a class="state {1}" href="{0}"><span class="visually-hidden">{2}</span>'
        '<span class="note num" aria-hidden="true">{3}</span><span aria-hidden="true">{4}</span><span class="word">{5}</span></a></li>',
        [(a, b, c, d, e, str(f)) for a, b, c, d, e, f in cells],
    )
    return format_html('<ol class="week-strip">{}</ol>', drawn)


@lru_cache(maxsize=256)
def _span(first: date, last: date, _language: str | None) -> str:
    return f"{date_format(first, 'j M')} – {date_format(last, 'j M')}"


@register.simple_tag
def week_summary(*, row: WeekRow) -> SafeString:
    """A week in the line that opens it: its days, how it stands, and what its logbook comes to."""
    cell, week = row.cell, row.cell.facts.week
    sign = SIGNS[cell.state]
    head = format_html(
        '{} <span class="soft small num">{}</span> <span class="state inline {}"><span aria-hidden="true">{}</span> <span>{}</span></span>',
        _("Week %(n)s") % {"n": cell.number}, _span(week.starts_on, week.ends_on, get_language()), sign.tone, sign.sign, cell.state.label,
    )  # fmt: skip
    if not row.entries:
        return head
    figures = _("%(days)s days, %(hours)s hours, %(served)s people served, %(jp)s JP.") % {
        "days": cell.days, "hours": hours(cell.hours), "served": row.served, "jp": row.jp,
    }  # fmt: skip
    return format_html('{} <span class="soft small">{}</span>', head, figures)
