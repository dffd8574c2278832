"""The report of the field practice: its facts from live data, what is missing for a hand-in, and what was handed in."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from fieldpractice.enums import LhpkSection, Service, Verdict
from fieldpractice.models import Lhpk, LhpkVersion, Placement
from fieldpractice.queries.logbook import today_at
from fieldpractice.queries.officer import Officer, SessionRow, WeekRow
from lms.ui.times import instant_in_words

# The paper is Indonesian, whoever asks.
LANGUAGE = "id"
# A part of fewer letters says nothing to a reader.
LEAST = 40


@dataclass(frozen=True)
class SectionRow:
    """One part of the report as typed, and what a reader expects in it."""

    key: str
    label: str
    hint: str
    text: str

    @property
    def is_written(self) -> bool:
        return len(self.text.strip()) >= LEAST


def hints() -> dict[str, str]:
    """Return what is expected in each part."""
    s = LhpkSection
    return {
        s.INTRODUCTION: _("Your unit, its services, and what you set out to do in these twelve weeks."),
        s.DONE: _("What you did, service by service; the figures are filled in below by themselves."),
        s.CONSTRAINTS: _("What stood in the way, what you tried, what helped, and what is still open."),
        s.LESSONS: _("What you can do now that you could not do before, with an example."),
        s.PLAN: _("What you will go on with in your unit: action, person, date."),
    }


def sections_of(lhpk: Lhpk | None) -> list[SectionRow]:
    """Return the parts in their order, with what was typed so far."""
    return _rows(lhpk.sections if lhpk else {})


def sections_in(version: LhpkVersion) -> list[SectionRow]:
    """Return the parts as they were handed in."""
    return _rows(version.content["sections"])


def _rows(typed: dict[str, str]) -> list[SectionRow]:
    expected = hints()
    return [SectionRow(one.value, str(one.label), expected[one], str(typed.get(one, ""))) for one in LhpkSection]


def missing_for(placement: Placement, lhpk: Lhpk | None) -> list[str]:
    """Return what keeps the report from being handed in; nothing when it is complete. Reads the placement's pauses."""
    short = [one.label for one in sections_of(lhpk) if not one.is_written]
    found = [_("“%(part)s” is still too short: at least %(n)s letters.") % {"part": one, "n": LEAST} for one in short]
    last = placement.weeks()[-1].starts_on
    if today_at(placement) < last:
        found.append(
            _("The report covers twelve weeks: it can be handed in from %(day)s, when your last week begins.")
            % {"day": date_format(last, "j F Y")}
        )
    return found


def facts_of_report(one: Officer, *, jp_whole: int) -> dict[str, Any]:
    """Return the facts of the report in Indonesian, as plain data: what is frozen with a hand-in, and what the paper shows."""
    with override(LANGUAGE):
        placement, user = one.placement, one.placement.enrolment.user
        return {
            "head": [
                [_("Participant"), user.display_name],
                ["NIP", user.nip or "–"],
                [_("Cohort"), str(placement.enrolment.cohort)],
                [_("Work unit"), str(placement.work_unit)],
                [_("Supervisor"), supervisor_of(placement)],
                [_("Field practice"), f"{_day(placement.starts_on)} – {_day(placement.ends_on)}"],
            ],
            "sums": [
                [_("Days in the logbook"), str(one.days)],
                [_("Hours"), _number(one.hours)],
                [_("People served"), str(one.served)],
                [_("JP earned"), _("%(earned)s of %(whole)s") % {"earned": one.jp, "whole": jp_whole}],
                [_("Weeks seen by the supervisor"), _("%(n)s of %(all)s") % {"n": one.seen, "all": len(one.weeks)}],
                [_("Tasks accepted"), _("%(n)s of %(all)s") % {"n": one.accepted, "all": len(one.tasks)}],
                [_("Monitoring sessions attended"), _("%(n)s of %(all)s") % {"n": one.attended, "all": one.held}],
            ],
            "weeks": [_week(week) for week in one.weeks],
            "services": _services(one),
            "pauses": [
                [f"{_day(p.starts_on)} – {_day(p.ends_on)}", p.get_kind_display(), p.reason]
                for p in one.pauses
                if p.is_in_force
            ],
            "moves": [[_day(move.from_day), move.reason] for move in one.moves],
            "tasks": [
                [
                    row.line.code,
                    row.line.title,
                    str(row.line.state.label),
                    ", ".join(v.receipt for v in row.versions) or "–",
                ]
                for row in one.tasks
            ],
            "sessions": [_session(row) for row in one.sessions if not row.session.is_cancelled],
            "constraints": [
                [c.title, c.get_kind_display(), c.get_service_display() if c.service else "–", c.get_state_display()]
                for c in one.constraints
            ],
            "follow_ups": [
                [f.action, _day(f.due_on) if f.due_on else "–", f.get_state_display()] for f in one.follow_ups
            ],
        }


def supervisor_of(placement: Placement) -> str:
    """Return the supervisor's name, with or without an account."""
    return placement.supervisor.display_name if placement.supervisor else placement.supervisor_name or "–"


def _week(row: WeekRow) -> list[str]:
    week = row.cell.facts.week
    verdict = row.cell.facts.verdict
    return [
        str(week.number),
        f"{_day(week.starts_on)} – {_day(week.ends_on)}",
        str(row.cell.days),
        _number(row.cell.hours),
        str(row.served),
        str(row.jp),
        str(Verdict(verdict).label) if verdict else "–",
    ]


def _services(one: Officer) -> list[list[str]]:
    sums: dict[int, list[Any]] = defaultdict(lambda: [0, Decimal(0)])
    for week in one.weeks:
        for entry in week.entries:
            sums[entry.service][0] += entry.served
            sums[entry.service][1] += entry.hours
    return [[str(Service(key).label), str(served), _number(hours)] for key, (served, hours) in sorted(sums.items())]


def _session(row: SessionRow) -> list[str]:
    state = row.presence.get_state_display() if row.presence else "–"
    return [instant_in_words(row.session.starts_at, style="long", zones=True), row.session.title, state]


def _day(day: date) -> str:
    return date_format(day, "j M Y")


def _number(value: Any) -> str:
    return f"{value:g}".replace(".", ",")


def digest_of_content(content: dict[str, Any]) -> str:
    """Return the SHA-256 of a report's content as canonical JSON."""
    return hashlib.sha256(
        json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()


def history_of_report(lhpk: Lhpk) -> list[Any]:
    """Return the steps of a report, the newest first: one query."""
    return list(lhpk.events.select_related("actor", "version").order_by("-at", "-pk"))
