"""Placements: who is still to be placed, what a pause moves, the cohort's table, one placement's plan and history."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from assignments.enums import SubmissionState, TaskState
from assignments.models import Extension, Submission, Task, Work
from assignments.queries.tasks import due_day, field_stage
from courses.enums import CohortState, EnrolmentState
from courses.models import Cohort, Enrolment, Stage
from fieldpractice.models import Disagreement, Placement, PlacementPause, SupervisorLink
from fieldpractice.weeks import Span, shifted
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import RoleAssignment, User, WorkUnit

# Who has a seat and still has the practice before them.
TO_PLACE = (EnrolmentState.ACCEPTED, EnrolmentState.ACTIVE)
HANDED_IN = frozenset({SubmissionState.SUBMITTED, SubmissionState.ACCEPTED})


@dataclass(frozen=True)
class Draft:
    """A placement before it is saved: where, under whom, from which day. `supervisor` has an account; else name and address are typed."""

    enrolment: Enrolment
    work_unit: WorkUnit | None
    starts_on: date
    supervisor: User | None = None
    supervisor_name: str = ""
    supervisor_email: str = ""
    supervisor_phone: str = ""


def unplaced(cohort: Cohort) -> QuerySet[Enrolment]:
    """Return who has a seat in a cohort and no placement yet, by name."""
    rows = Enrolment.objects.filter(cohort=cohort, state__in=TO_PLACE, placement__isnull=True)
    return rows.select_related("user", "work_unit", "cohort").order_by("user__name", "pk")


def drafts_for(stage: Stage, enrolments: Iterable[Enrolment]) -> list[Draft]:
    """Return what is proposed for each: the own unit, its supervisor where it has just one, the stage's first day. One query.

    Who was put on the list after the first day begins today.
    """
    people = list(enrolments)
    heads = supervisors_of({one.work_unit_id for one in people if one.work_unit_id})
    return [_draft(stage, one, heads) for one in people]


def _draft(stage: Stage, one: Enrolment, heads: dict[int, list[User]]) -> Draft:
    late = one.created_at.astimezone(clock.WIB).date() > stage.starts_on
    able = [head for head in heads.get(one.work_unit_id or 0, []) if head.pk != one.user_id]
    return Draft(
        enrolment=one,
        work_unit=one.work_unit,
        starts_on=max(stage.starts_on, clock.today()) if late else stage.starts_on,
        supervisor=able[0] if len(able) == 1 else None,
    )


def supervisors_of(units: Iterable[int]) -> dict[int, list[User]]:
    """Return who supervises each unit today, by name. One query."""
    held = RoleAssignment.objects.valid().filter(role=Role.SUPERVISOR, work_unit__in=list(units), user__is_active=True)
    found: dict[int, list[User]] = defaultdict(list)
    for row in held.select_related("user").order_by("user__name", "pk"):
        if row.work_unit_id is not None and row.user not in found[row.work_unit_id]:
            found[row.work_unit_id].append(row.user)
    return found


def supervisors() -> QuerySet[User]:
    """Return everybody who supervises some unit today."""
    held = RoleAssignment.objects.valid().filter(role=Role.SUPERVISOR)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).select_related("work_unit").order_by("name")


def digest_of(drafts: Iterable[Draft]) -> str:
    """Return a digest of a proposal, carried by the page that shows it: who saves it saves what was shown."""
    lines = [
        f"{one.enrolment.pk}:{one.work_unit.pk if one.work_unit else ''}:{one.supervisor.pk if one.supervisor else ''}:{one.starts_on}"
        for one in drafts
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def fingerprint(placement: Placement) -> str:
    """Return a digest of what is changed on one page, so that two organisers notice each other."""
    values = [str(getattr(placement, name)) for name in FIELDS]
    return hashlib.sha256("\n".join(values).encode()).hexdigest()[:32]


FIELDS = (
    "work_unit_id", "supervisor_id", "supervisor_name", "supervisor_email", "supervisor_phone", "starts_on",
)  # fmt: skip


# --- The cohort's table ---


def placements_of(cohort: Cohort) -> QuerySet[Any]:
    """Return the placements of a cohort by name, with what the table shows: pauses in force, open cases, how the supervisor is reached."""
    open_case = Disagreement.objects.filter(placement=OuterRef("pk"), closed_at__isnull=True)
    rows = Placement.objects.filter(enrolment__cohort=cohort).select_related(
        "enrolment__user", "enrolment__cohort", "work_unit", "supervisor"
    )
    rows = rows.annotate(open_case=Exists(open_case), moved=Count("moves", distinct=True))
    return rows.prefetch_related("pauses").order_by("enrolment__user__name", "pk")


def placement_with_plan(rows: QuerySet[Placement]) -> QuerySet[Placement]:
    """Return placements with what their plan shows joined."""
    pauses = PlacementPause.objects.select_related("actor", "taken_back_by")
    links = SupervisorLink.objects.select_related("created_by").order_by("-created_at", "-pk")
    return rows.select_related(
        "enrolment__user", "enrolment__cohort", "work_unit", "supervisor"
    ).prefetch_related(Prefetch("pauses", pauses), Prefetch("supervisor_links", links), "moves__actor")  # fmt: skip


def present_link(placement: Placement) -> SupervisorLink | None:
    """Return the newest link of a placement."""
    return next(iter(placement.supervisor_links.all()), None)


def reach_of(placement: Placement) -> str:
    """Return how the supervisor is reached: `account`, `mail`, `phone` or nothing."""
    if placement.supervisor_id:
        return "account"
    if placement.supervisor_email:
        return "mail"
    return "phone" if placement.supervisor_phone else ""


def supervisor_name(placement: Placement) -> str:
    """Return what the supervisor is called, as far as is known."""
    return placement.supervisor.display_name if placement.supervisor else placement.supervisor_name


def in_force(placement: Placement) -> list[Span]:
    """Return the days on which the practice rests."""
    return [pause.span for pause in placement.pauses.all() if pause.is_in_force]


def unit_on(placement: Placement, day: date) -> int:
    """Return the id of the unit a placement was in on a day, by its moves. One query, unless they are prefetched."""
    unit = placement.work_unit_id
    for move in sorted(placement.moves.all(), key=lambda one: (one.at, one.pk), reverse=True):
        if day < move.from_day:
            unit = move.before.get("work_unit_id", unit)
    return unit


def paused_on(placement: Placement, day: date) -> PlacementPause | None:
    """Return the pause in force on a day."""
    return next((pause for pause in placement.pauses.all() if pause.is_in_force and day in pause.span), None)


# --- What a pause moves ---


@dataclass(frozen=True)
class DueShift:
    """A task that a person's pauses move: due on `before`, then on `after`; or one that stays, because it is in, or graded."""

    task: Task
    before: date
    after: date
    handed_in: bool = False
    graded: bool = False

    @property
    def stays(self) -> bool:
        """Whether nothing about it changes, because it has been handed in."""
        return self.handed_in or self.graded


def due_shifts(placement: Placement, spans: Iterable[Span]) -> list[DueShift]:
    """Return what pauses on these days mean for the tasks of one person, by due day: each that moves, and each that stays though it
    would have. Four queries.

    A day moves by the days of pause up to it, counted from what holds for the whole cohort; a later day given to this person stays.
    """
    pauses = list(spans)
    tasks = Task.objects.filter(cohort_id=placement.enrolment.cohort_id).exclude(state=TaskState.CLOSED)
    tasks = tasks.select_related("form_version__form").defer("form_version__schema")
    theirs = Extension.objects.filter(Q(enrolment=None) | Q(enrolment=placement.enrolment_id))
    tasks = tasks.prefetch_related(Prefetch("extensions", theirs)).order_by("due_on", "pk")
    in_so_far, graded = _handed_in(placement.enrolment_id)
    found = []
    for task in tasks:
        given = list(task.extensions.all())
        planned = shifted(due_day(task, given, None), placement.starts_on, pauses)
        present = due_day(task, given, placement.enrolment_id)
        if planned > present:
            complete = in_so_far[task.pk] >= task.count
            found.append(DueShift(task, present, planned, complete, task.pk in graded and complete))
    return found


def _handed_in(enrolment_id: int) -> tuple[dict[int, int], set[int]]:
    """Return how many forms of each task are in, and of which tasks one has been graded."""
    many: dict[int, int] = defaultdict(int)
    rows = Submission.objects.filter(enrolment=enrolment_id, state__in=HANDED_IN).order_by()
    for task_id in rows.values_list("task_id", flat=True):
        many[task_id] += 1
    works = Work.objects.filter(submission__enrolment=enrolment_id, grade__isnull=False).order_by()
    return many, set(works.values_list("submission__task_id", flat=True))


def field_days(cohort: Cohort) -> Stage | None:
    """Return the cohort's field practice: its first day is that of the placements."""
    return field_stage(cohort)


def paused_placements() -> QuerySet[Placement]:
    """Return the placements of running practices with a pause in force."""
    resting = PlacementPause.objects.filter(placement=OuterRef("pk"), taken_back_at=None)
    rows = Placement.objects.filter(enrolment__state__in=TO_PLACE, enrolment__cohort__state=CohortState.OPEN)
    return rows.filter(Exists(resting)).order_by("pk")
