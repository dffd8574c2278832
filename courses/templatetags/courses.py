"""Markup that many people's pages share, drawn once in a process: what it says depends on nothing but its arguments."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from courses.enums import EnrolmentState
from courses.queries.learning import ModuleRow
from courses.queries.progress import Cell
from lms.ui.templatetags.ui import badge

register = template.Library()


@register.simple_tag
def contents_modules(*, rows: Iterable[ModuleRow], home: str, unfolded: bool) -> SafeString:
    """The modules of a course with their lessons, the one to go on with unfolded. Most are finished or not begun, and
    look the same for many people."""
    language = get_language()
    return mark_safe("".join(_module(language, home, row, unfolded or row.here) for row in rows))  # noqa: S308


@lru_cache(maxsize=4096)
def _module(_language: str | None, home: str, row: ModuleRow, unfolded: bool) -> SafeString:
    return render_to_string("courses/_module.html", {"home": home, "row": row, "unfolded": unfolded})


STATE_TONES = {
    EnrolmentState.ACTIVE: "ok",
    EnrolmentState.COMPLETED: "ok",
    EnrolmentState.ACCEPTED: "info",
    EnrolmentState.WAITLISTED: "warn",
    EnrolmentState.NOMINATED: "warn",
    EnrolmentState.NOT_COMPLETED: "bad",
}


@register.simple_tag
def enrolment_state(*, state: str, label: str) -> SafeString:
    """The badge of an enrolment's state."""
    return badge(label=label, tone=STATE_TONES.get(EnrolmentState(state), "idle"))


@register.simple_tag
def glance(*, cells: Iterable[Cell]) -> SafeString:
    """One person's modules in the table of a cohort: JP, or a point where nothing is begun."""
    return mark_safe("".join(_cell(cell.module.code, cell.jp, cell.done, cell.begun) for cell in cells))  # noqa: S308


@lru_cache(maxsize=4096)
def _cell(code: str, jp: int, done: bool, begun: bool) -> SafeString:
    tone = "ok" if done else "wait" if begun else "plan"
    shown = str(jp) if done or begun else _NOTHING
    return format_html('<td data-label="{}"><span class="cell {}">{}</span></td>', code, tone, shown)


_NOTHING = SafeString('<span aria-hidden="true">·</span><span class="visually-hidden">0</span>')
