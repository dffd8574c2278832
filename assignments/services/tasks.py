"""Tasks set for a cohort: planned, changed, opened and closed, extended, moved to a newer version of their form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assignments.enums import FormState, TaskState
from assignments.models import Extension, FormVersion, Rubric, RubricVersion, Submission, Task, TaskMove
from assignments.models.tasks import end_of_day
from assignments.queries.tasks import due_day, field_stage, fingerprint
from assignments.starter import PlanLine
from assignments.weeks import first_day_of, last_day_of, weeks_in
from courses.enums import CohortState
from courses.models import Cohort, Enrolment, Stage
from courses.queries.visible import charges_held
from lms.people import audit, clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import AuditEntry, User

T = TaskState
STEPS: dict[str, frozenset[str]] = {
    T.DRAFT: frozenset({T.OPEN}),
    T.OPEN: frozenset({T.CLOSED, T.DRAFT}),
    T.CLOSED: frozenset({T.OPEN}),
}
DUE_TIME = end_of_day()


@dataclass(frozen=True)
class TaskSettings:
    """What a coordinator decides about a task."""

    opens_on: date
    due_on: date
    due_time: time = DUE_TIME
    first_week: int | None = None
    last_week: int | None = None
    count: int = 1
    weight: Decimal = Decimal(1)
    rubric: RubricVersion | None = None
    second_marking: bool = False
    tolerance: Decimal = Decimal(10)
    anonymous: bool = False
    release_at: datetime | None = None


@dataclass(frozen=True)
class Planned:
    """What planning did: the tasks that were made, the lines that were there, and the forms without a published version."""

    made: list[Task]
    kept: list[str]
    missing: list[str]


def _allow(actor: User, permission: str, cohort: Cohort) -> None:
    if not actor.has_perm(permission, cohort):
        raise NotAllowed(
            _("Only coordinators and administrators set tasks; facilitators of the cohort may extend them.")
        )


@transaction.atomic
def plan_tasks(*, actor: User, cohort: Cohort, lines: Sequence[PlanLine], due_time: time = DUE_TIME) -> Planned:
    """Make a draft task of each line of a plan, in the weeks of the cohort's field stage. Lines that were planned stay as they are.

    Raises NotAllowed, Refusal (no field stage, a week outside it, a cancelled cohort). Locks the cohort: planning twice plans once.
    """
    _allow(actor, "assignments.plan_tasks", cohort)
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    stage = _stage_to_plan(cohort)
    there = set(Task.objects.filter(cohort=cohort).exclude(plan_key="").values_list("plan_key", flat=True))
    versions = {one.form.code: one for one in _published()}
    rubrics = {one.code: one.current for one in Rubric.objects.filter(retired_at=None).select_related("current")}
    result = Planned([], [line.key for line in lines if line.key in there], [])
    for line in lines:
        if line.key in there:
            continue
        if line.form not in versions:
            result.missing.append(line.form)
            continue
        settings = _settings_of(line, stage, rubrics.get(line.rubric), due_time)
        result.made.append(_new_task(actor, cohort, versions[line.form], settings, plan_key=line.key))
    return result


def _published() -> Iterable[FormVersion]:
    return FormVersion.objects.filter(state=FormState.PUBLISHED).select_related("form").defer("schema")


def _stage_to_plan(cohort: Cohort) -> Stage:
    if cohort.state == CohortState.CANCELLED:
        raise Refusal(_("This cohort is cancelled: no task can be set for it."))
    stage = field_stage(cohort)
    if stage is None:
        raise Refusal(_("This cohort has no field practice: its weeks cannot be counted."))
    return stage


def _settings_of(line: PlanLine, stage: Stage, rubric: RubricVersion | None, due_time: time) -> TaskSettings:
    weeks = weeks_in(stage.starts_on, stage.ends_on)
    if not 1 <= line.first_week <= line.last_week <= weeks:
        words = {"key": line.key, "weeks": weeks}
        raise Refusal(_("%(key)s: the weeks must lie between 1 and %(weeks)s, the first before the last.") % words)
    return TaskSettings(
        opens_on=first_day_of(line.first_week, stage.starts_on),
        due_on=last_day_of(line.last_week, stage.starts_on, stage.ends_on),
        due_time=due_time,
        first_week=line.first_week,
        last_week=line.last_week,
        count=line.count,
        weight=line.weight,
        second_marking=line.second_marking,
        rubric=rubric,
    )


def in_weeks(settings: TaskSettings, stage: Stage) -> TaskSettings:
    """Return the settings with the days that their field weeks have. Raises Refusal for weeks outside the stage."""
    line = PlanLine("", "", settings.first_week or 0, settings.last_week or 0)
    dated = _settings_of(line, stage, None, settings.due_time)
    return replace(settings, opens_on=dated.opens_on, due_on=dated.due_on)


@transaction.atomic
def create_task(
    *,
    actor: User,
    cohort: Cohort,
    version: FormVersion,
    settings: TaskSettings,
    graders: Sequence[User] = (),
    plan_key: str = "",
) -> Task:
    """Set a published version of a form for a cohort, as a draft task; `plan_key` names the line of a plan that it stands for.

    Raises NotAllowed, Refusal (not published, days out of order, a cancelled cohort, a grader not in charge).
    """
    _allow(actor, "assignments.plan_tasks", cohort)
    if cohort.state == CohortState.CANCELLED:
        raise Refusal(_("This cohort is cancelled: no task can be set for it."))
    if version.state != FormState.PUBLISHED:
        raise Refusal(_("Only a published version of a form can be set."))
    task = _new_task(actor, cohort, version, settings, plan_key=plan_key)
    task.graders.set(_in_charge(cohort, graders))
    return task


def _new_task(actor: User, cohort: Cohort, version: FormVersion, settings: TaskSettings, plan_key: str = "") -> Task:
    _check(settings)
    values = {one.name: getattr(settings, one.name) for one in fields(settings)}
    task = Task.objects.create(
        cohort=cohort, form_version=version, plan_key=plan_key, created_by=actor, created_at=clock.now(), **values
    )
    audit.record(
        actor, "assignments.task.create", task, {"cohort": ["", str(cohort)], "due_on": ["", str(task.due_on)]}
    )
    return task


def _check(settings: TaskSettings) -> None:
    if settings.due_on < settings.opens_on:
        raise Refusal(_("The task would be due before its first day."))
    if settings.count < 1 or settings.weight < 0:
        raise Refusal(_("At least one form is handed in, and a weight is not below 0."))


def _in_charge(cohort: Cohort, graders: Sequence[User]) -> list[User]:
    charged = set(charges_held().filter(cohort=cohort).values_list("user", flat=True)) if graders else set()
    for one in graders:
        if one.pk not in charged:
            raise Refusal(_("%(name)s is not in charge of this cohort.") % {"name": one})
    return list(graders)


@transaction.atomic
def change_task(*, actor: User, task: Task, settings: TaskSettings, graders: Sequence[User] = (), seen: str) -> Task:
    """Change what was decided about a task. `seen` is the fingerprint that the page carried.

    Grades that were given keep the rubric they were given by. Raises NotAllowed, Refusal (as create_task; fewer forms than
    somebody has begun) and Conflict (somebody changed the task since).
    """
    _allow(actor, "assignments.plan_tasks", task.cohort)
    task = lock_task(task)
    if fingerprint(task) != seen:
        raise Conflict(_("Somebody changed this task meanwhile. Compare with the page as it is now, then save again."))
    _check(settings)
    begun = Submission.objects.filter(task=task, ordinal__gt=settings.count).exists()
    if begun:
        raise Refusal(_("Somebody has begun more forms than that. The number can only grow."))
    changes = {}
    for one in fields(settings):
        before, after = getattr(task, one.name), getattr(settings, one.name)
        if before != after:
            changes[one.name] = [str(before), str(after)]
            setattr(task, one.name, after)
    task.save()
    named = _in_charge(task.cohort, graders)
    before_graders = sorted(str(user) for user in task.graders.all())
    task.graders.set(named)
    if before_graders != (after_graders := sorted(map(str, named))):
        changes["graders"] = [", ".join(before_graders), ", ".join(after_graders)]
    if changes:
        audit.record(actor, "assignments.task.change", task, changes)
    return task


def lock_task(task: Task) -> Task:
    """Return the task as it stands, locked for the rest of the transaction."""
    rows = Task.objects.select_for_update(of=("self",)).select_related("cohort", "form_version__form", "rubric")
    return rows.get(pk=task.pk)


@transaction.atomic
def open_tasks(*, actor: User, cohort: Cohort, tasks: Iterable[Task] | None = None) -> int:
    """Open draft or closed tasks to participants (without `tasks`: all drafts of the cohort). Returns how many opened; repeating opens none."""
    _allow(actor, "assignments.plan_tasks", cohort)
    rows = Task.objects.filter(cohort=cohort, state=T.DRAFT)
    if tasks is not None:
        wanted = [task.pk for task in tasks]
        rows = Task.objects.filter(cohort=cohort, pk__in=wanted, state__in=[T.DRAFT, T.CLOSED])
    opening = list(rows.select_for_update(of=("self",)).select_related("form_version"))
    for task in opening:
        _step(actor, task, T.OPEN, "open")
    return len(opening)


@transaction.atomic
def close_task(*, actor: User, task: Task) -> None:
    """Close a task: nothing more is handed in; what was stays. Raises NotAllowed, Conflict (not open)."""
    _allow(actor, "assignments.plan_tasks", task.cohort)
    _step(actor, task, T.CLOSED, "close")


def _step(actor: User, task: Task, to: str, verb: str) -> None:
    before = task.state
    if to not in STEPS[before] or not Task.objects.filter(pk=task.pk, state=before).update(state=to):
        raise Conflict(_("This task is “%(state)s” by now. Look at it again.") % {"state": task.get_state_display()})
    task.state = to
    audit.record(actor, f"assignments.task.{verb}", task, {"state": [before, to]})


@transaction.atomic
def extend(*, actor: User, task: Task, due_on: date, reason: str, enrolment: Enrolment | None = None) -> Extension:
    """Give one person, or everybody, a later due day, with the reason.

    The latest day that applies counts, so an extension never shortens another. Saying the same again changes nothing.
    Raises NotAllowed, Refusal (no reason, not later, somebody of another cohort).
    """
    _allow(actor, "assignments.extend_task", task.cohort)
    task = lock_task(task)
    if not reason.strip():
        raise Refusal(_("An extension needs a reason."))
    if enrolment is not None and enrolment.cohort_id != task.cohort_id:
        raise Refusal(_("This person is not in the cohort of the task."))
    given: list[Extension] = list(task.extensions.all())
    same = [
        one for one in given if (one.enrolment_id, one.due_on, one.reason) == (_pk(enrolment), due_on, reason.strip())
    ]
    if same:
        return same[-1]
    present = due_day(task, given, _pk(enrolment))
    if due_on <= present:
        raise Refusal(_("The task is due on %(day)s already. Choose a later day.") % {"day": f"{present:%d-%m-%Y}"})
    extension = Extension.objects.create(
        task=task, enrolment=enrolment, due_on=due_on, reason=reason.strip(), actor=actor, at=clock.now()
    )
    whom = str(enrolment.user) if enrolment else ""
    changes: dict[str, Any] = {"due_on": [str(present), str(due_on)], "whom": ["", whom], "reason": reason.strip()}
    audit.record(actor, "assignments.task.extend", task, changes)
    return extension


@transaction.atomic
def extend_for(*, actor: User, enrolment: Enrolment, days: Mapping[int, date], reason: str) -> list[Extension]:
    """Give one person later due days for several tasks at once, by the tasks' ids; the room that asks has decided who may.

    A day that is not later than the present one is passed over: nothing promised is shortened, and saying it again changes nothing.
    Three queries, and two for each hundred new ones.
    """
    tasks = Task.objects.select_for_update(of=("self",)).filter(cohort_id=enrolment.cohort_id, pk__in=days)
    now, rows = clock.now(), []
    for task in tasks.select_related("form_version").prefetch_related("extensions").order_by("pk"):
        if days[task.pk] > due_day(task, task.extensions.all(), enrolment.pk):
            extension = Extension(task=task, enrolment=enrolment, due_on=days[task.pk], reason=reason[:300])
            extension.actor, extension.at = actor, now
            rows.append(extension)
    Extension.objects.bulk_create(rows, batch_size=100)
    whom = str(enrolment.user) if rows else ""
    AuditEntry.objects.bulk_create(
        [
            audit.entry(
                actor,
                "assignments.task.extend",
                row.task,
                {"due_on": ["", str(row.due_on)], "whom": ["", whom], "reason": reason},
            )
            for row in rows
        ],
        batch_size=100,
    )
    return rows


def _pk(enrolment: Enrolment | None) -> int | None:
    return enrolment.pk if enrolment else None


@transaction.atomic
def move_task(*, actor: User, task: Task, version: FormVersion, reason: str, seen: FormVersion) -> TaskMove:
    """Move a task to a newer version of its form, for those who have not begun. Who has begun keeps the version begun with.

    `seen` is the version the page showed as the present one. Raises NotAllowed, Refusal (no reason; not a newer, published
    version of the same form), Conflict (somebody moved the task meanwhile).
    """
    _allow(actor, "assignments.plan_tasks", task.cohort)
    task = lock_task(task)
    if task.form_version_id != seen.pk:
        raise Conflict(_("Somebody moved this task meanwhile. Look at it again."))
    before = task.form_version
    if not reason.strip():
        raise Refusal(_("Moving needs a reason."))
    if version.form_id != before.form_id or version.number <= before.number or version.state != FormState.PUBLISHED:
        raise Refusal(_("A task moves to a newer, published version of the same form only."))
    Task.objects.filter(pk=task.pk).update(form_version=version)
    untouched = Submission.objects.filter(task=task, draft_seq=0, draft={}, current__isnull=True)
    untouched.update(form_version=version)
    move = TaskMove.objects.create(
        task=task, before=before, after=version, reason=reason.strip(), actor=actor, at=clock.now()
    )
    task.form_version = version
    changes: dict[str, Any] = {"version": [str(before.number), str(version.number)], "reason": reason.strip()}
    audit.record(actor, "assignments.task.move", task, changes)
    return move
