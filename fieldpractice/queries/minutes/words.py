"""A briefing in words: the parts of its paper, and a text ready to paste into a chat.

The text goes to groups: it says how many are late, silent or were absent, and names nobody for it. Who has taken something on is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fieldpractice.enums import ConstraintState, Service, Severity
from fieldpractice.models import FollowUp
from fieldpractice.queries.minutes.briefing import MOST, Briefing, Met, Solved
from fieldpractice.queries.minutes.content import agenda_of
from lms.people.zones import three_zones
from lms.ui.times import day_in_words

# What a chat shows of each list before it becomes a wall.
FEW = 5


def text_of(briefing: Briefing, address: str) -> str:
    """Return the briefing as a text for WhatsApp, with the address of the session. Stars make bold there."""
    session = briefing.session
    local = session.starts_at.astimezone(ZoneInfo(session.cohort.time_zone))
    hours = " · ".join(f"{there:%H.%M} {name}" for name, there in three_zones(session.starts_at))
    lines = [f"*{session.title}*, {session.cohort.name}", f"{day_in_words(local.date())}, {hours}", address, ""]
    lines += _listed(_("Agenda"), [f"{n}. {line}" for n, line in enumerate(agenda_of(session), 1)])
    lines += _listed(_("Constraints we talk about"), [_chat_constraint(one) for one in briefing.constraints[:FEW]])
    lines += _listed(
        _("Done about earlier constraints"),
        [f"• {one.constraint.title}: {ConstraintState(one.state).label}" for one in briefing.solved[:FEW]],
    )
    lines += _listed(_("To be done from last time"), [_chat_action(one) for one in briefing.still_open[:FEW]])
    return "\n".join([*lines, *_counts(briefing)]).strip()


def _listed(title: str, lines: Sequence[str]) -> list[str]:
    return [f"*{title}*", *lines, ""] if lines else []


def _chat_constraint(one: Met) -> str:
    units = ngettext("%(n)s unit", "%(n)s units", one.units) % {"n": one.units}
    return f"• {one.constraint.title} ({units})"


def _chat_action(one: FollowUp) -> str:
    due = f", {date_format(one.due_on, 'j M')}" if one.due_on else ""
    return f"• {one.action} ({one.who}{due})"


def _counts(briefing: Briefing) -> list[str]:
    said = []
    if n := len(briefing.late):
        said.append(ngettext("%(n)s person has tasks overdue.", "%(n)s people have tasks overdue.", n) % {"n": n})
    if n := len(briefing.absent):
        said.append(ngettext("%(n)s person was absent last time.", "%(n)s people were absent last time.", n) % {"n": n})
    return [*said, _("Who needs help writes to the facilitator before the session.")] if said else []


def parts_of(briefing: Briefing) -> list[dict[str, Any]]:
    """Return the parts of the briefing as a paper shows them: title, head, rows, and what is said where there are none."""
    return [
        _late(briefing),
        _constraints(briefing),
        {
            "title": _("Constraints by service"),
            "empty": _("None."),
            "head": [_("Service"), _("How many")],
            "widths": [4, 1],
            "rows": [[name, str(count)] for name, count in briefing.by_service],
        },
        _solved(briefing),
        _actions(briefing),
        _names(_("Absent last time"), [_person(one) for one in briefing.absent]),
        _names(
            _("Without a sign of life for %(days)s days") % {"days": briefing.silent_days},
            [_("%(name)s: %(days)s days") % {"name": _person(one.enrolment), "days": one.days} for one in briefing.silent],
        ),
    ]  # fmt: skip


def _late(briefing: Briefing) -> dict[str, Any]:
    rows = [[_person(one.enrolment), one.codes, date_format(one.since, "j M Y")] for one in briefing.late[:MOST]]
    return {
        "title": _counted(_("Late with tasks"), len(briefing.late)),
        "empty": _("Nobody is late."),
        "head": [_("Participant"), _("Tasks"), _("Oldest was due")],
        "widths": [3, 2, 1],
        "rows": rows,
    }


def _constraints(briefing: Briefing) -> dict[str, Any]:
    rows = [
        [
            one.constraint.title + (" (" + _("new") + ")" if one.is_new else ""),
            str(Service(one.constraint.service).label) if one.constraint.service else "–",
            one.constraint.work_unit.name if one.constraint.work_unit else "–",
            str(Severity(one.constraint.severity).label),
            str(one.units),
        ]
        for one in briefing.constraints[:MOST]
    ]
    return {
        "title": _counted(_("Open constraints"), len(briefing.constraints)),
        "empty": _("No constraint is open."),
        "head": [_("Constraint"), _("Service"), _("Work unit"), _("Severity"), _("Units")],
        "widths": [4, 3, 2, 1, 1],
        "rows": rows,
    }


def _solved(briefing: Briefing) -> dict[str, Any]:
    rows = [[one.constraint.title, str(ConstraintState(one.state).label), _done(one)] for one in briefing.solved[:MOST]]
    return {
        "title": _("Brought on since the last session"),
        "empty": _("Nothing was strengthened or resolved since."),
        "head": [_("Constraint"), _("State"), _("What has been done")],
        "widths": [3, 1, 3],
        "rows": rows,
    }


def _done(one: Solved) -> str:
    """What was done: the lessons that were strengthened, else what was said."""
    lessons = [
        _("Lesson “%(title)s”, version %(n)s") % {"title": answer.lesson_title, "n": answer.after.number}
        for answer in one.lessons
        if answer.after
    ]
    return "; ".join([*lessons, *filter(None, [one.note])]) or "–"


def _actions(briefing: Briefing) -> dict[str, Any]:
    rows = [
        [
            one.action,
            one.who,
            (date_format(one.due_on, "j M Y") if one.due_on else "–"),
            _("Overdue") if one.is_overdue else str(one.get_state_display()),
        ]
        for one in briefing.follow_ups[:MOST]
    ]
    return {
        "title": _("Follow-up plan so far"),
        "empty": _("Nothing was agreed on before."),
        "head": [_("Action"), _("Person responsible"), _("By when"), _("State")],
        "widths": [4, 2, 1, 1],
        "rows": rows,
    }


def _names(title: str, names: list[str]) -> dict[str, Any]:
    more = len(names) - MOST
    shown = names[:MOST] + ([_("and %(n)s more") % {"n": more}] if more > 0 else [])
    return {"title": title, "empty": _("Nobody."), "head": [], "widths": [], "rows": [[one] for one in shown]}


def _counted(title: str, count: int) -> str:
    return f"{title} ({count})" if count else title


def _person(one: Any) -> str:
    unit = f" ({one.work_unit.name})" if one.work_unit else ""
    return f"{one.user.display_name}{unit}"
