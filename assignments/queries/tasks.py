"""Tasks set for a cohort: for whom, until when, on which version of the form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Prefetch, Q, QuerySet

from assignments.enums import TaskState
from assignments.models import Extension, FormVersion, Task
from assignments.weeks import instant_of
from courses.models import Enrolment
from courses.queries.visible import cohorts_visible_to
from lms.people import clock
from lms.people.models import User

SHOWN = (TaskState.OPEN, TaskState.CLOSED)


@dataclass(frozen=True)
class SetTask:
    """A task as it stands for one participant: `opens_at` and `due_at` are instants, by the zone of the own unit."""

    task: Task
    opens_at: datetime
    due_at: datetime
    extended: bool

    @property
    def has_opened(self) -> bool:
        """Whether its first day has begun."""
        return self.opens_at <= clock.now()

    @property
    def is_past_due(self) -> bool:
        """Whether handing in now would be late: the due minute itself is still in time."""
        return clock.now() > self.due_at


def tasks_visible_to(user: User) -> QuerySet[Task]:
    """Return the tasks of the cohorts somebody may see on the staff's screens."""
    return Task.objects.filter(cohort__in=cohorts_visible_to(user))


def tasks_of(enrolment: Enrolment) -> list[SetTask]:
    """Return the tasks set for a participant, by due day. Two queries (and the unit's, unless it is selected)."""
    tasks = Task.objects.filter(cohort_id=enrolment.cohort_id, state__in=SHOWN)
    tasks = tasks.select_related("form_version__form", "rubric").prefetch_related(_extensions_for(enrolment))
    lines = [set_task(task, enrolment) for task in tasks]
    return sorted(lines, key=lambda line: (line.due_at, line.task.pk))


def _extensions_for(enrolment: Enrolment) -> Prefetch[str, QuerySet[Extension], str]:
    applying = Extension.objects.filter(Q(enrolment=enrolment) | Q(enrolment__isnull=True))
    return Prefetch("extensions", queryset=applying)


def set_task(task: Task, enrolment: Enrolment) -> SetTask:
    """Return a task as it stands for one participant. One query, unless the task's extensions are prefetched."""
    zone, day = zone_of(enrolment), due_day(task, task.extensions.all(), enrolment.pk)
    return SetTask(
        task=task,
        opens_at=instant_of(task.opens_on, time.min, zone),
        due_at=instant_of(day, task.due_time, zone),
        extended=day > task.due_on,
    )


def due_at(task: Task, enrolment: Enrolment) -> datetime:
    """Return until when a participant hands in, extensions and the zone of the own unit counted in."""
    return set_task(task, enrolment).due_at


def due_day(task: Task, extensions: Iterable[Extension], enrolment_id: int | None) -> date:
    """Return the latest day that applies to an enrolment; without one, to everybody."""
    later = [one.due_on for one in extensions if one.enrolment_id is None or one.enrolment_id == enrolment_id]
    return max([task.due_on, *later])


def zone_of(enrolment: Enrolment) -> str:
    """Return the zone of the participant's unit; somebody without a unit is in the cohort's."""
    unit = enrolment.work_unit
    return unit.time_zone if unit else enrolment.cohort.time_zone


def versions_of(task: Task) -> list[FormVersion]:
    """Return the versions of the form on which this task may be filled in: the present one first, then those it moved on from.

    A page opened (or kept offline) before a move sends the version it was made from, and that one is taken.
    """
    earlier = [move.before for move in task.moves.select_related("before").order_by("-at", "-pk")]
    return list(dict.fromkeys([task.form_version, *earlier]))
