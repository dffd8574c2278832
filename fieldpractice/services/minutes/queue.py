"""The queue of constraints of a session: taken up, put off, discussed."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from fieldpractice.enums import OPEN_CONSTRAINTS, MinutesKind, QueueState
from fieldpractice.models import Constraint, MonitoringSession, QueueMark
from fieldpractice.services.constraints import discuss
from fieldpractice.services.minutes.items import write_item
from lms.people import audit, clock
from lms.people.errors import Refusal
from lms.people.models import User


@transaction.atomic
def take_up(*, actor: User, session: MonitoringSession, constraint: Constraint) -> None:
    """Say that a constraint is under discussion now; the one before goes back into the queue. Locks the session's row."""
    _check(session, constraint)
    MonitoringSession.objects.select_for_update().get(pk=session.pk)
    session.queue_marks.filter(state=QueueState.NOW).exclude(constraint=constraint).delete()
    _mark(actor, session, constraint, QueueState.NOW)
    audit.record(actor, "fieldpractice.queue.take_up", constraint, {"session": str(session)})


@transaction.atomic
def postpone(*, actor: User, session: MonitoringSession, constraint: Constraint) -> None:
    """Put a constraint off to a later session: it stands at the end of this queue and in the next one again."""
    _check(session, constraint)
    _mark(actor, session, constraint, QueueState.POSTPONED)
    audit.record(actor, "fieldpractice.queue.postpone", constraint, {"session": str(session)})


@transaction.atomic
def discuss_in_session(*, actor: User, session: MonitoringSession, constraint: Constraint, note: str, key: str) -> None:
    """Note that a session has discussed a constraint, and what was said; the note stands in the minutes too.

    Under one `key` it is noted once. A constraint that was only raised becomes discussed; one further on keeps its state.
    Raises Refusal without a note, and what the register's own step raises.
    """
    words = note.strip()
    if not words:
        raise Refusal(_("Write in a sentence what was said: it stands in the minutes and in the register."))
    _check(session, constraint)
    if session.minutes_items.filter(author=actor, client_key=key).exists():
        return
    write_item(actor=actor, session=session, kind=MinutesKind.NOTE, text=words, key=key, constraint=constraint)
    discuss(actor=actor, constraint=Constraint.objects.get(pk=constraint.pk), note=words, session=session)
    _mark(actor, session, constraint, QueueState.DISCUSSED)


def _mark(actor: User, session: MonitoringSession, constraint: Constraint, state: QueueState) -> None:
    QueueMark.objects.update_or_create(
        session=session, constraint=constraint, defaults={"state": state, "actor": actor, "at": clock.now()}
    )


def _check(session: MonitoringSession, constraint: Constraint) -> None:
    if session.is_cancelled:
        raise Refusal(_("This session was called off: nothing is discussed in it."))
    if constraint.merged_into_id is not None or constraint.state not in OPEN_CONSTRAINTS:
        raise Refusal(_("This constraint is not open any more. Load the page anew to see how it stands."))
