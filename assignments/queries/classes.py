"""What this room says to the classes of a cohort: what can be handed out, when people last handed something in, which tasks are overdue."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assignments.enums import TaskState
from assignments.models import MatchingExercise, Submission, Task
from assignments.queries.standings import task_lines
from assignments.queries.tasks import SHOWN
from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment
from courses.queries.learning import CohortFacts
from courses.registry import Limits, Offer, Risk


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


def risks(cohort: CohortFacts, limits: Limits) -> list[Risk]:
    """Return who of a cohort has more tasks overdue than its programme lets pass, extensions counted: five queries."""
    found = []
    for pk, tasks in overdue(cohort.id).items():
        if len(tasks) >= limits.late_tasks:
            words = ngettext("%(n)s task overdue", "%(n)s tasks overdue", len(tasks)) % {"n": len(tasks)}
            found.append(Risk(pk, words, _("Ask what stands in the way; give more time where there is a reason.")))
    return found


def overdue(cohort_id: int) -> dict[int, list[Task]]:
    """Return the tasks, by due day, that each active person of a cohort is late with. Five queries."""
    chosen = Enrolment.objects.filter(cohort=cohort_id, state=EnrolmentState.ACTIVE)
    people = list(chosen.select_related("work_unit", "cohort").only("pk", "work_unit__time_zone", "cohort__time_zone"))
    late = {
        pk: [line.task for line in lines if line.overdue] for pk, lines in task_lines(cohort_id, people, chosen).items()
    }
    return {pk: tasks for pk, tasks in late.items() if tasks}
