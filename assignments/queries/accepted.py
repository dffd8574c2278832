"""How many of the forms a cohort's tasks ask for are accepted: the page of tasks and the report ask here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, QuerySet

from assignments.enums import SubmissionState
from assignments.models import Submission, Task
from assignments.queries.excused import excused_from_tasks
from assignments.queries.tasks import SHOWN
from courses.enums import SEATED
from courses.models import Cohort, Enrolment
from courses.queries.attended import percent_of


@dataclass(frozen=True)
class Accepted:
    """So many forms accepted of so many asked for."""

    accepted: int
    asked: int

    @property
    def percent(self) -> Decimal | None:
        return percent_of(self.accepted, self.asked)


def _forms(asked: Collection[int]) -> QuerySet[Submission]:
    """The accepted forms of these tasks, as far as the tasks still ask for them."""
    rows = Submission.objects.filter(task__in=asked, state=SubmissionState.ACCEPTED, ordinal__lte=F("task__count"))
    return rows.order_by()


def accepted_by_person(cohort: Cohort) -> dict[int, Accepted]:
    """Return of everybody with a seat the forms accepted and asked for, without the tasks somebody is excused from: four queries."""
    asked = dict(Task.objects.filter(cohort=cohort, state__in=SHOWN).values_list("pk", "count"))
    done: dict[int, dict[int, int]] = defaultdict(dict)
    for person, task, many in _forms(list(asked)).values_list("enrolment", "task").annotate(n=Count("id")):
        done[person][task] = many
    excused = excused_from_tasks(enrolment__cohort=cohort)
    people = Enrolment.objects.filter(cohort=cohort, state__in=SEATED).values_list("pk", flat=True)
    return {
        pk: Accepted(
            sum(many for task, many in done[pk].items() if (task, pk) not in excused),
            sum(count for task, count in asked.items() if (task, pk) not in excused),
        )
        for pk in people
    }


def accepted_in(cohort: Cohort) -> Accepted:
    """Return the same of the whole cohort, added up by the database: four queries, five where somebody is excused."""
    asked = dict(Task.objects.filter(cohort=cohort, state__in=SHOWN).values_list("pk", "count"))
    people = set(Enrolment.objects.filter(cohort=cohort, state__in=SEATED).values_list("pk", flat=True))
    forms = _forms(list(asked)).filter(enrolment__cohort=cohort, enrolment__state__in=SEATED)
    excused = {
        (task, pk) for task, pk in excused_from_tasks(enrolment__cohort=cohort) if task in asked and pk in people
    }
    left_out = (
        forms.filter(enrolment__in={pk for _task, pk in excused}).values_list("task", "enrolment") if excused else ()
    )
    accepted = forms.count() - sum(pair in excused for pair in left_out)
    return Accepted(accepted, sum(asked.values()) * len(people) - sum(asked[task] for task, _pk in excused))
