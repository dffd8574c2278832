"""What this room says to the classes of a cohort: what can be handed out, when people last handed something in, which tasks are overdue."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assignments.enums import TaskState
from assignments.models import MatchingExercise, Submission, Task
from assignments.queries.reminders import excused_from
from assignments.queries.tasks import HANDED_IN, SHOWN, due_day
from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment
from courses.queries.learning import CohortFacts
from courses.registry import Offer, Risk
from lms.people import clock


def offers(cohort: Cohort) -> list[Offer]:
    """Return the tasks and the cases of the matching lab that are set for a cohort: two queries."""
    tasks = (
        Task.objects.filter(cohort=cohort, state__in=SHOWN).select_related("form_version__form").order_by("opens_on")
    )
    exercises = MatchingExercise.objects.filter(cohort=cohort).exclude(state=TaskState.DRAFT).select_related("version")
    return [
        Offer(
            f"task:{one.public_id}",
            _("Tasks"),
            f"{one.form_version.form.code} {one}",
            reverse("assignments:task_detail", args=[one.public_id]),
        )
        for one in tasks
    ] + [
        Offer(
            f"case:{one.public_id}",
            _("Matching lab"),
            one.version.title,
            reverse("assignments:exercise_detail", args=[one.public_id]),
        )
        for one in exercises.order_by("opens_on", "id")
    ]


def signs(cohort: CohortFacts) -> dict[int, datetime]:
    """Return when each person of a cohort last handed in a form: one query."""
    rows = Submission.objects.filter(enrolment__cohort=cohort.id, submitted_at__isnull=False).order_by()
    return dict(rows.values("enrolment").annotate(last=Max("submitted_at")).values_list("enrolment", "last"))


def risks(cohort: CohortFacts) -> list[Risk]:
    """Return who of a cohort has tasks whose last day, extensions counted, lies behind: five queries."""
    many = {pk: len(tasks) for pk, tasks in overdue(cohort.id).items()}
    return [Risk(pk, ngettext("%(n)s task overdue", "%(n)s tasks overdue", n) % {"n": n}) for pk, n in many.items()]


def overdue(cohort_id: int) -> dict[int, list[Task]]:
    """Return the tasks, by due day, that each active person of a cohort has not handed in though their last day, extensions counted,
    lies behind. Who is excused from one is not late with it. Five queries, one when nothing was due."""
    today = clock.today()
    tasks = list(
        Task.objects.filter(cohort=cohort_id, state__in=SHOWN, due_on__lt=today)
        .select_related("form_version__form")
        .defer("form_version__schema")
        .prefetch_related("extensions")
        .order_by("due_on", "id")
    )
    if not tasks:
        return {}
    rows = Submission.objects.filter(task__in=tasks, state__in=HANDED_IN).order_by()
    handed = {
        (row["task"], row["enrolment"]): row["n"] for row in rows.values("task", "enrolment").annotate(n=Count("id"))
    }
    excused = excused_from(tasks)
    found: dict[int, list[Task]] = {}
    for pk in Enrolment.objects.filter(cohort=cohort_id, state=EnrolmentState.ACTIVE).values_list("pk", flat=True):
        late = [
            task
            for task in tasks
            if due_day(task, task.extensions.all(), pk) < today
            and handed.get((task.pk, pk), 0) < task.count
            and (task.pk, pk) not in excused
        ]
        if late:
            found[pk] = late
    return found
