"""Pieces of this room's pages. Those that many people's pages share are drawn once in a process: they depend on nothing but their arguments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.enums import AttendanceState, EnrolmentState, MeetingState
from courses.models import ClassMeeting, Cohort
from courses.queries.clashes import hours_of
from courses.queries.learning import ModuleRow
from courses.queries.progress import Cell
from courses.registry import cohort_tabs as registered
from lms.people.zones import current_zone_name, zone_name
from lms.ui.addresses import address_of
from lms.ui.templatetags.ui import badge, day
from lms.ui.times import in_three_zones, machine_readable

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
    tabs = registered()
    # Each permission is asked for once: most tabs share theirs, and asking costs a query.
    others = {tab.permission for tab in tabs} - {"courses.list_people"}
    allowed = {"courses.list_people"} | {one for one in others if request.user.has_perm(one, cohort)}
    shown = [(tab, address_of(tab.url_name, cohort.public_id)) for tab in tabs if tab.permission in allowed]
    # The overview's address begins all the others.
    here = max((href for _tab, href in shown if request.path.startswith(href)), key=len, default="")
    # A page that is alone in its group for this reader stands for itself.
    many = Counter(tab.group for tab, _href in shown if str(tab.group))
    groups = {href: tab.group if many[tab.group] > 1 else "" for tab, href in shown}
    group = groups.get(here, "")
    entries: dict[Any, dict[str, Any]] = {}
    for tab, href in shown:
        current = href == here or bool(group and groups[href] == group)
        one = {"label": groups[href] or tab.label, "href": href, "current": current}
        entries.setdefault(groups[href] or tab.url_name, one)
    within = [(tab, href) for tab, href in shown if group and groups[href] == group]
    return {
        "items": list(entries.values()),
        "label": _("Pages of %(cohort)s") % {"cohort": cohort.name},
        "rest": [{"label": tab.label, "href": href, "current": href == here} for tab, href in within],
        "rest_label": group,
    }


MEETING_TONES = {MeetingState.PLANNED: "info", MeetingState.HELD: "ok", MeetingState.CANCELLED: "bad"}
ATTENDANCE_TONES = {
    AttendanceState.PRESENT: "ok",
    AttendanceState.LATE: "warn",
    AttendanceState.HALF: "warn",
    AttendanceState.EXCUSED: "info",
    AttendanceState.ABSENT: "bad",
}


@register.simple_tag
def meeting_state(*, meeting: ClassMeeting) -> SafeString:
    """The badge of a class's state."""
    return badge(label=meeting.get_state_display(), tone=MEETING_TONES[MeetingState(meeting.state)])


@register.simple_tag
def attendance_state(*, state: str) -> SafeString:
    """The badge of somebody's attendance; "not yet" while nothing is known."""
    if not state:
        return badge(label=_("Not yet"), tone="idle")
    return badge(label=str(AttendanceState(state).label), tone=ATTENDANCE_TONES[AttendanceState(state)])


@register.simple_tag
def class_hours(*, meeting: ClassMeeting) -> SafeString:
    """The hours of a class: in the venue's zone first, then, where they differ, in the reader's; online in all three."""
    words = hours_of(meeting)
    if not meeting.venue:
        here = timezone.localtime(meeting.starts_at)
        return format_html(
            '<span class="num">{}</span>', in_three_zones(meeting.starts_at, here, until=meeting.ends_at)
        )
    if zone_name(meeting.time_zone) == current_zone_name():
        return format_html('<span class="num">{}</span>', words)
    mine = f"{timezone.localtime(meeting.starts_at):%H.%M}–{timezone.localtime(meeting.ends_at):%H.%M}"
    yours = _("%(hours)s %(zone)s where you are") % {"hours": mine, "zone": current_zone_name()}
    return format_html('<span class="num">{}</span> <span class="soft small">({})</span>', words, yours)


@register.simple_tag
def day_at_class(*, meeting: ClassMeeting, at: datetime) -> SafeString:
    """The day of an instant at the venue."""
    return day(on=at.astimezone(ZoneInfo(meeting.time_zone)).date())


@register.simple_tag
def at_class(*, meeting: ClassMeeting, at: datetime | None) -> SafeString:
    """An instant as the venue's clocks show it; a dash for none."""
    if at is None:
        return SafeString("–")
    local = at.astimezone(ZoneInfo(meeting.time_zone))
    return format_html(
        '<time class="num" datetime="{}">{} {}</time>', machine_readable(at), f"{local:%H.%M}", meeting.zone
    )
