"""Who may grade a cohort's work, who is away, and how old what waits for each of them is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, F, Min, Q, QuerySet, When

from assignments.enums import Marking, WorkState
from assignments.models import GraderAbsence, Work
from assignments.queries.desk import grading_days
from courses.models import Cohort, CohortFacilitator
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import RoleAssignment, User, WorkUnit


def graders_of(*cohorts: int) -> QuerySet[User]:
    """Return the people in charge of a cohort (or of one of several) today whose role as facilitator is in force."""
    charged = CohortFacilitator.objects.valid().filter(cohort__in=cohorts).values("user")
    holders = RoleAssignment.objects.valid().filter(role=Role.FACILITATOR).values("user")
    return User.objects.filter(pk__in=charged).filter(pk__in=holders, is_active=True).order_by("name", "id")


def grader_ids_of(cohort_id: int) -> set[int]:
    """The same, as ids."""
    return set(graders_of(cohort_id).values_list("pk", flat=True))


def grader_ids_by_cohort(cohorts: Iterable[int]) -> dict[int, set[int]]:
    """Return who may grade each of these cohorts, in one query; nobody is an empty set."""
    found: dict[int, set[int]] = {pk: set() for pk in cohorts}
    holders = RoleAssignment.objects.valid().filter(role=Role.FACILITATOR).values("user")
    rows = CohortFacilitator.objects.valid().filter(cohort__in=found, user__in=holders, user__is_active=True)
    for cohort, user in rows.values_list("cohort", "user"):
        found[cohort].add(user)
    return found


def organiser_ids() -> set[int]:
    """Return those who organise today: they may have begun on a work without being in charge of its cohort."""
    rows = RoleAssignment.objects.valid().filter(role__in=[Role.ADMINISTRATOR, Role.COORDINATOR], user__is_active=True)
    return set(rows.values_list("user", flat=True))


def substitutes(day: date) -> dict[int, int | None]:
    """Return who is away on a day, with who stands in (None: nobody)."""
    rows = GraderAbsence.objects.filter(first_day__lte=day, last_day__gte=day)
    return dict(rows.order_by("id").values_list("grader", "substitute"))


def ages_by_grader(works: QuerySet[Work]) -> Iterable[Mapping[str, Any]]:
    """Return one row for whoever's turn it is (and one for nobody): how many wait, how many of them too long, and since when the oldest does."""
    second = Q(awaits=Marking.SECOND)
    turn = Case(When(second, then=F("second_grader")), default=F("grader"))
    name = Case(When(second, then=F("second_grader__name")), default=F("grader__name"))
    return (
        works.filter(state=WorkState.WAITING)
        .order_by()
        .annotate(turn=turn, name=name)
        .values("turn", "name")
        .annotate(
            waiting=Count("id"),
            late=Count("id", filter=Q(waiting_since__lte=clock.now() - timedelta(days=grading_days()))),
            oldest=Min("waiting_since"),
        )
        .order_by("oldest")
    )


def absences_of(cohort: Cohort) -> list[GraderAbsence]:
    """Return the days away, present and to come, of those in charge of a cohort."""
    rows = GraderAbsence.objects.filter(last_day__gte=clock.today(), grader__in=grader_ids_of(cohort.pk))
    return list(rows.select_related("grader", "substitute").order_by("first_day", "id"))


def units_of(cohort: Cohort) -> list[WorkUnit]:
    """Return the units from which a cohort's people come."""
    return list(WorkUnit.objects.filter(enrolments__cohort=cohort).distinct().order_by("name"))
