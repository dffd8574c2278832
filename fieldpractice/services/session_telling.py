"""Tells people of sessions, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.urls import reverse

from fieldpractice.kinds.sessions import (
    CANCELLED,
    CANCELLED_SOON,
    LINK,
    MOVED,
    MOVED_SOON,
    PLANNED,
    SOON,
    TOMORROW,
    values_of,
)
from fieldpractice.models import MonitoringSession
from fieldpractice.queries.sessions import asked_to_each, people_of
from lms.notices.registry import Telling
from lms.notices.services import tell_many, withdraw
from lms.people import clock
from lms.people.models import User

# What happens within this is told at night too.
AT_ONCE = timedelta(days=1)
OUTDATED = (MOVED, MOVED_SOON, TOMORROW, SOON)


def tell_planned(*, actor: User, sessions: Sequence[MonitoringSession]) -> None:
    """Tell everybody asked to any of these sessions, once for all of them. What lies in the past is told to nobody."""
    coming = [one for one in sessions if one.ends_at > clock.now()]
    if not coming:
        return
    first = coming[0]
    mine: dict[int, tuple[User, list[MonitoringSession]]] = {}
    asked = asked_to_each(coming)
    for session in coming:
        for user in asked[session.pk]:
            mine.setdefault(user.pk, (user, []))[1].append(session)
    tell_many(
        Telling(
            kind=PLANNED,
            to=user,
            path=reverse("fieldpractice:session_list"),
            values={"cohort": first.cohort.name, "count": len(rows), "when": rows[0].starts_at},
            key=f"{PLANNED}:{first.pk}:{user.pk}",
            about=first,
            actor=actor,
        )
        for user, rows in mine.values()
        if user.pk != actor.pk
    )


def tell_moved(*, actor: User, session: MonitoringSession, before: datetime) -> None:
    """Tell everybody of the new time; what was told of the old one is taken back."""
    withdraw(about=session, kinds=OUTDATED)
    _tell_all(actor, session, MOVED_SOON if _soon(min(before, session.starts_at)) else MOVED)


def tell_cancelled(*, actor: User, session: MonitoringSession) -> None:
    """Tell everybody that it does not take place; reminders are taken back."""
    withdraw(about=session, kinds=(*OUTDATED, LINK))
    kind = CANCELLED_SOON if _soon(session.starts_at) else CANCELLED
    _tell_all(actor, session, kind, reason=session.cancelled_because)


def tell_link(*, actor: User, session: MonitoringSession) -> None:
    """Tell everybody that the way in is another one. The link itself stands behind sign-in, not in a mail."""
    withdraw(about=session, kinds=(LINK,))
    _tell_all(actor, session, LINK)


def _soon(at: datetime) -> bool:
    return at <= clock.now() + AT_ONCE


def _tell_all(actor: User, session: MonitoringSession, kind: str, **more: object) -> None:
    tell_many(_rows(actor, session, kind, {**values_of(session), **more}))


def _rows(actor: User, session: MonitoringSession, kind: str, values: dict[str, object]) -> Iterator[Telling]:
    for user in people_of(session):
        if user.pk != actor.pk:
            yield Telling(
                kind=kind,
                to=user,
                path=session.get_absolute_url(),
                values=values,
                key=f"{kind}:{session.pk}:{session.sequence}:{clock.now():%Y%m%d%H%M%S}:{user.pk}",
                about=session,
                actor=actor,
            )
