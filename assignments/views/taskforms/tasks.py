"""Tasks set for a cohort: the list, planning, one task, extensions, and moving to a newer version of the form."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assignments.enums import TaskState
from assignments.forms.tasks import ExtendForm, TaskForm, TaskMoveForm, TaskPlanForm
from assignments.models import Task
from assignments.queries import tasks as queries
from assignments.queries.accepted import accepted_in
from assignments.queries.taskforms import changes_between
from assignments.services import tasks
from courses.models import Cohort
from courses.views.shared import visible_cohort
from lms.people.access import check, found, needs, person
from lms.people.errors import Conflict
from lms.ui.form_pages import GET_POST, done, form_page, posted, pressed


def _cohort(request: HttpRequest, pid: str, permission: str) -> Cohort:
    cohort = visible_cohort(request, pid)
    check(request, permission, cohort)
    return cohort


def _task(request: HttpRequest, pid: str, permission: str) -> Task:
    rows = queries.tasks_visible_to(person(request)).select_related("cohort", "form_version__form", "rubric__rubric")
    task = found(rows, public_id=pid)
    check(request, permission, task.cohort)
    return task


@require_safe
@needs("assignments.list_tasks")
def cohort_tasks(request: HttpRequest, pid: str) -> HttpResponse:
    """The tasks of a cohort by field weeks."""
    cohort = _cohort(request, pid, "assignments.list_tasks")
    rows = queries.cohort_task_rows(cohort)
    context = {
        "cohort": cohort,
        "rows": rows,
        "accepted": accepted_in(cohort),
        "drafts": sum(row.task.state == TaskState.DRAFT for row in rows),
        "week_numbers": range(1, len(rows[0].weeks) + 1) if rows else (),
        "may_plan": person(request).has_perm("assignments.plan_tasks", cohort),
    }
    return render(request, "assignments/cohort_tasks.html", context)


@require_http_methods(GET_POST)
@needs("assignments.plan_tasks")
def cohort_task_plan(request: HttpRequest, pid: str) -> HttpResponse:
    """Plan the usual tasks in one step."""
    cohort = _cohort(request, pid, "assignments.plan_tasks")
    planned = set(cohort.tasks.exclude(plan_key="").values_list("plan_key", flat=True))
    form = TaskPlanForm(posted(request), cohort=cohort, planned=planned)

    def act(_data: dict[str, Any]) -> HttpResponse:
        result = tasks.plan_tasks(actor=person(request), cohort=cohort, lines=form.lines(), due_time=form.due_time)
        count = len(result.made)
        words = ngettext("%(count)s task was planned.", "%(count)s tasks were planned.", count) % {"count": count}
        return done(request, words, "assignments:cohort_tasks", cohort.public_id)

    context = {"cohort": cohort, "stage": queries.field_stage(cohort)}
    return form_page(request, template="assignments/cohort_task_plan.html", form=form, act=act, context=context)


@require_POST
@needs("assignments.plan_tasks")
def cohort_tasks_open(request: HttpRequest, pid: str) -> HttpResponse:
    """Open every draft task of a cohort."""
    cohort = _cohort(request, pid, "assignments.plan_tasks")
    count = tasks.open_tasks(actor=person(request), cohort=cohort)
    words = ngettext("%(count)s task is open.", "%(count)s tasks are open.", count) % {"count": count}
    return done(
        request, words if count else _("No draft was left to open."), "assignments:cohort_tasks", cohort.public_id
    )


@require_http_methods(GET_POST)
@needs("assignments.plan_tasks")
def task_add(request: HttpRequest, pid: str) -> HttpResponse:
    """Set one more task."""
    cohort = _cohort(request, pid, "assignments.plan_tasks")
    form = TaskForm(posted(request), cohort=cohort)

    def act(data: dict[str, Any]) -> HttpResponse:
        task = tasks.create_task(
            actor=person(request),
            cohort=cohort,
            version=data["version"],
            settings=form.settings(),
            graders=list(data["graders"]),
        )
        return done(
            request, _("The task was made. Open it when it is ready."), "assignments:task_manage", task.public_id
        )

    return form_page(request, template="assignments/task_add.html", form=form, act=act, context={"cohort": cohort})


@require_safe
@needs("assignments.list_tasks")
def task_manage(request: HttpRequest, pid: str) -> HttpResponse:
    """One task: what was decided, how far it is, its extensions and moves."""
    task = _task(request, pid, "assignments.list_tasks")
    user = person(request)
    extensions = list(task.extensions.select_related("enrolment__user", "actor"))
    due_on = queries.due_day(task, extensions, None)
    context = {
        "task": task,
        "row": next(row for row in queries.cohort_task_rows(task.cohort) if row.task.pk == task.pk),
        "zones": queries.due_in_zones(task, due_on),
        "graders": task.graders.all(),
        "extensions": extensions,
        "moves": task.moves.select_related("before", "after", "actor"),
        "may_plan": user.has_perm("assignments.plan_tasks", task.cohort),
        "may_extend": user.has_perm("assignments.extend_task", task.cohort),
    }
    return render(request, "assignments/task_manage.html", context)


@require_http_methods(GET_POST)
@needs("assignments.plan_tasks")
def task_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Change what was decided about a task."""
    task = _task(request, pid, "assignments.plan_tasks")
    form = TaskForm(posted(request), cohort=task.cohort, task=task)

    def act(data: dict[str, Any]) -> HttpResponse:
        tasks.change_task(
            actor=person(request),
            task=task,
            settings=form.settings(),
            graders=list(data["graders"]),
            seen=data["seen"],
        )
        return done(request, _("Saved."), "assignments:task_manage", task.public_id)

    return form_page(request, template="assignments/task_edit.html", form=form, act=act, context={"task": task})


@require_POST
@needs("assignments.plan_tasks")
def task_open(request: HttpRequest, pid: str) -> HttpResponse:
    """Open a task to participants."""
    task = _task(request, pid, "assignments.plan_tasks")
    tasks.open_tasks(actor=person(request), cohort=task.cohort, tasks=[task])
    return done(request, _("The task is open."), "assignments:task_manage", task.public_id)


@require_POST
@needs("assignments.plan_tasks")
def task_close(request: HttpRequest, pid: str) -> HttpResponse:
    """Close a task."""
    task = _task(request, pid, "assignments.plan_tasks")

    def act() -> str:
        tasks.close_task(actor=person(request), task=task)
        return _("The task is closed: nothing more is handed in.")

    return pressed(request, act, "assignments:task_manage", task.public_id)


@require_http_methods(GET_POST)
@needs("assignments.extend_task")
def task_extend(request: HttpRequest, pid: str) -> HttpResponse:
    """Give one person, or everybody, a later due day."""
    task = _task(request, pid, "assignments.extend_task")
    form = ExtendForm(posted(request), task=task)

    def act(data: dict[str, Any]) -> HttpResponse:
        tasks.extend(actor=person(request), task=task, **data)
        return done(request, _("The later day counts from now on."), "assignments:task_manage", task.public_id)

    return form_page(request, template="assignments/task_extend.html", form=form, act=act, context={"task": task})


@require_http_methods(GET_POST)
@needs("assignments.plan_tasks")
def task_move(request: HttpRequest, pid: str) -> HttpResponse:
    """See what a newer version of the form changes, and move the task to it for those who have not begun."""
    task = _task(request, pid, "assignments.plan_tasks")
    newer = queries.newer_version(task)
    if newer is None and request.method != "POST":
        raise Http404
    initial = {"before": task.form_version.public_id, "to": newer.public_id if newer else ""}
    form = TaskMoveForm(posted(request), initial=initial)

    def act(data: dict[str, Any]) -> HttpResponse:
        if newer is None or any(data[name] != shown for name, shown in initial.items()):
            raise Conflict(
                _("Somebody moved this task or published a version meanwhile. Look at the page as it is now.")
            )
        reason = data["reason"]
        tasks.move_task(actor=person(request), task=task, version=newer, seen=task.form_version, reason=reason)
        words = _("Who begins from now on fills in version %(number)s.") % {"number": newer.number}
        return done(request, words, "assignments:task_manage", task.public_id)

    context = {
        "task": task,
        "newer": newer,
        "begun": queries.begun_count(task),
        "changes": changes_between(task.form_version, newer) if newer else [],
    }
    return form_page(request, template="assignments/task_move.html", form=form, act=act, context=context)
