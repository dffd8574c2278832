"""How people stand with the tasks of their cohort: the one definition behind what is overdue, at risk, and shown week by week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from django.db.models import Count, QuerySet
from django.utils.translation import get_language

from assignments.enums import Standing, SubmissionState
from assignments.models import Extension, Submission, Task
from assignments.queries.excused import excused_from_tasks
from assignments.queries.tasks import LISTED, SHOWN, due_day, zone_of
from assignments.weeks import instant_of
from courses.models import Enrolment
from lms.people import clock

S = SubmissionState
Among = QuerySet[Enrolment] | Collection[int]


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task of one participant: forms accepted, waiting and returned of those asked for, and when it is due in the own unit's zone."""

    task: Task
    state: Standing
    accepted: int
    waiting: int
    returned: int
    due_at: datetime
    # The due time is over and not everything is in, were it only that something came back.
    overdue: bool

    @property
    def code(self) -> str:
        """The form's code, for narrow places."""
        return str(self.task.form_version.form.code)

    @property
    def title(self) -> str:
        """The form's title in the reader's language."""
        version = self.task.form_version
        return str((get_language() == "en" and version.title_en) or version.title)

    @property
    def handed_in(self) -> int:
        """Forms that are in, graded or not."""
        return self.accepted + self.waiting


@dataclass
class _Facts:
    extended: dict[tuple[int, int | None], list[Extension]] = field(default_factory=lambda: defaultdict(list))
    counted: dict[tuple[int, int], dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    excused: set[tuple[int, int]] = field(default_factory=set)


def task_lines(cohort_id: int, people: Sequence[Enrolment], among: Among | None = None) -> dict[int, list[TaskLine]]:
    """Return the tasks of these people of one cohort, by due day, under the id of the enrolment. Four queries, however many people.

    The enrolments come with `work_unit` and `cohort` read. For very many, `among` is the query they came from: it spares a list of ids.
    """
    wanted = [one.pk for one in people] if among is None else among
    tasks = list(
        Task.objects.filter(cohort=cohort_id, state__in=SHOWN)
        .order_by("due_on", "opens_on", "id")
        .select_related("form_version__form")
        .only(*LISTED, "first_week", "last_week", "due_time", "weight")
    )
    facts, now = _facts_of(tasks, wanted), clock.now()
    return {one.pk: [_line(task, one, facts, now) for task in tasks] for one in people}


def _facts_of(tasks: list[Task], wanted: Among) -> _Facts:
    facts, ids = _Facts(), [task.pk for task in tasks]
    later = Extension.objects.filter(task__in=ids).order_by()
    for one in (later.filter(enrolment=None) | later.filter(enrolment__in=wanted)).only(
        "task_id", "enrolment_id", "due_on"
    ):
        facts.extended[one.task_id, one.enrolment_id].append(one)
    forms = Submission.objects.filter(task__in=ids, enrolment__in=wanted).exclude(state=S.DRAFT).order_by()
    counted = forms.values("task", "enrolment", "state").annotate(n=Count("id"))
    for task, person, state, n in counted.values_list("task", "enrolment", "state", "n"):
        facts.counted[task, person][state] = n
    facts.excused = excused_from_tasks(enrolment__in=wanted)
    return facts


def _line(task: Task, one: Enrolment, facts: _Facts, now: datetime) -> TaskLine:
    later = [*facts.extended.get((task.pk, None), ()), *facts.extended.get((task.pk, one.pk), ())]
    zone, counted = zone_of(one), facts.counted.get((task.pk, one.pk), {})
    due = instant_of(due_day(task, later, one.pk), task.due_time, zone)
    accepted, waiting, returned = (counted.get(state, 0) for state in (S.ACCEPTED, S.SUBMITTED, S.RETURNED))
    if (task.pk, one.pk) in facts.excused:
        state = Standing.EXCUSED
    elif accepted >= task.count:
        state = Standing.DONE
    elif accepted + waiting >= task.count:
        state = Standing.WAITING
    elif now > due and accepted + waiting + returned < task.count:
        state = Standing.LATE
    elif returned:
        state = Standing.RETURNED
    else:
        state = Standing.COMING if instant_of(task.opens_on, time.min, zone) > now else Standing.OPEN
    missing = state in {Standing.LATE, Standing.RETURNED} and now > due
    return TaskLine(task, state, accepted, waiting, returned, due, missing)
