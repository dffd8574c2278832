"""Of what people are reminded: forms that are due or overdue, and work that waits too long on a desk."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, Prefetch, Q, QuerySet
from django.urls import reverse

from assignments import kinds
from assignments.enums import Marking, SubmissionState, TaskState, WorkState
from assignments.models import Extension, Submission, Task, Work
from assignments.queries.excused import TASK, excused_from_tasks
from assignments.queries.graders import grader_ids_by_cohort, organiser_ids
from assignments.queries.tasks import due_day, zone_of
from assignments.weeks import instant_of
from courses.enums import CohortState, EnrolmentState
from courses.models import Enrolment
from lms.notices.registry import Reminder
from lms.notices.wording import in_each_language
from lms.people import clock
from lms.people.models import User

# For so many days after the due instant somebody is still told that a form is missing.
OVERDUE_DAYS = 14
# Days lie differently in three zones.
MARGIN = timedelta(days=1)


def tasks(now: datetime) -> Iterator[Reminder]:
    """Yield who has not handed in what is due soon, or was due lately. Five queries, however many tasks and people."""
    ahead = timedelta(days=settings.PADAN_TASK_REMINDER_DAYS)
    near = list(_near(now, ahead))
    people = _people(near)
    handed_in = _handed_in(near)
    excused = excused_from_tasks(subject__in=[f"{TASK}{task.pk}" for task in near])
    for task in near:
        for enrolment in people.get(task.cohort_id, []):
            due = instant_of(due_day(task, task.extensions.all(), enrolment.pk), task.due_time, zone_of(enrolment))
            missing = task.count - handed_in[task.pk, enrolment.pk]
            if (task.pk, enrolment.pk) in excused:
                continue
            if missing > 0 and now - timedelta(days=OVERDUE_DAYS) < due <= now + ahead:
                yield _reminder(task, enrolment, due, missing, is_over=due < now)


def _near(now: datetime, ahead: timedelta) -> QuerySet[Task]:
    """Tasks whose day, or a later day given to all or to one, lies in the window."""
    window = ((now - timedelta(days=OVERDUE_DAYS) - MARGIN).date(), (now + ahead + MARGIN).date())
    later = Extension.objects.filter(due_on__range=window).values("task")
    rows = Task.objects.filter(Q(due_on__range=window) | Q(pk__in=later), state=TaskState.OPEN)
    rows = rows.filter(cohort__state=CohortState.OPEN, opens_on__lte=(now + MARGIN).date())
    return rows.select_related("form_version__form").defer("form_version__schema").prefetch_related(
        Prefetch("extensions", queryset=Extension.objects.all())
    )  # fmt: skip


def _people(near: list[Task]) -> dict[int, list[Enrolment]]:
    rows = Enrolment.objects.filter(cohort__in={task.cohort_id for task in near}, state=EnrolmentState.ACTIVE)
    found: dict[int, list[Enrolment]] = {}
    for row in rows.select_related("user", "work_unit", "cohort").order_by("pk"):
        found.setdefault(row.cohort_id, []).append(row)
    return found


def _handed_in(near: list[Task]) -> Counter[tuple[int, int]]:
    """How many forms of a task somebody has handed in; what came back to be improved was handed in, too."""
    rows = Submission.objects.filter(task__in=[task.pk for task in near]).exclude(state=SubmissionState.DRAFT)
    counted = rows.order_by().values_list("task", "enrolment").annotate(many=Count("pk"))
    return Counter({(task, enrolment): many for task, enrolment, many in counted})


def _reminder(task: Task, enrolment: Enrolment, due: datetime, missing: int, *, is_over: bool) -> Reminder:
    kind = kinds.TASK_OVERDUE if is_over else kinds.TASK_DUE
    version = task.form_version
    return Reminder(
        kind,
        enrolment.user,
        reverse("assignments:task_detail", args=[task.public_id]),
        {
            "task": in_each_language(lambda: f"{version.form.code} {version.local_title}"),
            "due": due,
            "missing": missing,
        },
        f"{kind}:{task.pk}:{enrolment.pk}:{due:%Y%m%d%H%M}",
        task,
    )


def desks(now: datetime) -> Iterator[Reminder]:
    """Yield to each grader, once a day, how much of what is the person's turn has waited for longer than it should.

    That is what lies on the own desk, what two are to agree on, and what nobody has taken in a cohort the person is in charge of; where
    nobody is in charge, those who organise are told. Six queries at most.
    """
    old = Work.objects.filter(
        state=WorkState.WAITING, waiting_since__lte=now - timedelta(days=settings.PADAN_GRADING_DAYS)
    ).order_by()
    piles: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for awaits, grader in (
        ([Marking.FIRST, Marking.AGREED], "grader"),
        ([Marking.SECOND, Marking.AGREED], "second_grader"),
    ):
        given = old.filter(awaits__in=awaits, **{f"{grader}__is_active": True}).values_list(grader)
        for pk, many, since in given.annotate(many=Count("pk"), since=Min("waiting_since")):
            piles[pk].append((many, since))
    for pk, many, since in _of_nobody(old):
        piles[pk].append((many, since))
    for one in User.objects.filter(pk__in=piles).order_by("pk"):
        oldest = min(since for _many, since in piles[one.pk])
        values = {"count": sum(many for many, _since in piles[one.pk]), "oldest": oldest.astimezone(clock.WIB).date()}
        key = f"{kinds.DESK_WAITS}:{one.pk}:{now.astimezone(clock.WIB):%Y%m%d}"
        yield Reminder(kinds.DESK_WAITS, one, reverse("assignments:grading_list"), values, key)


def _of_nobody(old: QuerySet[Work]) -> Iterator[tuple[int, int, datetime]]:
    """Yield what waits for whoever takes it, to each of those who may: of a second marking not to who marked first.

    Where nobody in charge may, those who organise are told.
    """
    nobodys = old.filter(Q(awaits=Marking.FIRST, grader=None) | Q(awaits=Marking.SECOND, second_grader=None))
    rows = list(nobodys.values_list("cohort", "grader").annotate(many=Count("pk"), since=Min("waiting_since")))
    charge = grader_ids_by_cohort({cohort for cohort, *_rest in rows}) if rows else {}
    left = [(charge[cohort] - {first}, first, many, since) for cohort, first, many, since in rows]
    organisers = set() if all(able for able, *_rest in left) else organiser_ids()
    for able, first, many, since in left:
        for pk in able or organisers - {first}:
            yield pk, many, since
