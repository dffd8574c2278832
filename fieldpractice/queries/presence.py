"""Presence as screens read it: the board of a session, who is here now, one person's story, the identity desk, a cohort's sessions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db.models import Count, Q
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort, Enrolment
from courses.queries.progress import display_name
from fieldpractice.enums import MatchWay, PresenceState, RowSource, SessionState
from fieldpractice.identities import folded
from fieldpractice.models import (
    MonitoringSession,
    ParticipationRow,
    Presence,
    PresenceDecision,
)
from fieldpractice.presence import Stay, length_of, permille_of, seconds_of
from fieldpractice.queries.participation import asked_to
from lms.people import clock

PEOPLE = ("id", "public_id", "user_id", "user__name", "user__title_before", "user__title_after", "work_unit__name")
STAY = (
    *(
        "enrolment",
        "user_id",
        "source",
        "name",
        "email",
        "account_id",
        "joined_at",
        "left_at",
        "in_waiting_room",
        "way",
    ),
    *("against", "against__user__name", "instance__ended_at"),
)
S = PresenceState


TONES = {S.PRESENT.value: "ok", S.PARTLY.value: "warn", S.EXCUSED.value: "info", S.ABSENT.value: "bad"}
REMARKS = {
    "no_beginning": _("A stay without a beginning: it counts for nothing until the report says more."),
    "no_end": _("A stay without an end: it counts until the end of the session."),
    "backwards": _("A stay whose end comes before its beginning counts for nothing."),
    "disagrees": _("The own link and the e-mail name two different people; the link counts."),
}


def percent_of(permille: int) -> str:
    """Return tenths of a percent as the reader writes them, whole ones without a tenth."""
    return number_format(Decimal(permille) / 10, 1 if permille % 10 else 0)


@dataclass(frozen=True)
class Line:
    """One person on the board. `state` is "" while the session goes on; `here` is whether a stay is open now."""

    id: int
    public_id: str
    name: str
    unit: str
    state: str
    seconds: int
    permille: int
    joins: int
    sources: tuple[str, ...]
    here: bool
    decided: bool
    decided_because: str = ""
    # What needs a look: a stay without beginning or end, one the wrong way round, a link and an e-mail that disagree.
    remarks: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return str(S(self.state).label) if self.state else ""

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "idle")

    @property
    def remark_words(self) -> list[str]:
        """Each remark as a sentence."""
        return [str(REMARKS[one]) for one in self.remarks]

    @property
    def source_labels(self) -> list[str]:
        return [str(RowSource(one).label) for one in self.sources]

    @property
    def percent(self) -> str:
        """Cut off to a tenth, as the reader writes it: never rounded across the threshold."""
        return percent_of(self.permille)

    @property
    def minutes(self) -> int:
        return self.seconds // 60


@dataclass(frozen=True)
class Counts:
    """A session in numbers."""

    asked: int = 0
    here: int = 0
    present: int = 0
    partly: int = 0
    excused: int = 0
    absent: int = 0
    unknown: int = 0


@dataclass(frozen=True)
class Here:
    """Somebody in the meeting now, or who was and has left."""

    enrolment_id: int
    public_id: str
    name: str
    unit: str
    here: bool
    since: datetime | None


@dataclass
class Board:
    """A session's people and numbers, and whether it is over."""

    over: bool
    total: int
    counts: Counts
    lines: list[Line] = field(default_factory=list)


def board_of(session: MonitoringSession) -> Board:
    """Return everybody asked to a session, and who came besides, by name. Three queries."""
    over = session.window[1] <= clock.now()
    rows = stays_in(session)
    presences = {one.enrolment_id: one for one in Presence.objects.filter(session=session)}
    came = {row["enrolment"] for row in rows if row["enrolment"]}
    asked = asked_to(session).values("pk")
    people = Enrolment.objects.filter(Q(pk__in=asked) | Q(pk__in=came | set(presences)), cohort=session.cohort_id)
    live = _seconds(session, rows)
    stays: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        stays.setdefault(row["enrolment"], []).append(row)
    lines = [
        _line(one, stays.get(one["id"], ()), presences.get(one["id"]), live.get(one["id"], 0), session, over=over)
        for one in people.order_by("user__name", "id").values(*PEOPLE)
    ]
    unknown = len({stranger_key(row) for row in rows if row["way"] == MatchWay.UNKNOWN and not row["in_waiting_room"]})
    return Board(over, length_of(session.window), _counts(lines, unknown), lines)


def line_of(session: MonitoringSession, enrolment: Enrolment) -> Line:
    """Return one person's line. Three queries."""
    rows = list(stays_in(session, enrolment=enrolment))
    presence = Presence.objects.filter(session=session, enrolment=enrolment).first()
    (one,) = Enrolment.objects.filter(pk=enrolment.pk).values(*PEOPLE)
    live = _seconds(session, rows).get(enrolment.pk, 0)
    return _line(one, rows, presence, live, session, over=session.window[1] <= clock.now())


def counts_of(session: MonitoringSession) -> Counts:
    """Return a held session in numbers, from what was worked out, and how many names nobody knows. Two queries."""
    states = {state.value: Count("id", filter=Q(state=state)) for state in S}
    found = Presence.objects.filter(session=session).aggregate(asked=Count("id"), **states)
    rows = ParticipationRow.objects.filter(
        instance__session=session, way=MatchWay.UNKNOWN, in_waiting_room=False
    ).values("account_id", "email", "name", "user_id")
    return Counts(unknown=len({stranger_key(row) for row in rows}), **found)


def who_is_here(session: MonitoringSession) -> list[Here]:
    """Return who is in the meeting now, then who was and has left, each by name, as notifications told it. Two queries."""
    rows = stays_in(session)
    now, open_since, known = clock.now(), dict[int, datetime](), set[int]()
    for row in rows:
        if not row["enrolment"] or row["in_waiting_room"]:
            continue
        known.add(row["enrolment"])
        if _is_open(row) and row["joined_at"] and row["joined_at"] <= now:
            since = open_since.get(row["enrolment"])
            open_since[row["enrolment"]] = min(since or row["joined_at"], row["joined_at"])
    people = Enrolment.objects.filter(pk__in=known).order_by("user__name", "id").values(*PEOPLE)
    found = [
        Here(
            enrolment_id=one["id"],
            public_id=one["public_id"],
            name=display_name(one),
            unit=one["work_unit__name"] or "",
            here=one["id"] in open_since,
            since=open_since.get(one["id"]),
        )
        for one in people
    ]
    return sorted(found, key=lambda one: not one.here)


def presence_of(cohort: Cohort) -> tuple[list[MonitoringSession], dict[int, dict[int, Presence]]]:
    """Return the held sessions of a cohort, in order, and by enrolment and session everybody's presence. Two queries."""
    sessions = list(
        MonitoringSession.objects.filter(cohort=cohort, state=SessionState.HELD).order_by("starts_at", "id")
    )
    found: dict[int, dict[int, Presence]] = {}
    for one in Presence.objects.filter(session__in=[session.pk for session in sessions]).order_by():
        found.setdefault(one.enrolment_id, {})[one.session_id] = one
    return sessions, found


def story_of(session: MonitoringSession, enrolment: Enrolment) -> dict[str, Any]:
    """Return what somebody's presence rests on: the stays, in order, and what was decided. Two queries."""
    decisions = PresenceDecision.objects.filter(session=session, enrolment=enrolment).select_related("actor")
    return {
        "stays": [_told(row) for row in stays_in(session, enrolment=enrolment)],
        "decisions": [
            {"at": one.at, "by": one.actor, "reason": one.reason, "label": S(one.after).label if one.after else ""}
            for one in decisions
        ],
    }


def my_presence(session: MonitoringSession, user_id: int) -> dict[str, Any] | None:
    """Return a participant's own presence at a session that is over, or None. One query."""
    row = Presence.objects.filter(session=session, enrolment__user=user_id).first()
    if row is None:
        return None
    total = length_of(session.window)
    return {
        "row": row,
        "minutes": row.seconds // 60,
        "total": total // 60,
        "percent": percent_of(permille_of(row.seconds, total)),
    }


def stays_in(session: MonitoringSession, *, enrolment: Enrolment | None = None) -> list[dict[str, Any]]:
    """Return the stays of a session, or of one person in it, in order. One query."""
    rows = ParticipationRow.objects.filter(instance__session=session)
    if enrolment is not None:
        rows = rows.filter(enrolment=enrolment)
    return list(rows.order_by("joined_at", "id").values(*STAY))


def _seconds(session: MonitoringSession, rows: Iterable[Mapping[str, Any]]) -> dict[int, int]:
    stays = (
        Stay(row["enrolment"], row["joined_at"], row["left_at"], row["instance__ended_at"], row["in_waiting_room"])
        for row in rows
        if row["enrolment"]
    )
    return seconds_of(stays, session.window, clock.now())  # type: ignore[return-value]


def _is_open(row: Mapping[str, Any]) -> bool:
    return not row["left_at"] and not row["instance__ended_at"]


def _line(
    one: Mapping[str, Any],
    stays: Sequence[Mapping[str, Any]],
    presence: Presence | None,
    live: int,
    session: MonitoringSession,
    *,
    over: bool,
) -> Line:
    seconds = presence.seconds if presence and over and session.is_held else live
    inside = [row for row in stays if not row["in_waiting_room"]]
    decided = bool(presence and presence.decided_by_id)
    shown = presence if presence and (over or decided) else None
    return Line(
        id=one["id"],
        public_id=one["public_id"],
        name=display_name(one),
        unit=one["work_unit__name"] or "",
        state=shown.state if shown else "",
        seconds=seconds,
        permille=permille_of(seconds, length_of(session.window)),
        joins=len(inside),
        sources=tuple(dict.fromkeys(row["source"] for row in inside)),
        here=not over and any(_is_open(row) and row["joined_at"] for row in inside),
        decided=decided,
        decided_because=presence.decided_because if presence and decided else "",
        remarks=tuple(dict.fromkeys(remark for row in inside for remark in remarks_on(row, over=over))),
    )


def remarks_on(row: Mapping[str, Any], *, over: bool) -> list[str]:
    """Return what a reader should look at in a stay: short words, each explained on the page."""
    found = []
    if row["joined_at"] is None:
        found.append("no_beginning")
    elif row["left_at"] is None and over and not row["instance__ended_at"]:
        found.append("no_end")
    elif row["left_at"] and row["left_at"] < row["joined_at"]:
        found.append("backwards")
    if row["against"]:
        found.append("disagrees")
    return found


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "source_label": RowSource(row["source"]).label,
        "way_label": MatchWay(row["way"]).label,
        "remarks": [str(REMARKS[one]) for one in remarks_on(row, over=True)],
        "against_name": row["against__user__name"],
    }


def _counts(lines: Sequence[Line], unknown: int) -> Counts:
    states = [line.state for line in lines]
    return Counts(
        asked=len(lines),
        here=sum(line.here for line in lines),
        present=states.count(S.PRESENT),
        partly=states.count(S.PARTLY),
        excused=states.count(S.EXCUSED),
        absent=states.count(S.ABSENT),
        unknown=unknown,
    )


def stranger_key(row: Mapping[str, Any]) -> str:
    """Rows of one key are one somebody: the same account, else the same address, else the same name."""
    email, name = str(row["email"]).lower(), folded(row["name"])
    words = row["account_id"] or email or name or f"row {row['user_id']}"
    return sha256(words.encode()).hexdigest()[:24]
