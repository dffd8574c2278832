"""Rows of participation: what notifications and reports tell is laid into them.

Whatever the order in which notifications come, the rows are the same: of joining the earliest counts, of leaving the latest. The report wins
over them, and once it is complete they change nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from fieldpractice.enums import ReportState, RowSource
from fieldpractice.identities import Known
from fieldpractice.models import MeetingInstance, MonitoringSession, ParticipationRow, ReportWatch
from fieldpractice.queries.participation import known_of
from fieldpractice.services import presence
from fieldpractice.services.recognising import recognise
from fieldpractice.webhooks import ENDED, LEFT, STARTED, WAITING_LEFT, Told
from lms.people import clock

# The report is asked for from so long after a meeting's end, and for a day.
FIRST_ASKED_AFTER = timedelta(minutes=5)
ASKED_FOR = timedelta(hours=24)
FIELDS = ("name", "email", "registrant_id", "account_id")
BATCH = 500


@transaction.atomic
def apply(told: Sequence[tuple[MonitoringSession, Told]]) -> None:
    """Lay notifications into the rows of their instances; ask for the report once a meeting has ended.

    Locks the sessions, then the instances. Sessions that were held already are worked out anew.
    """
    presence.lock_sessions(*{session.pk for session, _one in told})
    instances = _instances(told)
    by_instance: dict[str, list[Told]] = {}
    for _session, one in told:
        by_instance.setdefault(one.uuid, []).append(one)
    known: dict[int, Known] = {}
    sessions = {session.pk: session for session, _one in told}
    for uuid, several in by_instance.items():
        instance = instances[uuid]
        if instance.report_settled:
            continue
        if instance.session_id not in known:
            known[instance.session_id] = known_of(sessions[instance.session_id])
        _apply_to(instance, several, known[instance.session_id])
    for session in sessions.values():
        mine = [one for owner, one in told if owner.pk == session.pk and not instances[one.uuid].report_settled]
        if any(one.event == ENDED for one in mine):
            watch_report(session, first=clock.now() + FIRST_ASKED_AFTER)
        elif _lacks_a_beginning(mine, instances):
            watch_report(session, first=max(clock.now(), session.window[1]) + FIRST_ASKED_AFTER)
        elif mine and ReportWatch.objects.filter(session=session).exclude(state=ReportState.WAITING).exists():
            # A meeting begun again after its report was there: nobody may tell of its end.
            watch_report(session, first=max(clock.now(), session.window[1]) + FIRST_ASKED_AFTER)
        presence.recompute_if_held(session.pk)


def _instances(told: Sequence[tuple[MonitoringSession, Told]]) -> dict[str, MeetingInstance]:
    """Return the instances by UUID, locked in one order; those that are new are added."""
    owners = {one.uuid: session for session, one in told}
    MeetingInstance.objects.bulk_create(
        [MeetingInstance(uuid=uuid, session=session) for uuid, session in sorted(owners.items())], ignore_conflicts=True
    )
    rows = MeetingInstance.objects.select_for_update().filter(uuid__in=owners).order_by("pk")
    return {one.uuid: one for one in rows}


def _apply_to(instance: MeetingInstance, told: Sequence[Told], known: Known) -> None:
    for one in told:
        if one.event == STARTED and one.at:
            instance.started_at = min(one.at, instance.started_at or one.at)
        elif one.event == ENDED and one.at:
            instance.ended_at = max(one.at, instance.ended_at or one.at)
            if instance.started_at is None:
                instance.started_at = one.started_at
    instance.save(update_fields=["started_at", "ended_at"])
    people = [one for one in told if one.user_id]
    rows = {
        row.user_id: row
        for row in ParticipationRow.objects.filter(instance=instance, user_id__in={one.user_id for one in people})
    }
    fresh, changed = {}, {}
    for one in people:
        row = rows.get(one.user_id)
        if row is None:
            row = rows[one.user_id] = fresh[one.user_id] = _row_of(instance, one)
        elif row.source == RowSource.REPORT:
            continue
        elif one.user_id not in fresh:
            changed[one.user_id] = row
        _lay(row, one)
    for row in (*fresh.values(), *changed.values()):
        recognise(row, known)
    ParticipationRow.objects.bulk_create(fresh.values(), batch_size=BATCH)
    ParticipationRow.objects.bulk_update(
        changed.values(),
        [*FIELDS, "joined_at", "left_at", "in_waiting_room", "enrolment", "way", "against"],
        batch_size=BATCH,
    )


def _lacks_a_beginning(told: Sequence[Told], instances: Mapping[str, MeetingInstance]) -> bool:
    """Whether somebody left of whom nobody told that they came: the report knows."""
    left = {(instances[one.uuid].pk, one.user_id) for one in told if one.event in LEFT and one.user_id}
    if not left:
        return False
    rows = ParticipationRow.objects.filter(instance__in={pk for pk, _user in left}, joined_at__isnull=True)
    return bool(left & set(rows.values_list("instance", "user_id")))


def _row_of(instance: MeetingInstance, told: Told) -> ParticipationRow:
    return ParticipationRow(
        instance=instance, user_id=told.user_id, source=RowSource.WEBHOOK, in_waiting_room=told.waits
    )


def _lay(row: ParticipationRow, told: Told) -> None:
    """Lay one notification into its row. What was told of the waiting room gives way to what was told of the meeting."""
    if told.waits and not row.in_waiting_room:
        return
    if row.in_waiting_room and not told.waits:
        row.in_waiting_room, row.joined_at, row.left_at = False, None, None
    for field in FIELDS:
        if not getattr(row, field):
            setattr(row, field, getattr(told, field))
    if told.at is None:
        return
    if told.event in LEFT | WAITING_LEFT:
        row.left_at = max(told.at, row.left_at or told.at)
    else:
        row.joined_at = min(told.at, row.joined_at or told.at)


def watch_report(session: MonitoringSession, *, first: datetime) -> ReportWatch:
    """See to it that the report of a session is asked for, until a day after its end; one that was settled is asked for again
    when an instance has none yet."""
    now = clock.now()
    end = max(session.window[1], now)
    watch, new = ReportWatch.objects.get_or_create(
        session=session, defaults={"until": end + ASKED_FOR, "next_attempt_at": first}
    )
    if not new and watch.state != ReportState.WAITING:
        closed = ReportWatch.objects.filter(pk=watch.pk).exclude(state=ReportState.WAITING)
        closed.update(
            state=ReportState.WAITING, attempts=0, until=end + ASKED_FOR, next_attempt_at=first, settled_at=None
        )
    return watch


def lay_report(instance: MeetingInstance, rows: Iterable[ParticipationRow], *, settled: bool, digest: str) -> None:
    """Put the rows of a report in the place of what was known of them; once settled, in the place of everything. Inside a transaction.

    Locks the instance. What the report does not name yet stays while it is not complete.
    """
    MeetingInstance.objects.select_for_update().get(pk=instance.pk)
    told = list(rows)
    known = known_of(instance.session)
    for row in told:
        recognise(row, known)
    old = ParticipationRow.objects.filter(instance=instance)
    if not settled:
        _delete(old, {row.user_id for row in told})
    else:
        old.delete()
    ParticipationRow.objects.bulk_create(told, batch_size=BATCH)
    MeetingInstance.objects.filter(pk=instance.pk).update(
        reported_at=clock.now(), report_settled=settled, report_digest=digest
    )


def _delete(rows: object, user_ids: Collection[str]) -> None:
    ids = sorted(user_ids)
    for start in range(0, len(ids), BATCH):
        rows.filter(user_id__in=ids[start : start + BATCH]).delete()  # type: ignore[attr-defined]


def last_seen(instance: MeetingInstance) -> datetime | None:
    """Return the last instant of which its rows know: the end, where nobody told it."""
    found = ParticipationRow.objects.filter(instance=instance, left_at__isnull=False).order_by("-left_at").first()
    return found.left_at if found else None
