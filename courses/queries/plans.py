"""A cohort's stages and gates, kept in memory under the number of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from cms.enums import StageKind
from courses.models import ModuleGate, Stage


@dataclass(frozen=True, slots=True)
class StageDates:
    kind: str
    mode: str
    starts_on: date
    ends_on: date
    venue: str
    needs_previous: bool

    @property
    def label(self) -> str:
        """The stage's name in the reader's language."""
        return str(StageKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Gate:
    opens_on: date | None
    needs_key: UUID | None


@dataclass(frozen=True)
class CohortPlan:
    """Stages in order, and the gates by the key of their module."""

    stages: tuple[StageDates, ...]
    gates: dict[UUID, Gate]

    def stage(self, kind: str) -> StageDates | None:
        """Return the stage of this kind, or None when the cohort has none."""
        return next((stage for stage in self.stages if stage.kind == kind), None)

    def on(self, day: date) -> StageDates | None:
        """Return the stage that is under way on a day, or None between two stages."""
        return next((stage for stage in self.stages if stage.starts_on <= day <= stage.ends_on), None)

    def after(self, day: date) -> StageDates | None:
        """Return the first stage that begins after a day."""
        return next((stage for stage in self.stages if stage.starts_on > day), None)


@lru_cache(maxsize=256)
def plan_of(cohort_public_id: str, _plan_no: int) -> CohortPlan:
    """Return the plan: two queries the first time in a process, none after, until `plan_no` is raised."""
    stages = Stage.objects.filter(cohort__public_id=cohort_public_id).order_by("order")
    gates = ModuleGate.objects.filter(cohort__public_id=cohort_public_id)
    return CohortPlan(
        stages=tuple(StageDates(s.kind, s.mode, s.starts_on, s.ends_on, s.venue, s.needs_previous) for s in stages),
        gates={gate.module_key: Gate(gate.opens_on, gate.needs_key) for gate in gates},
    )
