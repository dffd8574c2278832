"""The register as a list: which constraints somebody sees, filtered, those that many units share first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.models import Cohort
from fieldpractice.enums import OPEN_CONSTRAINTS, ConstraintState
from fieldpractice.models import Constraint, ConstraintVoice
from fieldpractice.queries.visible import constraints_visible_to
from lms.people.models import User, WorkUnit

OPEN, CLOSED, ALL = "open", "closed", "all"


@dataclass(frozen=True)
class Wanted:
    """What to show. `state` is one of OPEN, CLOSED, ALL, or a state; None is anything."""

    state: str = OPEN
    kind: str = ""
    service: int | None = None
    severity: int | None = None
    unit: int | None = None
    week: int | None = None
    mine: bool = False

    @property
    def states(self) -> frozenset[str]:
        if self.state in ConstraintState.values:
            return frozenset({self.state})
        closed = frozenset({ConstraintState.RESOLVED.value})
        return {CLOSED: closed, ALL: frozenset(ConstraintState.values)}.get(self.state, OPEN_CONSTRAINTS)


def register(user: User, wanted: Wanted, cohort: Cohort | None = None) -> QuerySet[Constraint]:
    """Return the constraints this reader may see, duplicates left out, shared by most units first."""
    rows = seen_by(user, cohort).filter(state__in=wanted.states)
    if wanted.mine:
        rows = rows.filter(mine(user))
    if wanted.unit is not None:
        rows = rows.filter(_met_in(wanted.unit))
    exact = {"kind": wanted.kind, "service": wanted.service, "severity": wanted.severity, "field_week": wanted.week}
    rows = rows.filter(**{name: value for name, value in exact.items() if value not in (None, "")})
    return rows.select_related("work_unit", "cohort").order_by("-units_count", "-severity", "-raised_at", "-pk")


def seen_by(user: User, cohort: Cohort | None = None) -> QuerySet[Constraint]:
    """Return what stands in the register for this reader: all, or of one cohort."""
    rows = constraints_visible_to(user).filter(merged_into__isnull=True)
    return rows if cohort is None else rows.filter(cohort=cohort)


def mine(user: User) -> Q:
    """Raised by somebody, or with that person's voice, in a duplicate too."""
    voices = ConstraintVoice.objects.filter(enrolment__user=user)
    raised = Constraint.objects.filter(raised_by=user)
    return (
        Q(raised_by=user)
        | Q(Exists(voices.filter(constraint=OuterRef("pk"))))
        | Q(Exists(voices.filter(constraint__merged_into=OuterRef("pk"))))
        | Q(Exists(raised.filter(merged_into=OuterRef("pk"))))
    )


def _met_in(unit: int) -> Q:
    """Raised or shared by somebody of a unit, in a duplicate too."""
    voices = ConstraintVoice.objects.filter(work_unit=unit)
    duplicates = Constraint.objects.filter(work_unit=unit, merged_into=OuterRef("pk"))
    return (
        Q(work_unit=unit)
        | Q(Exists(voices.filter(constraint=OuterRef("pk"))))
        | Q(Exists(voices.filter(constraint__merged_into=OuterRef("pk"))))
        | Q(Exists(duplicates))
    )


def units_in(user: User, cohort: Cohort | None = None) -> QuerySet[WorkUnit]:
    """Return the units in which what this reader sees was raised, by name."""
    rows = constraints_visible_to(user) if cohort is None else constraints_visible_to(user).filter(cohort=cohort)
    return WorkUnit.objects.filter(pk__in=rows.values("work_unit")).order_by("name")


def similar_to(constraint: Constraint) -> QuerySet[Constraint]:
    """Return the open constraints of the cohort it could be merged into, those of its service first."""
    rows = Constraint.objects.filter(
        cohort=constraint.cohort_id, merged_into__isnull=True, state__in=OPEN_CONSTRAINTS
    ).exclude(pk=constraint.pk)
    return rows.order_by("-units_count", "-raised_at")
