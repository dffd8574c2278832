"""Presence: worked out from rows as often as wanted, decided by a person with a reason, counted within a window.

What a person decided stands, whatever the rows say later.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from courses.enums import SEATED
from courses.models import Enrolment
from fieldpractice.enums import MatchWay, PresenceState, RowSource, SessionState
from fieldpractice.models import MeetingInstance, MonitoringSession, ParticipationRow, Presence, PresenceDecision
from fieldpractice.presence import Stay, length_of, seconds_of, state_of
from fieldpractice.queries.participation import asked_to, known_of, resting_on
from fieldpractice.services.presence_telling import tell_decided
from fieldpractice.services.recognising import ReadRow, keep_recognised, read_rows, recognise
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User
from lms.people.rows import rewrite

BATCH = 500
# How far the window may be set from the planned time: beyond it, it was another session.
FURTHEST = timedelta(days=2)


@transaction.atomic
def recompute(session_id: int) -> int:
    """Recognise the rows of a session anew and work out everybody's presence; what a person decided stays. Returns how many presences changed.

    Locks the session. Before its window is over only the rows are recognised: nobody is absent from what still goes on.
    """
    (session,) = lock_sessions(session_id)
    rows = read_rows(session)
    known = known_of(session)
    keep_recognised([row for row in rows if recognise(row, known)])
    if session.is_cancelled or not is_over(session):
        return 0
    return _write(session, _seconds(session, rows))


def lock_sessions(*session_ids: int) -> list[MonitoringSession]:
    """Return sessions, locked in one order. Whoever writes rows, instances or presences of a session locks it first: else two wait for each other."""
    rows = MonitoringSession.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=session_ids)
    return list(rows.order_by("pk"))


def recompute_if_held(session_id: int) -> None:
    """Work a session out anew whose presence was worked out before: something new was told of it."""
    if MonitoringSession.objects.filter(pk=session_id, state=SessionState.HELD).exists():
        recompute(session_id)


def is_over(session: MonitoringSession) -> bool:
    """Whether the window in which presence counts has ended."""
    return session.window[1] <= clock.now()


def close_over(*, limit: int = 50) -> int:
    """Work out the sessions whose window has ended and of which something is known; returns how many were closed."""
    now = clock.now()
    over = MonitoringSession.objects.filter(state=SessionState.PLANNED, instances__rows__isnull=False)
    over = over.filter(Q(counted_until__lte=now) | Q(counted_until__isnull=True, ends_at__lte=now))
    return sum(
        close(session_id=pk) for pk in list(over.order_by("ends_at").values_list("pk", flat=True).distinct()[:limit])
    )


@transaction.atomic
def close(*, session_id: int) -> bool:
    """A session that is over was held: mark it and work out who was there. Returns False when it is not planned any more."""
    planned = MonitoringSession.objects.filter(pk=session_id, state=SessionState.PLANNED)
    if not planned.update(state=SessionState.HELD):
        return False
    recompute(session_id)
    return True


@transaction.atomic
def decide(
    *, actor: User, session: MonitoringSession, enrolment: Enrolment, state: PresenceState, reason: str, seen: str
) -> PresenceDecision:
    """Decide somebody's presence, with the reason; from now on no row changes it. The person is told.

    `seen` is the state the page showed: Conflict when it is another by now. Locks the session and this person's row.
    """
    _check_reason(reason)
    lock_sessions(session.pk)
    row, before = _locked(session, enrolment)
    if before != seen:
        raise Conflict(_("This presence has changed meanwhile. Load the page anew to see how it stands."))
    if state != PresenceState.EXCUSED and clock.now() < session.window[0]:
        raise Refusal(_("This session has not begun: until then somebody can only be on leave."))
    decision = _decision(actor, row, before=before, after=state, reason=reason)
    row.state, row.decided_by, row.decided_at, row.decided_because = state, actor, decision.at, decision.reason
    row.save(update_fields=["state", "decided_by", "decided_at", "decided_because"])
    audit.record(
        actor,
        "fieldpractice.presence.decide",
        enrolment,
        {"presence": [decision.before, str(state)], "reason": decision.reason, "session": session.title},
    )
    tell_decided(decision)
    return decision


@transaction.atomic
def take_back(*, actor: User, session: MonitoringSession, enrolment: Enrolment, reason: str) -> PresenceDecision:
    """Take a decision back, with the reason: the rows count again. Conflict when nothing is decided."""
    _check_reason(reason)
    lock_sessions(session.pk)
    row, before = _locked(session, enrolment)
    if row.decided_by_id is None:
        raise Conflict(_("Nobody has decided this presence, or the decision was taken back already."))
    decision = _decision(actor, row, before=before, after="", reason=reason)
    if is_over(session):
        row.decided_by, row.decided_at, row.decided_because = None, None, ""
        row.save(update_fields=["decided_by", "decided_at", "decided_because"])
        recompute(session.pk)
    else:
        row.delete()
    audit.record(
        actor,
        "fieldpractice.presence.take_back",
        enrolment,
        {"presence": [decision.before, ""], "reason": decision.reason, "session": session.title},
    )
    return decision


@transaction.atomic
def set_window(
    *, actor: User, session: MonitoringSession, opens: datetime, closes: datetime, reason: str
) -> MonitoringSession:
    """Set within which time presence counts, with the reason, and work it out anew. Raises Refusal for a window that cannot be meant."""
    _check_reason(reason)
    if closes <= opens:
        raise Refusal(_("The end must come after the beginning."))
    if opens < session.starts_at - FURTHEST or closes > session.ends_at + FURTHEST:
        raise Refusal(_("That is more than two days off the planned time. Move the session instead."))
    if session.is_cancelled:
        raise Refusal(_("This session was called off: there is nothing to count."))
    before = [one.isoformat() for one in session.window]
    rows = MonitoringSession.objects.filter(pk=session.pk).exclude(state=SessionState.CANCELLED)
    if not rows.update(counted_from=opens, counted_until=closes, counted_because=reason.strip()[:300]):
        raise Conflict(_("This session was called off meanwhile."))
    after = [opens.isoformat(), closes.isoformat()]
    changes = {"window": [" – ".join(before), " – ".join(after)], "reason": reason.strip()}
    audit.record(actor, "fieldpractice.session.window", session, changes)
    if closes > clock.now():
        # It goes on: it is counted when this window is over, not when the planned one was.
        MonitoringSession.objects.filter(pk=session.pk, state=SessionState.HELD).update(state=SessionState.PLANNED)
    session.refresh_from_db()
    recompute(session.pk)
    return session


@transaction.atomic
def take_list(*, actor: User, session: MonitoringSession, enrolments: Collection[Enrolment]) -> int:
    """Keep a list by hand of who was there: each for the whole window. Said again it is the whole list anew.

    For when neither notifications nor a report nor a file are to be had; beside them it only adds. Raises Refusal before the session, and
    for somebody who is not asked to it. Returns how many are on the list.
    """
    if session.is_cancelled or clock.now() < session.window[0]:
        raise Refusal(_("This session has not begun: there is nobody to tap yet."))
    asked = set(asked_to(session).filter(pk__in=[one.pk for one in enrolments]).values_list("pk", flat=True))
    if stranger := next((one for one in enrolments if one.pk not in asked), None):
        raise Refusal(_("%(name)s is not asked to this session.") % {"name": stranger.user})
    lock_sessions(session.pk)
    instance = hand_instance(session, "hand")
    ParticipationRow.objects.filter(instance=instance).delete()
    opens, closes = session.window
    rows = [
        ParticipationRow(
            instance=instance,
            user_id=one.public_id,
            source=RowSource.MANUAL,
            name=str(one.user)[:200],
            joined_at=opens,
            left_at=closes,
            enrolment=one,
            way=MatchWay.MANUAL,
        )
        for one in enrolments
    ]
    ParticipationRow.objects.bulk_create(rows, batch_size=BATCH)
    audit.record(actor, "fieldpractice.presence.list", session, {"people": len(rows)})
    if is_over(session) and not close(session_id=session.pk):
        recompute(session.pk)
    return len(rows)


def hand_instance(session: MonitoringSession, kind: str) -> MeetingInstance:
    """Return our own instance of a session for what Zoom did not tell, locked."""
    uuid = f"{kind}:{session.public_id}"
    MeetingInstance.objects.bulk_create(
        [MeetingInstance(session=session, uuid=uuid, report_settled=True)], ignore_conflicts=True
    )
    return MeetingInstance.objects.select_for_update().get(uuid=uuid)


def _seconds(session: MonitoringSession, rows: Sequence[ReadRow]) -> dict[int, int]:
    stays = (
        Stay(row.enrolment_id, row.joined_at, row.left_at, row.ended_at, row.in_waiting_room)
        for row in rows
        if row.enrolment_id is not None
    )
    return seconds_of(stays, session.window, clock.now())  # type: ignore[return-value]


def _write(session: MonitoringSession, seconds: dict[int, int]) -> int:
    asked = set(asked_to(session).values_list("pk", flat=True))
    here = {pk for pk, stayed in seconds.items() if stayed > 0}
    day = session.starts_at.astimezone(ZoneInfo(session.cohort.time_zone)).date()
    resting = resting_on(day, list(asked - here))
    kept = list(Presence.objects.select_for_update(of=("self",)).filter(session=session).order_by("pk"))
    gone = {
        row.pk
        for row in kept
        if row.enrolment_id not in asked and not seconds.get(row.enrolment_id) and row.decided_by_id is None
    }
    new = [
        Presence(session=session, enrolment_id=pk) for pk in sorted((asked | here) - {row.enrolment_id for row in kept})
    ]
    news = partial(_renew, session, seconds, resting)
    changed, begun = [row for row in kept if row.pk not in gone and news(row)], sum(map(news, new))
    # Whoever writes presences holds the session: nobody adds one meanwhile.
    Presence.objects.bulk_create(new, batch_size=BATCH)
    rewrite(changed, ["state", "seconds"])
    Presence.objects.filter(pk__in=gone, decided_by__isnull=True).delete()
    return len(changed) + begun


def _renew(session: MonitoringSession, seconds: Mapping[int, int], resting: Collection[int], row: Presence) -> bool:
    """Write what follows from the rows onto a presence; a decided state stays, its seconds are kept up. Returns whether it is news."""
    stayed = seconds.get(row.enrolment_id, 0)
    state = state_of(stayed, length_of(session.window), session.threshold)
    if row.enrolment_id in resting and not stayed:
        state = PresenceState.EXCUSED
    if row.decided_by_id is not None:
        state = PresenceState(row.state)
    if (row.state, row.seconds) == (state, stayed):
        return False
    row.state, row.seconds = state, stayed
    return True


def _locked(session: MonitoringSession, enrolment: Enrolment) -> tuple[Presence, str]:
    """Return somebody's presence, locked, and its state before: "" when there was none."""
    if session.is_cancelled or enrolment.cohort_id != session.cohort_id or enrolment.state not in SEATED:
        raise Refusal(_("There is no presence to decide here."))
    rows = Presence.objects.select_for_update(of=("self",)).filter(session=session, enrolment=enrolment)
    if row := rows.first():
        return row, row.state
    Presence.objects.bulk_create([Presence(session=session, enrolment=enrolment)], ignore_conflicts=True)
    return rows.get(), ""


def _decision(actor: User, row: Presence, *, before: str, after: str, reason: str) -> PresenceDecision:
    return PresenceDecision.objects.create(
        session_id=row.session_id,
        enrolment_id=row.enrolment_id,
        before=before,
        after=after,
        reason=reason.strip()[:300],
        actor=actor,
        at=clock.now(),
    )


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal(_("Say why: the reason stays with the presence."))
