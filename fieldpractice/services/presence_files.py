"""Zoom's list of participants from its web page: read and shown first, brought in on somebody's word."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from fieldpractice.enums import FileState, RowSource
from fieldpractice.models import MeetingInstance, MonitoringSession, ParticipationRow, PresenceFile
from fieldpractice.queries.participation import known_of
from fieldpractice.services import presence
from fieldpractice.services.recognising import recognise
from fieldpractice.zoom_files import read_file
from lms.files.names import checked_name
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User

BATCH = 500
FORGOTTEN_AFTER = timedelta(days=30)


@transaction.atomic
def upload(*, actor: User, session: MonitoringSession, name: str, content: bytes, time_zone: str) -> PresenceFile:
    """Read a file and keep what it tells; nothing of it counts yet. The same file again, while it waits, is the same.

    Raises Refusal for what is no list of participants of this session.
    """
    if session.is_cancelled or clock.now() < session.window[0]:
        raise Refusal(_("This session has not begun: there is no list of it yet."))
    digest = hashlib.sha256(content).hexdigest()
    waiting = PresenceFile.objects.filter(session=session, sha256=digest, time_zone=time_zone, state=FileState.CHECKED)
    if same := waiting.first():
        return same
    read = read_file(content, zone=ZoneInfo(time_zone), window=session.window)
    file = PresenceFile.objects.create(
        session=session,
        uploaded_by=actor,
        name=checked_name(name),
        sha256=digest,
        time_zone=time_zone,
        rows=[row.as_json() for row in read.rows],
        faults=read.faults[:200],
        total=len(read.rows),
        duplicates=read.duplicates,
        created_at=clock.now(),
    )
    audit.record(actor, "fieldpractice.presence_file.upload", session, {"rows": len(read.rows)})
    return file


@transaction.atomic
def take(*, actor: User, file: PresenceFile) -> int:
    """Let a file's stays count, beside what else is known; the same file again changes nothing. Returns how many stays.

    Raises Conflict when it was taken or given up already, Refusal when nothing in it can count.
    """
    rows = list(file.rows)
    if not rows:
        raise Refusal(_("There is no line in this file that could be brought in."))
    if not PresenceFile.objects.filter(pk=file.pk, state=FileState.CHECKED).update(state=FileState.TAKEN, rows=[]):
        raise Conflict(_("This file was brought in or given up already."))
    session = file.session
    presence.lock_sessions(session.pk)
    instance = presence.hand_instance(session, f"csv-{file.sha256[:16]}")
    ParticipationRow.objects.filter(instance=instance).delete()
    known = known_of(session)
    made = [_row(instance, one) for one in rows]
    for row in made:
        recognise(row, known)
    ParticipationRow.objects.bulk_create(made, batch_size=BATCH)
    if presence.is_over(session) and not presence.close(session_id=session.pk):
        presence.recompute(session.pk)
    audit.record(actor, "fieldpractice.presence_file.take", session, {"rows": len(made)})
    return len(made)


@transaction.atomic
def drop(*, actor: User, file: PresenceFile) -> None:
    """Give a file up: what it held is deleted. Conflict when it was brought in."""
    if not PresenceFile.objects.filter(pk=file.pk, state=FileState.CHECKED).update(
        state=FileState.DROPPED, rows=[], faults=[]
    ):
        raise Conflict(_("This file was brought in or given up already."))
    audit.record(actor, "fieldpractice.presence_file.drop", file.session)


def forget_old() -> int:
    """Empty files that were left lying for a month: they are personal data. Returns how many."""
    old = PresenceFile.objects.filter(state=FileState.CHECKED, created_at__lt=clock.now() - FORGOTTEN_AFTER)
    return old.update(state=FileState.DROPPED, rows=[], faults=[])


def _row(instance: MeetingInstance, told: Mapping[str, Any]) -> ParticipationRow:
    words = "|".join((told["name"], told["email"], told["joined"], told["left"], str(told["waiting"])))
    return ParticipationRow(
        instance=instance,
        user_id=hashlib.sha256(words.encode()).hexdigest(),
        source=RowSource.CSV,
        name=told["name"],
        email=told["email"],
        joined_at=datetime.fromisoformat(told["joined"]),
        left_at=datetime.fromisoformat(told["left"]),
        in_waiting_room=told["waiting"],
    )
