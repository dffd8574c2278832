"""Zoom's reports of a session: asked for until complete, for a day at most, and laid over what notifications told.

The watch's row decides what is done. A worker takes it by a compare-and-swap on `attempts`; one that died is followed by another.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fieldpractice import zoom
from fieldpractice.enums import ReportState, RowSource, SessionState
from fieldpractice.models import MeetingInstance, MonitoringSession, ParticipationRow, ReportWatch
from fieldpractice.services import presence
from fieldpractice.services.participation import lay_report, watch_report
from fieldpractice.services.presence_telling import tell_unsettled
from fieldpractice.zoom import errors
from fieldpractice.zoom.results import Instance, Participation
from lms.people import audit, clock, outbox
from lms.people.bell import ring
from lms.people.errors import Refusal
from lms.people.models import User

log = logging.getLogger(__name__)

TASK = "fieldpractice.tasks.presence.fetch_due_reports"
# Minutes from one asking to the next; the last goes on.
BACK_OFF = (5, 10, 20, 40, 60)
# A session whose end nobody told is asked about from so long after it, and not when it lies further back.
SILENT_AFTER, SILENT_UNTIL = timedelta(minutes=10), timedelta(days=3)
WAITING_ROOM = "in_waiting_room"


def fetch_due(*, limit: int = 20, client: zoom.Zoom | None = None) -> int:
    """Ask for the reports that are due, the account of the settings or `client`; returns how many were asked for."""
    _watch_silent_ones()
    due = ReportWatch.objects.filter(state=ReportState.WAITING, next_attempt_at__lte=clock.now())
    ids = list(due.order_by("next_attempt_at").values_list("pk", flat=True)[:limit])
    return sum(fetch(watch_id=pk, client=client) for pk in ids)


def fetch(*, watch_id: int, client: zoom.Zoom | None = None) -> bool:
    """Ask once for one session's report and lay it over its rows. Returns False when another worker was first, or nothing is to be done.

    Whatever goes wrong at Zoom stands on the watch in words, with the time of the next asking.
    """
    watch = ReportWatch.objects.select_related("session__cohort").filter(pk=watch_id, state=ReportState.WAITING).first()
    if watch is None or not _claim(watch):
        return False
    try:
        complete = _take(watch.session, client)
    except errors.ZoomError as error:
        _put_off(watch, error)
        return True
    if complete and presence.is_over(watch.session):
        _settle(watch)
    else:
        # Complete before the session is over says nothing: the meeting may begin again.
        _put_off(watch, None)
    return True


@transaction.atomic
def ask_now(*, actor: User, session: MonitoringSession) -> None:
    """Ask for a session's report at once, also after the day in which it is asked for by itself. Raises Refusal before its end."""
    if session.zoom_id is None or session.is_cancelled:
        raise Refusal(_("This session has no meeting at Zoom: there is no report to ask for."))
    if not presence.is_over(session):
        raise Refusal(_("Zoom has a report only after a session's end."))
    MeetingInstance.objects.filter(session=session, reported_at__isnull=True, report_settled=True).exclude(
        uuid__contains=session.public_id
    ).update(report_settled=False)
    watch = watch_report(session, first=clock.now())
    ReportWatch.objects.filter(pk=watch.pk).update(next_attempt_at=clock.now(), attempts=0)
    audit.record(actor, "fieldpractice.report.ask", session)
    ring(TASK)


def _watch_silent_ones() -> None:
    """Ask about sessions that are over and of whose end nothing was told: notifications may have failed."""
    now = clock.now()
    silent = MonitoringSession.objects.filter(
        zoom_id__isnull=False,
        ends_at__lte=now - SILENT_AFTER,
        ends_at__gt=now - SILENT_UNTIL,
        report_watch__isnull=True,
    ).exclude(state=SessionState.CANCELLED)
    for session in silent[:50]:
        watch_report(session, first=now)


def _claim(watch: ReportWatch) -> bool:
    as_seen = ReportWatch.objects.filter(pk=watch.pk, state=ReportState.WAITING, attempts=watch.attempts)
    watch.attempts += 1
    return outbox.take(as_seen, watch.attempts - 1, waits=BACK_OFF, forever=True, tried_at=clock.now())


def _take(session: MonitoringSession, client: zoom.Zoom | None) -> bool:
    """Ask for every instance of a session and lay each report over its rows. Returns whether all are complete.

    What was had before an error stays. An instance that Zoom does not list yet is known from notifications.
    """
    account, trouble = client or zoom.current(), None
    try:
        listed = account.instances(session.zoom_id or 0)
    except errors.NotFound:
        listed = []
    instances = _instances(session, listed)
    complete = bool(instances)
    for instance in instances:
        if instance.report_settled:
            continue
        try:
            rows = account.report(instance.uuid)
        except errors.NotFound:
            # One such answer does not prove that there is none: it may come late.
            rows = []
        except errors.RateLimited:
            raise
        except errors.ZoomError as error:
            trouble, complete = error, False
            continue
        complete &= _lay(instance, rows)
    if trouble is not None:
        raise trouble
    return complete


def _instances(session: MonitoringSession, listed: Sequence[Instance]) -> list[MeetingInstance]:
    """Return the instances that Zoom lists and those that notifications named."""
    MeetingInstance.objects.bulk_create(
        [MeetingInstance(session=session, uuid=one.uuid, started_at=one.starts_at) for one in listed if one.uuid],
        ignore_conflicts=True,
    )
    rows = MeetingInstance.objects.select_related("session__cohort", "session__host", "session__facilitator")
    return list(rows.filter(session=session).exclude(uuid__contains=session.public_id).order_by("pk"))


@transaction.atomic
def _lay(instance: MeetingInstance, told: Sequence[Participation]) -> bool:
    """Lay one report over the rows of its instance and work the session out. Returns whether it is complete.

    Complete: everybody in it has an end, nobody of whom notifications told is missing, and it is the same as the last time. An empty
    one says nothing.
    """
    presence.lock_sessions(instance.session_id)
    rows = {key: row for key, row in _merged(instance, told).items() if row.joined_at or row.left_at}
    if not rows:
        return False
    digest = _digest(rows.values())
    heard = set(
        ParticipationRow.objects.filter(instance=instance, source=RowSource.WEBHOOK, in_waiting_room=False).values_list(
            "user_id", flat=True
        )
    )
    whole = all(row.left_at for row in rows.values()) and heard <= set(rows)
    settled = whole and digest == instance.report_digest
    lay_report(instance, rows.values(), settled=settled, digest=digest)
    _close_or_recompute(instance.session)
    return settled


def _merged(instance: MeetingInstance, told: Sequence[Participation]) -> dict[str, ParticipationRow]:
    """Return one row for each stay: pages may repeat some, and the waiting room gives way to the meeting."""
    rows: dict[str, ParticipationRow] = {}
    for one in told:
        waits = one.status == WAITING_ROOM
        key = (
            one.user_id or f"{one.registrant_id or one.email or one.name}@{one.joined_at:%H%M%S}"
            if one.joined_at
            else one.user_id
        )
        if not key:
            continue
        row = rows.get(key)
        if row is None or (row.in_waiting_room and not waits):
            rows[key] = _row_of(instance, one, key, waits=waits)
        elif row.in_waiting_room or not waits:
            row.joined_at = _first(row.joined_at, one.joined_at)
            row.left_at = _last(row.left_at, one.left_at)
    return rows


def _row_of(instance: MeetingInstance, one: Participation, key: str, *, waits: bool) -> ParticipationRow:
    return ParticipationRow(
        instance=instance,
        user_id=key[:80],
        source=RowSource.REPORT,
        name=one.name[:200],
        email=one.email[:254],
        registrant_id=one.registrant_id[:80],
        account_id=one.id[:80],
        joined_at=one.joined_at,
        left_at=one.left_at,
        in_waiting_room=waits,
    )


def _first(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((at for at in (one, other) if at), default=None)


def _last(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((at for at in (one, other) if at), default=None)


def _digest(rows: object) -> str:
    """Return a digest of who stayed from when until when, in whatever order it came."""
    words = sorted(f"{row.user_id}|{row.joined_at}|{row.left_at}|{row.in_waiting_room}" for row in rows)  # type: ignore[attr-defined]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def _close_or_recompute(session: MonitoringSession) -> None:
    if presence.is_over(session) and not presence.close(session_id=session.pk):
        presence.recompute(session.pk)


def _settle(watch: ReportWatch) -> None:
    as_held = ReportWatch.objects.filter(pk=watch.pk, state=ReportState.WAITING, attempts=watch.attempts)
    as_held.update(state=ReportState.SETTLED, settled_at=clock.now(), next_attempt_at=None, failure="")


def _put_off(watch: ReportWatch, error: errors.ZoomError | None) -> None:
    """Note what went wrong and when it is asked again; after a day what is there is all there will be."""
    now = clock.now()
    if now >= watch.until:
        return _give_up(watch, error)
    as_held = ReportWatch.objects.filter(pk=watch.pk, state=ReportState.WAITING, attempts=watch.attempts)
    changes: dict[str, object] = {"failure": words_of(error) if error else ""}
    if isinstance(error, errors.RateLimited):
        # Never beyond the last asking, whatever Zoom's clock says.
        changes["next_attempt_at"] = min(max(error.retry_at, now + timedelta(seconds=30)), watch.until)
    as_held.update(**changes)
    if error is not None:
        log.warning("The report of session %s: %s", watch.session.public_id, type(error).__name__)
    return None


@transaction.atomic
def _give_up(watch: ReportWatch, error: errors.ZoomError | None) -> None:
    """The day is over: reports there are count as complete; where there is none, what notifications told stays, and staff are told."""
    presence.lock_sessions(watch.session_id)
    as_held = ReportWatch.objects.filter(pk=watch.pk, state=ReportState.WAITING, attempts=watch.attempts)
    reported = MeetingInstance.objects.filter(session=watch.session, reported_at__isnull=False, report_settled=False)
    some = MeetingInstance.objects.filter(session=watch.session, reported_at__isnull=False).exists()
    state = ReportState.SETTLED if some else ReportState.NONE
    words = words_of(error) if error else ""
    if not as_held.update(state=state, settled_at=clock.now(), next_attempt_at=None, failure=words):
        return
    for instance in reported:
        ParticipationRow.objects.filter(instance=instance).exclude(source=RowSource.REPORT).delete()
    reported.update(report_settled=True)
    _close_or_recompute(watch.session)
    if not some:
        tell_unsettled(watch.session)


def words_of(error: errors.ZoomError) -> str:
    """Return what went wrong at Zoom and what to do, in the words of the coordinator's screen."""
    if isinstance(error, errors.NotConfigured):
        return _("No account of Zoom is set up here.")
    if isinstance(error, errors.ScopeMissing):
        words = _("Zoom wants a permission that our app lacks: %(scopes)s. Add it in Zoom's app.")
        return words % {"scopes": ", ".join(error.scopes) or str(error)}
    if isinstance(error, errors.TokenRefused):
        return _("Zoom refuses our credentials. Check account, client and secret.")
    if isinstance(error, errors.RateLimited):
        return _("Zoom had too many calls from us. It is asked again when it allows.")
    if isinstance(error, errors.Unreachable):
        return _("Zoom could not be reached. It is asked again by itself.")
    return _("Zoom answered: %(words)s") % {"words": str(error)[:200]}
