"""The queue of constraints of a session: what touches most units most gravely comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from fieldpractice.enums import OPEN_CONSTRAINTS, ConstraintState, QueueState
from fieldpractice.models import Constraint, ConstraintVoice, MonitoringSession, QueueMark

# A session discusses a handful; the rest waits in the register.
MOST = 40


@dataclass(frozen=True)
class Queued:
    """A constraint in the queue: how many units share it, where it stands in this session, and whether an earlier one put it off."""

    constraint: Constraint
    units: int
    state: str
    put_off: bool

    @property
    def weight(self) -> int:
        return self.units * self.constraint.severity

    @property
    def is_now(self) -> bool:
        return self.state == QueueState.NOW

    @property
    def is_discussed(self) -> bool:
        return self.state == QueueState.DISCUSSED

    @property
    def is_postponed(self) -> bool:
        return self.state == QueueState.POSTPONED


def open_in(cohort_id: int) -> QuerySet[Constraint]:
    """Return the open constraints of a cohort, those merged into others left out."""
    rows = Constraint.objects.filter(cohort=cohort_id, merged_into__isnull=True, state__in=OPEN_CONSTRAINTS)
    return rows.select_related("work_unit")


def units_sharing(ids: Collection[int]) -> dict[int, int]:
    """Return for each of these constraints how many units share it: whose it is, who said “me too”, and those merged into it.

    A constraint without a unit counts as one. Two queries.
    """
    units: dict[int, set[int]] = defaultdict(set)
    rows = Constraint.objects.filter(Q(pk__in=ids) | Q(merged_into__in=ids)).order_by()
    of: dict[int, int] = {}
    for pk, into, unit in rows.values_list("pk", "merged_into", "work_unit"):
        of[pk] = into if into is not None and into in ids else pk
        units[of[pk]] |= {unit} - {None}
    voices = ConstraintVoice.objects.filter(constraint__in=of).order_by()
    for pk, unit in voices.values_list("constraint", "work_unit"):
        units[of[pk]] |= {unit} - {None}
    return {pk: max(1, len(units[pk])) for pk in ids}


def queue_of(session: MonitoringSession) -> list[Queued]:
    """Return the queue of a session: first what is under discussion, then what waits by units sharing × severity, what was put off in it,
    and last what it has discussed. Five queries, however long it is.

    What waits is what was raised and not discussed yet, and what an earlier session put off.
    """
    marks = {mark.constraint_id: mark.state for mark in session.queue_marks.all()}
    put_off = _put_off_before(session)
    wanted = Q(state=ConstraintState.RAISED) | Q(pk__in=put_off) | Q(pk__in=marks)
    # What this session discussed stays in sight whatever became of it.
    shown = Constraint.objects.filter(Q(pk__in=open_in(session.cohort_id).values("pk")) | Q(pk__in=marks))
    rows = list(shown.filter(wanted, cohort=session.cohort_id).select_related("work_unit"))
    units = units_sharing({row.pk for row in rows})
    queue = [Queued(row, units[row.pk], marks.get(row.pk, ""), row.pk in put_off) for row in rows]
    queue.sort(key=lambda one: (_PLACE[one.state], -one.weight, one.constraint.raised_at, one.constraint.pk))
    return queue[:MOST]


_PLACE = {QueueState.NOW: 0, "": 1, QueueState.POSTPONED: 2, QueueState.DISCUSSED: 3}


def _put_off_before(session: MonitoringSession) -> set[int]:
    """What earlier sessions of the cohort put off and none has discussed since. One query."""
    marks = QueueMark.objects.filter(
        session__cohort=session.cohort_id, session__starts_at__lt=session.starts_at
    ).order_by("at")
    last = dict(marks.values_list("constraint", "state"))
    return {pk for pk, state in last.items() if state == QueueState.POSTPONED}
