"""Tasks set for a cohort: for whom, until when, on which version of the form."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from assignments.enums import FormState, SubmissionState, TaskState
from assignments.models import Extension, FormVersion, Submission, Task
from assignments.weeks import instant_of, weeks_in
from cms.enums import StageKind
from courses.enums import LEARNING
from courses.models import Cohort, Enrolment, Stage
from courses.queries.visible import cohorts_visible_to
from lms.people import clock
from lms.people.models import User
from lms.people.prepared import PreparedModels

SHOWN = (TaskState.OPEN, TaskState.CLOSED)
HANDED_IN = (SubmissionState.SUBMITTED, SubmissionState.ACCEPTED)


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
    """Return the tasks set for a participant, by due day, with what a list shows of them. Two queries (and the unit's, unless it is selected)."""
    later = my_extensions(enrolment.user_id)
    lines = [
        set_task(task, enrolment, [one for one in later if one.task_id == task.pk])
        for task in my_tasks(enrolment.user_id)
        if task.cohort_id == enrolment.cohort_id
    ]
    return sorted(lines, key=lambda line: (line.due_at, line.task.pk))


# What a list shows of a task: the schemas of twelve forms are half a megabyte of JSON, and a home would read them all.
LISTED = (
    "public_id", "cohort_id", "state", "opens_on", "due_on", "due_time", "count",
    "form_version__title", "form_version__title_en", "form_version__form__code",
)  # fmt: skip


def _set_for(user_id: int) -> QuerySet[Task]:
    learning = Enrolment.objects.filter(user_id=user_id, state__in=LEARNING)
    return Task.objects.filter(cohort__in=learning.values("cohort"), state__in=SHOWN)


my_tasks = PreparedModels(
    lambda user_id: _set_for(user_id).order_by().select_related("form_version__form").only(*LISTED)
)
my_extensions = PreparedModels(
    lambda user_id: (
        Extension.objects.filter(Q(enrolment__user_id=user_id) | Q(enrolment=None), task__in=_set_for(user_id))
        .order_by()
        .only("task_id", "enrolment_id", "due_on")
    )
)


def set_task(task: Task, enrolment: Enrolment, extensions: Iterable[Extension] | None = None) -> SetTask:
    """Return a task as it stands for one participant. One query, unless the task's extensions are given."""
    later = task.extensions.all() if extensions is None else extensions
    zone, day = zone_of(enrolment), due_day(task, later, enrolment.pk)
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


# --- The screens of those who set tasks ---


def field_stage(cohort: Cohort) -> Stage | None:
    """Return the cohort's field practice, whose weeks tasks are planned in."""
    return cohort.stages.filter(kind=StageKind.FIELD).first()


def fingerprint(task: Task) -> str:
    """Return a digest of what is edited on one page, carried by its form so that two organisers notice each other."""
    graders = sorted(task.graders.values_list("pk", flat=True))
    values = [str(getattr(task, name)) for name in _EDITED]
    return hashlib.sha256("\n".join([*values, str(graders)]).encode()).hexdigest()[:32]


_EDITED = (
    "first_week",
    "last_week",
    "opens_on",
    "due_on",
    "due_time",
    "count",
    "weight",
    "rubric_id",
    "second_marking",
    "tolerance",
    "anonymous",
    "release_at",
)


@dataclass(frozen=True)
class TaskRow:
    """A task in a cohort's list: handed in so many of so many, and a newer version of its form if there is one."""

    task: Task
    handed_in: int
    expected: int
    due_on: date
    newer: FormVersion | None
    weeks: list[bool]


def cohort_task_rows(cohort: Cohort) -> list[TaskRow]:
    """Return the tasks of a cohort by their days, with how far they are. Five queries, however many tasks."""
    stage = field_stage(cohort)
    weeks = weeks_in(stage.starts_on, stage.ends_on) if stage else 0
    people = Enrolment.objects.filter(cohort=cohort, state__in=LEARNING).count()
    handed = Count("submissions", filter=Q(submissions__state__in=HANDED_IN))
    tasks = Task.objects.filter(cohort=cohort).select_related("form_version__form", "rubric__rubric")
    tasks = tasks.defer("form_version__schema").annotate(handed=handed).order_by("opens_on", "due_on", "id")
    tasks = tasks.prefetch_related(Prefetch("extensions", queryset=Extension.objects.filter(enrolment=None)))
    newest = {one.form_id: one for one in FormVersion.objects.filter(state=FormState.PUBLISHED).defer("schema")}
    return [_row(task, people, newest.get(task.form_version.form_id), weeks) for task in tasks]


def _row(task: Any, people: int, newest: FormVersion | None, weeks: int) -> TaskRow:
    first, last = task.first_week or 0, task.last_week or 0
    return TaskRow(
        task=task,
        handed_in=task.handed,
        expected=people * task.count,
        due_on=due_day(task, task.extensions.all(), None),
        newer=newest if newest and newest.number > task.form_version.number else None,
        weeks=[first <= week <= last for week in range(1, weeks + 1)],
    )


def newer_version(task: Task) -> FormVersion | None:
    """Return the published version that a task could move to."""
    newer = FormVersion.objects.filter(
        form_id=task.form_version.form_id, state=FormState.PUBLISHED, number__gt=task.form_version.number
    )
    return newer.first()


def begun_count(task: Task) -> int:
    """Return how many people have begun a form of this task, and so keep the version they began with."""
    begun = Submission.objects.filter(task=task).exclude(draft_seq=0, draft={}, current__isnull=True)
    return begun.values("enrolment").distinct().count()


def due_in_zones(task: Task, day: date) -> list[tuple[str, datetime]]:
    """Return the instant at which a task is due in each of the three zones, with the zone's name."""
    return [(name, instant_of(day, task.due_time, zone)) for zone, name in ZONES]


ZONES = (("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT"))
