"""Makes true at Zoom what one session says: the meeting, its time, its list; or that there is none.

Each step looks first and keeps what it did at once, so that a worker killed between two steps costs nothing but time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from courses.models import Enrolment
from fieldpractice.enums import RegistrantState, SessionState, WorkState
from fieldpractice.models import MonitoringSession, Registrant, ZoomWork
from fieldpractice.queries.sessions import asked_to
from fieldpractice.zoom import Zoom, errors
from fieldpractice.zoom.client import BATCH, Guest, MeetingWish
from fieldpractice.zoom.results import Registered
from lms.people import clock


class NoHost(Exception):
    """The session has no host to make a meeting with."""


class Lost(Exception):
    """The claim on the work is somebody else's now: whoever holds it goes on."""


def converge(work: ZoomWork, zoom: Zoom) -> None:
    """Do what is missing at Zoom for the session of this work. Raises a ZoomError, NoHost or Lost; called again it goes on where it was."""
    session = work.session
    if session.state == SessionState.CANCELLED:
        _take_down(work, zoom)
        return
    if session.state != SessionState.PLANNED or session.ends_at <= clock.now():
        return
    if session.hand_link and not session.zoom_id:
        return
    if session.host is None:
        raise NoHost
    if work.host_email and work.host_email != session.host.email:
        # A meeting cannot change its host: it is made anew, and everybody gets a new link. It may stand there without our having its number.
        _take_down(work, zoom)
    try:
        _make_and_fill(work, zoom)
    except (errors.NotFound, errors.Refused):
        if session.zoom_id is None or not zoom.is_gone(session.zoom_id, session.host.email, mark_of(session)):
            raise
        # Somebody deleted it on Zoom's own page: it is made anew, or another that bears our mark is taken over. Everybody gets a new link.
        _forget(work)
        _make_and_fill(work, zoom)


def _make_and_fill(work: ZoomWork, zoom: Zoom) -> None:
    if not work.session.zoom_id:
        _make(work, zoom)
    elif work.pushed != work.session.sequence:
        _push(work, zoom)
    _register(work, zoom)


def mark_of(session: MonitoringSession) -> str:
    """Return our own mark in the meeting's agenda: it never changes."""
    return session.marker or f"[padan-{session.public_id}]"


def wish_of(session: MonitoringSession) -> MeetingWish:
    """Return a session as a meeting at Zoom."""
    if session.host is None:
        raise NoHost
    return MeetingWish(
        host=session.host.email,
        topic=f"{session.title} · {session.cohort.name}",
        agenda=session.agenda,
        marker=mark_of(session),
        starts_at=session.starts_at,
        minutes=int((session.ends_at - session.starts_at).total_seconds() // 60),
        time_zone=session.cohort.time_zone,
        recorded=session.is_recorded,
    )


def _still_mine(work: ZoomWork) -> None:
    """Hold the claim on; raise Lost when another worker has taken the row over."""
    lease = clock.now() + timedelta(seconds=settings.PADAN_ZOOM_LEASE_SECONDS)
    if not ZoomWork.objects.filter(pk=work.pk, claim=work.claim, state=WorkState.DOING).update(next_at=lease):
        raise Lost


def _make(work: ZoomWork, zoom: Zoom) -> None:
    session, wish = work.session, wish_of(work.session)
    _still_mine(work)
    # Kept before the call: should its answer be lost and the host change, the meeting is looked for where it was made.
    work.host_email = wish.host
    ZoomWork.objects.filter(pk=work.pk).update(host_email=wish.host)
    meeting = zoom.create_meeting(wish)
    as_wished = (
        meeting.starts_at == session.starts_at and meeting.topic == wish.topic and meeting.minutes == wish.minutes
    )
    with transaction.atomic():
        rows = MonitoringSession.objects.filter(pk=session.pk, zoom_id__isnull=True)
        if not rows.update(zoom_id=meeting.id):
            raise Lost
        # One found by its mark may be from before a move.
        work.pushed = session.sequence if as_wished else None
        ZoomWork.objects.filter(pk=work.pk).update(pushed=work.pushed)
    session.zoom_id = meeting.id
    if not as_wished:
        _push(work, zoom)


def _push(work: ZoomWork, zoom: Zoom) -> None:
    session = work.session
    if session.zoom_id is None:
        return
    zoom.update_meeting(session.zoom_id, wish_of(session))
    ZoomWork.objects.filter(pk=work.pk).update(pushed=session.sequence)
    work.pushed = session.sequence


def _take_down(work: ZoomWork, zoom: Zoom) -> None:
    """Delete the meeting, also one whose making broke off before its number was kept."""
    session = work.session
    number, host = session.zoom_id, work.host_email or (session.host.email if session.host else "")
    if number is None and host:
        found = zoom.find_meeting(host, mark_of(session))
        number = found.id if found else None
    if number is not None:
        _still_mine(work)
        zoom.delete_meeting(number)
    _forget(work)


def _forget(work: ZoomWork) -> None:
    """Keep nothing of a meeting that is not there any more."""
    session = work.session
    with transaction.atomic():
        Registrant.objects.filter(session=session).delete()
        MonitoringSession.objects.filter(pk=session.pk).update(zoom_id=None)
        ZoomWork.objects.filter(pk=work.pk).update(host_email="", pushed=None)
    session.zoom_id, work.host_email, work.pushed = None, "", None


def _register(work: ZoomWork, zoom: Zoom) -> None:
    """Bring the meeting's list to who is asked to the session: the missing in batches of thirty, the others taken off."""
    session = work.session
    if session.zoom_id is None:
        return
    wanted = {one.pk: one for one in asked_to(session)}
    kept = {one.enrolment_id: one for one in Registrant.objects.filter(session=session, state=RegistrantState.ADDED)}
    missing = [one for pk, one in wanted.items() if pk not in kept]
    leaving = [row for pk, row in kept.items() if pk not in wanted]
    for row in leaving:
        zoom.delete_registrant(session.zoom_id, row.registrant_id)
        Registrant.objects.filter(pk=row.pk).update(state=RegistrantState.REMOVED, join_url="")
    if missing:
        left = _take_over(session, missing, zoom.registrants(session.zoom_id))
        for start in range(0, len(left), BATCH):
            batch = left[start : start + BATCH]
            _still_mine(work)
            added = zoom.add_registrants(session.zoom_id, list(map(_guest, batch)))
            if unanswered := _take_over(session, batch, added):
                raise errors.BadAnswer(f"{len(unanswered)} registrants have no answer")


def _take_over(
    session: MonitoringSession, people: Sequence[Enrolment], listed: Sequence[Registered]
) -> list[Enrolment]:
    """Keep who stands on Zoom's list; return who does not."""
    by_email = {one.email: one for one in listed if one.registrant_id and one.join_url}
    found = [(one, by_email[_email(one)]) for one in people if _email(one) in by_email]
    Registrant.objects.bulk_create(
        list(_rows(session, found)),
        update_conflicts=True,
        unique_fields=["session", "enrolment"],
        update_fields=["registrant_id", "email", "join_url", "state", "added_at"],
    )
    return [one for one in people if _email(one) not in by_email]


def _rows(session: MonitoringSession, found: Sequence[tuple[Enrolment, Registered]]) -> Iterator[Registrant]:
    for enrolment, one in found:
        yield Registrant(
            session=session,
            enrolment=enrolment,
            registrant_id=one.registrant_id,
            email=one.email,
            join_url=one.join_url,
            state=RegistrantState.ADDED,
            added_at=clock.now(),
        )


def _email(enrolment: Enrolment) -> str:
    return enrolment.user.email.strip().lower()


def _guest(enrolment: Enrolment) -> Guest:
    first, _space, last = enrolment.user.name.partition(" ")
    return Guest(_email(enrolment), first, last)
