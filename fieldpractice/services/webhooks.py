"""Zoom's notifications: stored as they come, worked by the worker, each once.

The row decides what is done. A worker takes a batch by one compare-and-swap that writes its own name on the rows; what it did not end is
taken by another when the wait is over, and one that was thought dead finds its name gone.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import F

from fieldpractice.enums import EventState
from fieldpractice.models import MonitoringSession, WebhookEvent
from fieldpractice.services import participation
from fieldpractice.webhooks import KNOWN, Told, fit_to_keep, told_by
from lms.people import audit, clock
from lms.people.bell import ring
from lms.people.models import User

log = logging.getLogger(__name__)

TASK = "fieldpractice.tasks.presence.work_due_events"
# Minutes until an event that was not worked to its end is taken up again.
BACK_OFF = (1, 5, 15, 60, 240)
BATCH = 200
# The bell rings once for all that come within so many seconds: the worker takes whatever waits.
BELL_EVERY = 1
# What was told of meetings of ours is kept as evidence for so long, and then only the rows.
KEPT_FOR = timedelta(days=180)
LAST_SEEN = "zoom-webhook-last"


def receive(*, sent: Any) -> None:
    """Keep a genuine notification, once, and ring for its work. Raises Malformed for what has not the shape of one."""
    kept = fit_to_keep(sent)
    told = told_by(kept)
    event = WebhookEvent(
        event=told.event,
        meeting_id=told.meeting_id,
        uuid=told.uuid,
        key=told.key,
        body=kept,
        received_at=clock.now(),
        next_attempt_at=clock.now(),
    )
    WebhookEvent.objects.bulk_create([event], ignore_conflicts=True)
    if cache.add("webhook-bell", 1, BELL_EVERY):
        ring(TASK)


def work_due(*, limit: int = 5_000) -> int:
    """Work what waits, batch by batch; returns how many were taken up."""
    taken = 0
    while taken < limit and (claim := _claim()):
        taken += _work(claim)
    return taken


@transaction.atomic
def try_again(*, actor: User, events: Collection[int] | None = None) -> int:
    """Let failed ones (all, or these) be worked again; returns how many."""
    rows = WebhookEvent.objects.filter(state=EventState.FAILED)
    if events is not None:
        rows = rows.filter(pk__in=events)
    ids = list(rows.values_list("pk", flat=True))
    rows = WebhookEvent.objects.filter(pk__in=ids, state=EventState.FAILED)
    done = rows.update(state=EventState.WAITING, attempts=0, next_attempt_at=clock.now(), fault="", claim="")
    if done:
        audit.record(actor, "fieldpractice.events.retry", WebhookEvent.objects.get(pk=ids[0]), {"events": done})
        ring(TASK)
    return done


def forget_old() -> int:
    """Delete notifications that were worked long ago; the rows made of them stay. Returns how many."""
    old = WebhookEvent.objects.filter(received_at__lt=clock.now() - KEPT_FOR).exclude(state=EventState.WAITING)
    return old.delete()[0]


def _claim() -> str:
    """Put a name on the rows that wait longest; returns it, or nothing when nothing waits."""
    now, claim = clock.now(), secrets.token_hex(16)
    due = WebhookEvent.objects.filter(state=EventState.WAITING, next_attempt_at__lte=now)
    ids = list(due.order_by("id").values_list("pk", flat=True)[:BATCH])
    if not ids:
        return ""
    soon = now + timedelta(minutes=BACK_OFF[0])
    mine = due.filter(pk__in=ids)
    return claim if mine.update(claim=claim, attempts=F("attempts") + 1, next_attempt_at=soon) else _claim()


def _work(claim: str) -> int:
    """Work the rows of a claim: together, and one by one where that does not go."""
    events = list(WebhookEvent.objects.filter(claim=claim, state=EventState.WAITING).order_by("id"))
    try:
        _work_together(claim, events)
    except Exception:  # noqa: BLE001 - each is tried alone, and then its fault stands beside it
        log.warning("%s notifications of Zoom are worked one by one.", len(events))
        for event in events:
            _work_alone(claim, event)
    return len(events)


def _work_alone(claim: str, event: WebhookEvent) -> None:
    try:
        _work_together(claim, [event])
    except Exception as error:  # noqa: BLE001 - whatever it is, it stands beside the row and is tried again
        _put_off(claim, event, error)


@transaction.atomic
def _work_together(claim: str, events: Sequence[WebhookEvent]) -> None:
    """Apply events and mark them as done, in one transaction. Nothing is written when another worker holds one of them by now."""
    ours, foreign = _sorted_out(events)
    participation.apply([(session, told) for session, told, _event in ours])
    held = WebhookEvent.objects.filter(claim=claim, state=EventState.WAITING)
    done = held.filter(pk__in=[event.pk for *_rest, event in ours]).update(state=EventState.DONE, next_attempt_at=None)
    # Of other meetings of the account nothing is kept but that something came.
    gone = held.filter(pk__in=foreign).update(state=EventState.FOREIGN, next_attempt_at=None, body={})
    if done + gone != len(events):
        transaction.set_rollback(True)


def _sorted_out(events: Sequence[WebhookEvent]) -> tuple[list[tuple[MonitoringSession, Told, WebhookEvent]], list[int]]:
    """Return what concerns sessions of ours, and the ids of the rest."""
    numbers = {event.meeting_id for event in events if event.meeting_id}
    sessions = {one.zoom_id: one for one in MonitoringSession.objects.filter(zoom_id__in=numbers)}
    ours, foreign = [], []
    for event in events:
        session = sessions.get(event.meeting_id) if event.meeting_id else None
        if session is None or event.event not in KNOWN or not event.uuid:
            foreign.append(event.pk)
        else:
            ours.append((session, told_by(event.body), event))
    return ours, foreign


def _put_off(claim: str, event: WebhookEvent, error: Exception) -> None:
    """Note why an event could not be worked, and when it is tried again; after the last try a person decides."""
    fault = f"{type(error).__name__}: {error}"[:300]
    mine = WebhookEvent.objects.filter(pk=event.pk, claim=claim, state=EventState.WAITING)
    if event.attempts >= len(BACK_OFF):
        if mine.update(state=EventState.FAILED, fault=fault, next_attempt_at=None):
            log.error("A notification of Zoom (%s, row %s) could not be worked: %s", event.event, event.pk, fault)
        return
    wait = timedelta(minutes=BACK_OFF[event.attempts])
    mine.update(fault=fault, next_attempt_at=clock.now() + wait)
