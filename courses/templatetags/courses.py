"""Pieces of this room's pages. Those that many people's pages share are drawn once in a process: they depend on nothing but their arguments."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.enums import EnrolmentState
from courses.models import Cohort
from courses.queries.learning import ModuleRow
from courses.queries.progress import Cell
from courses.registry import cohort_tabs as registered
from lms.ui.addresses import address_of
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


@register.inclusion_tag("courses/_cohort_tabs.html", takes_context=True)
def cohort_tabs(context: template.Context, *, cohort: Cohort) -> dict[str, Any]:
    """The pages about a cohort, for who may list its people; the page one is on is marked."""
    request = context["request"]
    if not request.user.has_perm("courses.list_people", cohort):
        return {"items": []}
    addresses = [
        (tab.label, address_of(tab.url_name, cohort.public_id))
        for tab in registered()
        if request.user.has_perm(tab.permission, cohort)
    ]
    # The overview's address begins all the others.
    here = max((href for _label, href in addresses if request.path.startswith(href)), key=len, default="")
    return {
        "items": [{"label": label, "href": href, "current": href == here} for label, href in addresses],
        "label": _("Pages of %(cohort)s") % {"cohort": cohort.name},
    }
