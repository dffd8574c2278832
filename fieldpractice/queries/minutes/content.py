"""The minutes of a session as one piece of data: what is shown for approval, frozen, digested and set on paper.

How far a follow-up is does not belong to it: that changes after the session, the plan that was agreed on does not.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_date, parse_datetime

from courses.models import Enrolment
from fieldpractice.enums import PresenceState
from fieldpractice.models import FollowUp, MinutesApproval, MinutesItem, MonitoringSession, Presence
from fieldpractice.queries.participation import asked_to

FORMAT = 1


def people_of(session: MonitoringSession) -> QuerySet[Enrolment]:
    """Return the enrolments that were asked to a session: of its group, or of its whole cohort."""
    return asked_to(session).select_related("user", "work_unit").order_by("user__name", "id")


def agenda_of(session: MonitoringSession) -> list[str]:
    """Return the points of the agenda, one a line; numbers and dashes that were typed before them fall away."""
    lines = (_LEAD.sub("", line).strip() for line in session.agenda.splitlines())
    return [line for line in lines if line]


_LEAD = re.compile(r"^\s*(?:\d{1,2}[.)]|[-–•*])\s+")


def content_of(session: MonitoringSession) -> dict[str, Any]:
    """Return the minutes as they stand now. Seven queries, however long they are."""
    items = session.minutes_items.filter(struck_at__isnull=True).select_related("author", "constraint")
    rows = list(items)
    cohort = session.cohort
    return {
        "format": FORMAT,
        "session": {
            "title": session.title,
            "cohort": cohort.name,
            "programme": cohort.programme.name,
            "group": session.group.name if session.group else "",
            "field_week": session.field_week,
            "starts_at": session.starts_at.isoformat(),
            "ends_at": session.ends_at.isoformat(),
            "zone": cohort.time_zone,
            "facilitator": session.facilitator.display_name if session.facilitator else "",
            "agenda": agenda_of(session),
        },
        "version": {
            "title": cohort.version.title,
            "number": cohort.version.number,
            "sha256": cohort.version.digest,
        },
        "attendance": _attendance(session),
        "constraints": _constraints(session),
        "items": [
            {
                "kind": one.kind,
                "text": one.text,
                "constraint": one.constraint.public_id if one.constraint else "",
            }
            for one in rows
        ],
        "follow_ups": _follow_ups(session),
        "writers": sorted({one.author.display_name for one in rows}),
    }


def _attendance(session: MonitoringSession) -> dict[str, Any]:
    """Who was asked and who came, with the share of the time that counts as present. Two queries.

    Colleagues read the list: minutes, and the reason of a decision, are no part of it.
    """
    decided = {row.enrolment_id: row for row in Presence.objects.filter(session=session)}
    rows = []
    for one in people_of(session):
        presence = decided.get(one.pk)
        rows.append(
            {
                "name": one.user.display_name,
                "unit": one.work_unit.name if one.work_unit else "",
                "state": str(presence.state) if presence else str(PresenceState.ABSENT),
                "decided": presence is not None and presence.decided_by_id is not None,
            }
        )
    counts = Counter(row["state"] for row in rows)
    return {
        "threshold": session.threshold,
        "from": session.window[0].isoformat(),
        "until": session.window[1].isoformat(),
        "counts": {str(state): counts.get(state, 0) for state in PresenceState.values},
        "rows": rows,
    }


def _constraints(session: MonitoringSession) -> list[dict[str, Any]]:
    """The constraints this session discussed, each with what was said: from the register's own steps. One query."""
    found: dict[str, dict[str, Any]] = {}
    steps = session.constraint_events.select_related("constraint__work_unit").order_by("at", "id")
    for step in steps:
        one = step.constraint
        row = found.setdefault(
            one.public_id,
            {
                "id": one.public_id,
                "title": one.title,
                "kind": one.kind,
                "service": one.service,
                "severity": one.severity,
                "unit": one.work_unit.name if one.work_unit else "",
                "notes": [],
            },
        )
        row["notes"] += [step.note] if step.note else []
    return list(found.values())


def _follow_ups(session: MonitoringSession) -> list[dict[str, Any]]:
    rows = FollowUp.objects.filter(session=session).select_related("responsible").order_by("id")
    return [
        {
            "issue": one.issue,
            "action": one.action,
            "who": one.who,
            "due_on": one.due_on.isoformat() if one.due_on else "",
            "indicator": one.indicator,
        }
        for one in rows
    ]


def digest_of(content: dict[str, Any]) -> str:
    """Return the SHA-256 of the content in its one way of writing: keys sorted, UTF-8, no spaces."""
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def is_empty(content: dict[str, Any]) -> bool:
    """Whether nothing was written down that could be approved."""
    return not (content["items"] or content["constraints"] or content["follow_ups"])


def shown(content: dict[str, Any]) -> dict[str, Any]:
    """Return frozen content as a page shows it: instants and days as such, discussion told apart from decisions."""
    session, attendance = content["session"], content["attendance"]
    # What was said about a constraint stands with the constraint.
    about = {one["id"] for one in content["constraints"]}
    said = [one for one in content["items"] if not (one["kind"] == "note" and one["constraint"] in about)]
    rows = [{**one, "label": PresenceState(one["state"]).label} for one in attendance["rows"]]
    return {
        **content,
        "attendance": {**attendance, "rows": rows},
        "starts_at": parse_datetime(session["starts_at"]),
        "ends_at": parse_datetime(session["ends_at"]),
        "notes": [one["text"] for one in said if one["kind"] == "note"],
        "decisions": [one["text"] for one in said if one["kind"] == "decision"],
        "questions": [one["text"] for one in said if one["kind"] == "question"],
        "came": attendance["counts"]["present"] + attendance["counts"]["partly"],
        "follow_ups": [{**one, "due_on": parse_date(one["due_on"]) if one["due_on"] else None} for one in content["follow_ups"]],
    }  # fmt: skip


def items_of(session: MonitoringSession) -> list[MinutesItem]:
    """Return the lines of the minutes in order, with their writers and what they are about. One query."""
    return list(
        session.minutes_items.filter(struck_at__isnull=True)
        .select_related("author", "changed_by", "constraint")
        .order_by("position", "id")
    )


def approvals_of(session: MonitoringSession) -> list[MinutesApproval]:
    """Return the approvals of a session, the newest first. One query."""
    rows = MinutesApproval.objects.filter(session=session).select_related("approved_by", "version", "paper")
    return list(rows.order_by("-round"))


def with_all(rows: Any) -> Any:
    """Add to sessions what their minutes name."""
    return rows.select_related("cohort__version", "cohort__programme", "group", "facilitator", "host__user")
