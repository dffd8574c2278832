"""The identity desk: who in a session is not recognised, whom it may be; whom a file waiting for a word names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from courses.models import Enrolment
from courses.queries.progress import display_name
from fieldpractice.enums import MatchWay
from fieldpractice.identities import Claim, folded, identify, suggestions
from fieldpractice.models import MonitoringSession, ParticipationRow, PresenceFile
from fieldpractice.presence import Stay, seconds_of
from fieldpractice.queries.participation import asked_to, known_of
from fieldpractice.queries.presence import PEOPLE, stays_in, stranger_key
from lms.people import clock


@dataclass(frozen=True)
class Stranger:
    """A name on the identity desk: all its stays in one session, whom it may be, and whom somebody said it is."""

    key: str
    name: str
    email: str
    account_id: str
    joins: int
    minutes: int
    way: str
    chosen: str = ""
    chosen_name: str = ""
    suggested: tuple[tuple[str, str], ...] = ()


def strangers_of(session: MonitoringSession) -> tuple[list[Stranger], list[Stranger]]:
    """Return who waits on the identity desk of a session, with suggestions, and who was decided on. Two queries."""
    desk = {MatchWay.UNKNOWN, MatchWay.DECIDED, MatchWay.NOBODY}
    rows = [row for row in stays_in(session) if row["way"] in desk and not row["in_waiting_room"]]
    people = list(
        Enrolment.objects.filter(pk__in=asked_to(session).values("pk")).order_by("user__name", "id").values(*PEOPLE)
    )
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(stranger_key(row), []).append(row)
    found = [_stranger(session, key, several, people) for key, several in groups.items()]
    found.sort(key=lambda one: (folded(one.name), one.key))
    waiting = [one for one in found if one.way == MatchWay.UNKNOWN]
    return waiting, [one for one in found if one.way != MatchWay.UNKNOWN]


def people_to_choose(session: MonitoringSession) -> list[tuple[str, str]]:
    """Return everybody asked to a session, as (id, name). One query."""
    rows = asked_to(session).order_by("user__name", "id").values(*PEOPLE)
    return [(one["public_id"], f"{display_name(one)} · {one['work_unit__name'] or '–'}") for one in rows]


def unseen_first(session: MonitoringSession) -> list[tuple[str, str]]:
    """Return the same, those not seen in it first and marked: a strange name is most likely one of theirs. Two queries."""
    rows = ParticipationRow.objects.filter(instance__session=session, enrolment__isnull=False)
    seen = set(rows.values_list("enrolment__public_id", flat=True))
    people = sorted(people_to_choose(session), key=lambda one: one[0] in seen)
    return [(pid, name if pid in seen else _("%(person)s · not seen yet") % {"person": name}) for pid, name in people]


def file_outlook(file: PresenceFile) -> dict[str, Any]:
    """Return whom a file waiting for a word names, and whom nobody knows by it. Seven queries."""
    session = file.session
    known = known_of(session)
    people: dict[int, int] = {}
    strangers: dict[str, int] = {}
    for row in file.rows:
        if row["waiting"]:
            continue
        who = identify(Claim(email=row["email"], name=row["name"]), known)
        if who.enrolment is not None:
            people[who.enrolment] = people.get(who.enrolment, 0) + 1
        elif who.way == MatchWay.UNKNOWN:
            strangers[row["name"] or row["email"]] = strangers.get(row["name"] or row["email"], 0) + 1
    names = Enrolment.objects.filter(pk__in=people).order_by("user__name", "id").values(*PEOPLE)
    return {
        "people": [(display_name(one), people[one["id"]]) for one in names],
        "strangers": sorted(strangers.items()),
        "waiting": sum(1 for row in file.rows if row["waiting"]),
    }


def _stranger(
    session: MonitoringSession, key: str, rows: Sequence[Mapping[str, Any]], people: Sequence[Mapping[str, Any]]
) -> Stranger:
    first = rows[0]
    stays = (Stay(key, row["joined_at"], row["left_at"], row["instance__ended_at"]) for row in rows)
    seconds = seconds_of(stays, session.window, clock.now()).get(key, 0)
    chosen = next((one for one in people if one["id"] == first["enrolment"]), None)
    near = suggestions(first["name"], [(one["id"], one["user__name"]) for one in people])
    by_id = {one["id"]: one for one in people}
    return Stranger(
        key=key,
        name=first["name"],
        email=first["email"],
        account_id=first["account_id"],
        joins=len(rows),
        minutes=seconds // 60,
        way=first["way"],
        chosen=chosen["public_id"] if chosen else "",
        chosen_name=display_name(chosen) if chosen else "",
        suggested=tuple((by_id[pk]["public_id"], display_name(by_id[pk])) for pk in near),
    )
