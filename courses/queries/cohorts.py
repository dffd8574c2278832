"""Lists of cohorts, and one cohort's people."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from courses.enums import SEATED, EnrolmentState
from courses.models import Cohort, Enrolment, Stage
from courses.queries.visible import charges_held, cohorts_visible_to, enrolments_visible_to
from lms.people import clock
from lms.people.models import Invitation, User, WorkUnit


def cohort_list(user: User) -> QuerySet[Cohort]:
    """Return the cohorts somebody may see, newest first, with seats, waiting and facilitators: three queries in all."""
    return (
        cohorts_visible_to(user)
        .select_related("version")
        .annotate(
            seated=Count("enrolments", filter=Q(enrolments__state__in=SEATED)),
            waiting=Count("enrolments", filter=Q(enrolments__state=EnrolmentState.WAITLISTED)),
            unanswered=Count("enrolments", filter=Q(enrolments__state=EnrolmentState.ACCEPTED)),
        )
        .prefetch_related(
            Prefetch("stages", Stage.objects.order_by("order")),
            Prefetch("facilitators", charges_held().select_related("user")),
        )
        .order_by("-number")
    )


@dataclass(frozen=True)
class Now:
    """Where a cohort stands today: the stage under way, or the one to come."""

    stage: Stage | None
    coming: Stage | None


def now_of(cohort: Cohort) -> Now:
    """Return where a cohort stands, from its prefetched stages."""
    today, stages = clock.today(), list(cohort.stages.all())
    return Now(
        stage=next((stage for stage in stages if stage.starts_on <= today <= stage.ends_on), None),
        coming=next((stage for stage in stages if stage.starts_on > today), None),
    )


def fingerprint(cohort: Cohort) -> str:
    """Return a digest of what is edited on one page, carried by its form so that two organisers notice each other."""
    values = f"{cohort.name}\n{cohort.capacity}\n{cohort.time_zone}"
    return hashlib.sha256(values.encode()).hexdigest()[:32]


def timeline_of(cohort: Cohort) -> list[dict[str, Any]]:
    """Return the cohort's stages for the page: state `done`, `now` or `next`, with their dates."""
    today = clock.today()
    return [
        {
            "stage": stage,
            "state": "done" if stage.ends_on < today else "now" if stage.starts_on <= today else "next",
        }
        for stage in cohort.stages.all()
    ]


def people_of(cohort: Cohort, user: User) -> QuerySet[Enrolment]:
    """Return a cohort's enrolments as this user may see them, each with the state of its last invitation."""
    last = Invitation.objects.filter(user=OuterRef("user")).order_by("-created_at", "-id")
    return (
        enrolments_visible_to(user)
        .filter(cohort=cohort)
        .select_related("user", "work_unit", "cohort")
        .annotate(
            invitation_state=Subquery(last.values("state")[:1]),
            invitation_id=Subquery(last.values("public_id")[:1]),
            invitation_expires=Subquery(last.values("expires_at")[:1]),
        )
        .order_by("user__name", "id")
    )


def seated_of(cohort: Cohort, user: User) -> QuerySet[Enrolment]:
    """Return those with a seat in a cohort whom this user may see, by name. Nobody for reviewers: they see the figures."""
    rows = enrolments_visible_to(user).filter(cohort=cohort, state__in=SEATED)
    return rows.order_by("user__name", "id")


def units_in(enrolments: QuerySet[Enrolment]) -> QuerySet[WorkUnit]:
    """Return the units that occur among enrolments, by name, for a filter."""
    return WorkUnit.objects.filter(pk__in=enrolments.order_by().values("work_unit")).order_by("name")
