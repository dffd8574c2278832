"""The papers of a session, in Indonesian: the briefing, and the minutes (`notulen`) as a draft or as approved.

Approved minutes are set from what was frozen alone, so the paper says what was approved whatever has changed since.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from fieldpractice.enums import ConstraintKind, PresenceState, Service, Severity
from fieldpractice.queries.minutes.content import shown
from lms.people import clock
from lms.people.zones import zone_name
from lms.ui.times import day_in_words

if TYPE_CHECKING:
    from fieldpractice.models import MinutesApproval
    from fieldpractice.queries.minutes.briefing import Briefing

LANGUAGE = "id"


def draft_pdf(content: dict[str, Any]) -> bytes:
    """Return the minutes as they stand, marked as a draft on every page."""
    from lms.files.pdf import typeset  # starts a process of its own

    with override(LANGUAGE):
        data = _paper(content) | {
            "draft": True,
            "proof": [],
            "sha256": "",
            "foot": _("Draft of %(when)s") % {"when": _moment(clock.now())},
        }
        return typeset("fieldpractice/minutes.typ", data, at=clock.now())  # fmt: skip


def approved_pdf(approval: MinutesApproval) -> bytes:
    """Return approved minutes from what was frozen. The same approval gives the same bytes."""
    from lms.files.pdf import typeset  # starts a process of its own

    with override(LANGUAGE):
        told = {"name": approval.approved_by.display_name, "when": _moment(approval.at), "n": approval.round}
        proof = [_("Approved by %(name)s, %(when)s (approval %(n)s).") % told]
        if approval.reason:
            proof.append(_("Reason for the correction: %(reason)s") % {"reason": approval.reason})
        proof.append(_("SHA-256 of the approved content:"))
        data = _paper(approval.content) | {
            "draft": False,
            "proof": proof,
            "sha256": approval.sha256,
            "foot": _("Approval %(n)s, %(when)s") % told,
        }
        return typeset("fieldpractice/minutes.typ", data, at=approval.at)


def _paper(content: dict[str, Any]) -> dict[str, Any]:
    session, told = content["session"], shown(content)
    zone = ZoneInfo(session["zone"])
    begins = told["starts_at"].astimezone(zone)
    return {
        "number": " · ".join(filter(None, [session["cohort"], session["group"], session["title"]])),
        "titles": _titles(),
        "facts": _facts(content, begins, told["ends_at"].astimezone(zone)),
        "agenda": session["agenda"],
        "attendance": _attendance_words(content),
        "constraints": [_constraint(one) for one in told["constraints"]],
        **{name: told[name] for name in ("notes", "decisions", "questions")},
        "follow-head": [_("No."), _("Issue"), _("Action"), _("Person responsible"), _("By when"), _("Indicator")],
        "follow-ups": [_follow_up(place, one) for place, one in enumerate(told["follow_ups"], 1)],
        "place-and-day": _("Held over Zoom, %(day)s") % {"day": day_in_words(begins.date())},
        "signs": [
            {"role": _("Minutes written by"), "name": "; ".join(content["writers"][:2])},
            {"role": _("Facilitator"), "name": session["facilitator"]},
            {"role": _("Organiser"), "name": ""},
        ],
        "rule": _rule(content, zone),
        "list-head": [_("No."), _("Name"), _("Work unit"), _("Presence")],
        "list": [_person(place, one) for place, one in enumerate(content["attendance"]["rows"], 1)],
        "list-note": _("* decided by a person, with the reason on record."),
    }


def _titles() -> dict[str, str]:
    return {
        "title": _("Minutes of a monitoring session"),
        "draft": _("DRAFT"),
        "draft-note": _("Draft: not approved yet, and not to be quoted."),
        "agenda": _("Agenda"),
        "attendance": _("Attendance"),
        "discussion": _("What was discussed"),
        "decisions": _("Decisions"),
        "questions": _("Open questions"),
        "follow-ups": _("Follow-up plan"),
        "list": _("Attendance list"),
        "none": _("None."),
    }


def _facts(content: dict[str, Any], begins: datetime, ends: datetime) -> list[list[str]]:
    session, version = content["session"], content["version"]
    hours = f"{begins:%H.%M}–{ends:%H.%M} {zone_name(session['zone'])}"
    rows = [
        [_("Day"), day_in_words(begins.date())],
        [_("Time"), hours],
        [_("Field week"), str(session["field_week"] or "–")],
        [_("Facilitator"), session["facilitator"] or "–"],
        [_("Curriculum in force"), _("%(title)s, version %(n)s") % {"title": version["title"], "n": version["number"]}],
    ]
    return [[_("Programme"), session["programme"]], *rows]


def _attendance_words(content: dict[str, Any]) -> str:
    attendance = content["attendance"]
    counts = attendance["counts"]
    words = {
        "asked": len(attendance["rows"]),
        "present": counts["present"],
        "partly": counts["partly"],
        "excused": counts["excused"],
        "absent": counts["absent"],
        "percent": attendance["threshold"],
    }
    return (
        _(
            "Asked: %(asked)s. Present: %(present)s, in part: %(partly)s, on leave: %(excused)s, absent: %(absent)s. Present is who was there for at least %(percent)s%% of the time; the list is attached."
        )
        % words
    )


def _rule(content: dict[str, Any], zone: ZoneInfo) -> str:
    attendance = content["attendance"]
    begins, ends = (datetime.fromisoformat(attendance[name]).astimezone(zone) for name in ("from", "until"))
    words = {"begins": f"{begins:%H.%M}", "ends": f"{ends:%H.%M} {zone_name(zone)}", "percent": attendance["threshold"]}
    return _("Counted from %(begins)s to %(ends)s; present from %(percent)s%% of it.") % words


def _constraint(one: dict[str, Any]) -> dict[str, Any]:
    about = [ConstraintKind(one["kind"]).label, Severity(one["severity"]).label]
    service = [Service(one["service"]).label] if one["service"] else []
    words = [*(str(label) for label in [*about, *service]), *filter(None, [one["unit"]])]
    return {"title": one["title"], "about": " · ".join(words), "notes": one["notes"]}


def _follow_up(place: int, one: dict[str, Any]) -> list[str]:
    due = _short(one["due_on"]) if one["due_on"] else "–"
    return [str(place), one["issue"] or "–", one["action"], one["who"], due, one["indicator"] or "–"]


def _person(place: int, one: dict[str, Any]) -> list[str]:
    state = f"{PresenceState(one['state']).label}{' *' if one['decided'] else ''}"
    return [str(place), one["name"], one["unit"] or "–", state]


def _moment(at: datetime) -> str:
    return f"{date_format(at.astimezone(clock.WIB), 'j F Y, H.i')} WIB"


def _short(day: date) -> str:
    return date_format(day, "j M Y")


def briefing_pdf(briefing: Briefing) -> bytes:
    """Return the briefing before a session: what its page shows."""
    from fieldpractice.queries.minutes.words import parts_of
    from lms.files.pdf import typeset  # starts a process of its own

    with override(LANGUAGE):
        session = briefing.session
        zone = ZoneInfo(session.cohort.time_zone)
        begins = session.starts_at.astimezone(zone)
        hours = f"{begins:%H.%M}–{session.ends_at.astimezone(zone):%H.%M} {zone_name(zone)}"
        data = {
            "title": _("Briefing before a session"),
            "number": f"{session.cohort.name} · {session.title}",
            "facts": [
                [_("Day"), day_in_words(begins.date())],
                [_("Time"), hours],
                [_("Facilitator"), str(session.facilitator or "–")],
                [_("Field week"), str(session.field_week or "–")],
            ],
            "parts": parts_of(briefing),
            "foot": _("Made %(when)s") % {"when": _moment(clock.now())},
        }
        return typeset("fieldpractice/briefing.typ", data, at=clock.now())
