"""The steps of an enrolment. Each is a compare-and-swap on its state, with its event and its line of the audit trail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from courses.enums import TRANSITIONS, EnrolmentState
from courses.models import Cohort, Enrolment, EnrolmentEvent
from courses.queries.outline import outline_of
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry, User

S = EnrolmentState
BATCH = 500


def move(
    enrolment: Enrolment, to: EnrolmentState, *, actor: User | None, reason: str = "", listed_at: datetime | None = None
) -> None:
    """Lead one enrolment to another state. Raises Refusal when no step leads there, Conflict when it has moved meanwhile."""
    move_many([enrolment], to, actor=actor, reason=reason, listed_at=listed_at)


def move_many(
    enrolments: Sequence[Enrolment],
    to: EnrolmentState,
    *,
    actor: User | None,
    reason: str = "",
    listed_at: datetime | None = None,
) -> None:
    """Lead enrolments that stand in one state to another, all or none, in a handful of queries. Needs a transaction."""
    if not enrolments:
        return
    before = enrolments[0].state
    _check_step(before, to)
    now = clock.now()
    extra: dict[str, Any] = {"listed_at": listed_at} if listed_at else {}
    for batch in _batches(enrolments):
        rows = Enrolment.objects.filter(pk__in=[one.pk for one in batch], state=before)
        if rows.update(state=to, state_at=now, **extra) != len(batch):
            raise Conflict(_("This enrolment was changed meanwhile. Reload the page to see where it stands."))
    for one in enrolments:
        one.state, one.state_at, one.listed_at = to, now, listed_at or one.listed_at
    record_events(enrolments, before=before, actor=actor, reason=reason)


def record_events(enrolments: Sequence[Enrolment], *, before: str, actor: User | None, reason: str = "") -> None:
    """Write the event and the audit line of a step that was taken from `before` to each enrolment's present state."""
    now = clock.now()
    EnrolmentEvent.objects.bulk_create(
        (
            EnrolmentEvent(enrolment=one, before=before, after=one.state, actor=actor, reason=reason[:300], at=now)
            for one in enrolments
        ),
        batch_size=BATCH,
    )
    told = {"reason": reason} if reason else {}
    AuditEntry.objects.bulk_create(
        (
            audit.entry(actor, f"courses.enrolment.{one.state}", one, {"state": [before, str(one.state)], **told})
            for one in enrolments
        ),
        batch_size=BATCH,
    )


def close_all(*, actor: User, cohort: Cohort) -> dict[str, int]:
    """End every enrolment of a cohort that is finished. Returns how many went to each state."""
    lessons = len(outline_of(cohort.version.public_id, cohort.version.digest).online)
    active = _standing(cohort, S.ACTIVE)
    complete = [one for one in active if one.lessons_done >= lessons]
    missing = [one for one in active if one.lessons_done < lessons]
    never, waiting, undecided = (_standing(cohort, state) for state in (S.ACCEPTED, S.WAITLISTED, S.NOMINATED))
    move_many(complete, S.COMPLETED, actor=actor)
    move_many(missing, S.NOT_COMPLETED, actor=actor, reason=_("Online lessons are missing"))
    move_many(never, S.WITHDRAWN, actor=actor, reason=_("The place was never taken up"))
    move_many(waiting, S.WITHDRAWN, actor=actor, reason=_("No seat became free"))
    move_many(undecided, S.DECLINED, actor=actor, reason=_("The cohort is finished"))
    return {
        S.COMPLETED: len(complete),
        S.NOT_COMPLETED: len(missing),
        S.WITHDRAWN: len(never) + len(waiting),
        S.DECLINED: len(undecided),
    }


def release_all(*, actor: User, cohort: Cohort, reason: str) -> list[Enrolment]:
    """Release everybody from the list of a cohort that was called off; returns whom."""
    released = []
    for state in (S.NOMINATED, S.WAITLISTED, S.ACCEPTED, S.ACTIVE):
        rows = _standing(cohort, state)
        move_many(rows, S.DECLINED if state == S.NOMINATED else S.WITHDRAWN, actor=actor, reason=reason)
        released += rows
    return released


def _standing(cohort: Cohort, state: EnrolmentState) -> list[Enrolment]:
    """Locked: the last lesson, marked as done in this very moment, still counts."""
    rows = Enrolment.objects.select_for_update(of=("self",)).filter(cohort=cohort, state=state)
    return list(rows.select_related("user", "cohort").order_by("pk"))


def _check_step(before: str, to: EnrolmentState) -> None:
    if to not in TRANSITIONS[before]:
        raise Refusal(
            _("An enrolment that is “%(before)s” cannot become “%(to)s”.")
            % {"before": EnrolmentState(before).label, "to": to.label}
        )


def _batches(enrolments: Sequence[Enrolment]) -> Iterator[list[Enrolment]]:
    rest = iter(enrolments)
    while batch := list(islice(rest, BATCH)):
        yield batch
