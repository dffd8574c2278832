"""What people are told: placements: who practises where, pauses and moves."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from lms.notices.registry import NoticeKind, Variable, add_kind
from lms.people.enums import PARTICIPANT, Role

PLACED = "fieldpractice.placed"
CHANGED = "fieldpractice.placement_changed"
SUPERVISES = "fieldpractice.supervises"
PAUSED = "fieldpractice.paused"
PAUSE_BACK = "fieldpractice.pause_taken_back"

LEARNERS = frozenset({PARTICIPANT})
UNIT = Variable("text", "BBPVP Makassar", _("work unit"))
FIRST = Variable("date", date(2026, 9, 7), _("first day"))
LAST = Variable("date", date(2026, 11, 29), _("last day"))
SUPERVISOR = Variable("text", "Andi Baso Pangerang, S.T., M.M.", _("supervisor"))
REASON = Variable("text", _("Flood"), _("reason"))
PERSON = Variable("text", "Budi Santoso", _("participant"))

for kind in (
    NoticeKind(
        code=PLACED,
        label=_("Where the field practice takes place"),
        group="field",
        title=_("Your field practice: {unit}, from {first}"),
        body=_("It lasts until {last}. Supervisor: {supervisor}. Note each day in the logbook."),
        variables={"unit": UNIT, "first": FIRST, "last": LAST, "supervisor": SUPERVISOR},
        hats=LEARNERS,
    ),
    NoticeKind(
        code=CHANGED,
        label=_("The placement was changed"),
        group="field",
        title=_("Your field practice was changed: {unit}"),
        body=_("From {from} on: {unit}, supervisor {supervisor}. Reason: {reason}"),
        variables={"from": FIRST, "unit": UNIT, "supervisor": SUPERVISOR, "reason": REASON},
        hats=LEARNERS,
    ),
    NoticeKind(
        code=SUPERVISES,
        label=_("Somebody new to supervise"),
        group="field",
        title=_("You supervise the field practice of {person}"),
        body=_("Unit: {unit}. When a week has ended, say whether you have seen the work in the logbook."),
        variables={"person": PERSON, "unit": UNIT},
        hats=frozenset({Role.SUPERVISOR}),
    ),
    NoticeKind(
        code=PAUSED,
        label=_("The field practice rests"),
        group="field",
        title=_("Your field practice rests from {first} to {last}"),
        body=_(
            "{pause}: {reason}. Due days that moved: {moved}. What you handed in stays. The practice now ends on {end}."
        ),
        variables={
            "first": FIRST,
            "last": LAST,
            "pause": Variable("text", _("Leave"), _("kind of pause")),
            "reason": REASON,
            "moved": Variable("number", 3, _("due days that moved")),
            "end": Variable("date", date(2026, 12, 6), _("new last day of the practice")),
        },
        hats=LEARNERS,
    ),
    NoticeKind(
        code=PAUSE_BACK,
        label=_("A pause was taken back"),
        group="field",
        title=_("The pause from {first} to {last} was taken back"),
        body=_("Reason: {reason}. Due days that were moved stay as promised. The practice ends on {end}."),
        variables={
            "first": FIRST,
            "last": LAST,
            "reason": REASON,
            "end": Variable("date", date(2026, 11, 29), _("last day of the practice")),
        },
        hats=LEARNERS,
    ),
):
    add_kind(kind)
