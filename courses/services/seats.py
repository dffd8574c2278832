"""Seats: never more than the cohort has. Every service that gives or frees one holds the cohort's row."""

from __future__ import annotations

from django.utils.translation import gettext as _

from courses.enums import SEATED, CohortState, EnrolmentState
from courses.models import Cohort, Enrolment
from courses.services import steps, telling
from lms.people import clock
from lms.people.models import User


def lock(cohort: Cohort) -> Cohort:
    """Return the cohort's row, locked until the end of the transaction (SQLite: the whole file is)."""
    return Cohort.objects.select_for_update(of=("self",)).select_related("version").get(pk=cohort.pk)


def taken(cohort: Cohort) -> int:
    """Return how many seats are taken. Only under `lock`."""
    return Enrolment.objects.filter(cohort=cohort, state__in=SEATED).count()


def give_or_list(*, actor: User, cohort: Cohort, enrolment: Enrolment) -> None:
    """Accept a nominated person when a seat is free, else put the person at the end of the waiting list. Only under `lock`."""
    if taken(cohort) < cohort.capacity and not somebody_waits(cohort):
        steps.move(enrolment, EnrolmentState.ACCEPTED, actor=actor)
    else:
        steps.move(enrolment, EnrolmentState.WAITLISTED, actor=actor, listed_at=clock.now())


def promote(*, actor: User, cohort: Cohort) -> list[Enrolment]:
    """Give free seats to the waiting list, by the time listed, then id. Accepts at once; returns who moved up. Only under `lock`."""
    if cohort.state not in {CohortState.PLANNED, CohortState.OPEN}:
        return []
    free = cohort.capacity - taken(cohort)
    if free <= 0:
        return []
    first = Enrolment.objects.filter(cohort=cohort, state=EnrolmentState.WAITLISTED).select_related("user", "cohort")
    promoted = list(first.order_by("listed_at", "id")[:free])
    for enrolment in promoted:
        steps.move(enrolment, EnrolmentState.ACCEPTED, actor=actor, reason=_("A seat became free"))
    telling.promoted(actor=actor, enrolments=promoted)
    return promoted


def somebody_waits(cohort: Cohort) -> bool:
    """Whether the waiting list has anybody on it."""
    return Enrolment.objects.filter(cohort=cohort, state=EnrolmentState.WAITLISTED).exists()
