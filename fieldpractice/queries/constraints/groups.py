"""A constraint with what was merged into it: whom it concerns, who speaks about it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from courses.enums import LEARNING
from courses.models import Enrolment
from fieldpractice.models import Constraint, ConstraintVoice
from lms.people.models import User


def group_ids(constraint: Constraint) -> list[int]:
    """Return the ids of a constraint and of all that is merged into it. One query."""
    merged = Constraint.objects.filter(merged_into=constraint.pk).values_list("pk", flat=True)
    return [constraint.pk, *merged]


@dataclass(frozen=True)
class Sharing:
    """How many people meet a constraint, in how many units."""

    people: int
    units: int


def sharing_of(ids: list[int]) -> Sharing:
    """Count over a group who raised it as a participant and who has said “me too”: each person and each unit once. Two queries."""
    raised = Constraint.objects.filter(pk__in=ids, enrolment__isnull=False).values_list("enrolment_id", "work_unit_id")
    voices = ConstraintVoice.objects.filter(constraint__in=ids).values_list("enrolment_id", "work_unit_id")
    met = [*raised, *voices]
    return Sharing(len({person for person, _unit in met}), len({unit for _person, unit in met if unit is not None}))


def concerned(ids: list[int]) -> QuerySet[Enrolment]:
    """Return the enrolments that a group concerns: who raised it and who has said “me too”, with their people."""
    raised = Constraint.objects.filter(pk__in=ids, enrolment__isnull=False).values("enrolment")
    voices = ConstraintVoice.objects.filter(constraint__in=ids).values("enrolment")
    rows = Enrolment.objects.filter(Q(pk__in=raised) | Q(pk__in=voices))
    return rows.select_related("user__work_unit", "work_unit").order_by("pk")


def seat_of(user: User, cohort_id: int) -> Enrolment | None:
    """Return the enrolment by which somebody learns in a cohort."""
    rows = Enrolment.objects.filter(user=user, cohort=cohort_id, state__in=LEARNING)
    return rows.select_related("work_unit", "cohort").first()
