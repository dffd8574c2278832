"""The demo's presence: sessions that lie behind were held at the practice server, which told of them and has their reports.

Some left and came again, one came by two devices, one by a phone that bears another name; one name waits on the identity desk.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings

from courses.models import Cohort, Enrolment
from fieldpractice.enums import PresenceState
from fieldpractice.models import MonitoringSession, Presence
from fieldpractice.queries.participation import asked_to
from fieldpractice.queries.strangers import strangers_of
from fieldpractice.services import presence, reports, webhooks
from fieldpractice.services.identities import decide_identity
from fieldpractice.standin.held import everybody, hold
from fieldpractice.standin.playing import notifications
from fieldpractice.standin.state import State
from fieldpractice.zoom import Zoom
from lms.demo.practice import practice_zoom
from lms.people import clock
from lms.people.models import User

# Names under which two of them come by phone: the first is known again after it was decided once, the second waits.
PHONE, GUEST = "HP Kantor Makassar", "Galaxy A14"
WHY_EXCUSED = "Bertugas di bursa kerja pada hari itu, surat tugas diperlihatkan"


def build_presence(*, cohort: Cohort, staff: dict[str, User], today: date) -> None:
    """Let the practice server tell of the sessions that lie behind, and take their reports."""
    over = MonitoringSession.objects.filter(cohort=cohort, ends_at__lt=clock.at_midday(today)).order_by(
        "starts_at", "id"
    )
    held = [one for one in over if not one.is_cancelled]
    if not held:
        return
    if all(one.zoom_id for one in held) and settings.PADAN_ZOOM_PRACTICE:
        _told_by_zoom(held, staff)
    else:
        _lists_by_hand(held, staff)


def _told_by_zoom(held: Sequence[MonitoringSession], staff: dict[str, User]) -> None:
    with practice_zoom() as (state, client):
        for place, session in enumerate(held):
            _one(session, place, place == len(held) - 1, state, client, staff)


def _one(
    session: MonitoringSession, place: int, last: bool, state: State, client: Zoom, staff: dict[str, User]
) -> None:
    """Live through one session: it is held, told of, reported; then people decide."""
    number = str(session.zoom_id)
    people = everybody(state, number, chance=place)
    _by_phone(people, PHONE, 6)
    if last:
        _by_phone(people, GUEST, 9)
    hold(state, session.zoom_id or 0, people)
    with clock.at(session.ends_at + timedelta(minutes=1)):
        for told in notifications(state, number):
            webhooks.receive(sent=told)
        webhooks.work_due()
        presence.close_over()
    # Twice the same: the report is complete.
    for minutes in (20, 60):
        with clock.at(session.ends_at + timedelta(minutes=minutes)):
            reports.fetch_due(client=client)
    with clock.at(session.ends_at + timedelta(hours=4)):
        _who_it_was(session, staff["fasilitator"])
        if place == 0:
            _excuse_one(session, staff["fasilitator"])


def _by_phone(people: list[dict[str, Any]], name: str, place: int) -> None:
    """Let one of them come without the own link, under the name of a phone."""
    if place < len(people):
        people[place] = {"name": name, "stays": people[place]["stays"]}


def _who_it_was(session: MonitoringSession, actor: User) -> None:
    """Say once who came by the office's phone; in later sessions it is known."""
    absent = Presence.objects.filter(session=session, state=PresenceState.ABSENT).order_by("enrolment__user__name")
    waiting, _decided = strangers_of(session)
    known = next((one for one in waiting if one.name == PHONE), None)
    row = absent.select_related("enrolment__user").first()
    if known is not None and row is not None:
        decide_identity(actor=actor, session=session, key=known.key, enrolment=row.enrolment)


def _excuse_one(session: MonitoringSession, actor: User) -> None:
    rows = Presence.objects.filter(session=session, state=PresenceState.ABSENT, decided_by__isnull=True)
    row = rows.select_related("enrolment__user", "enrolment__cohort").order_by("enrolment__user__name").last()
    if row is None:
        return
    presence.decide(
        actor=actor,
        session=session,
        enrolment=row.enrolment,
        state=PresenceState.EXCUSED,
        reason=WHY_EXCUSED,
        seen=row.state,
    )


def _lists_by_hand(held: Sequence[MonitoringSession], staff: dict[str, User]) -> None:
    """With very many people, or without a practice server: who was there stands on a list kept by hand."""
    for session in held:
        people: list[Enrolment] = list(asked_to(session).select_related("user").order_by("pk"))
        there = [one for place, one in enumerate(people) if place % 12 != 11]
        with clock.at(session.ends_at + timedelta(hours=1)):
            presence.take_list(actor=staff["fasilitator"], session=session, enrolments=there)
