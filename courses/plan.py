"""The usual plan of a cohort, and the same plan on other days. Pure: dates in, dates out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cms.enums import StageKind
from courses.enums import StageMode


@dataclass(frozen=True)
class StagePlan:
    """One stage as planned. Both days are part of it."""

    kind: str
    mode: str
    starts_on: date
    ends_on: date
    venue: str = ""
    needs_previous: bool = False

    @property
    def label(self) -> str:
        """The stage's name in the reader's language."""
        return str(StageKind(self.kind).label)


# Kind, mode, length in days, whether it waits for a Monday. From the programme: three weeks online, five days in
# person, twelve weeks of field practice, three days in person, two weeks of evaluation.
USUAL = (
    (StageKind.ONLINE, StageMode.ONLINE, 21, False),
    (StageKind.OFFLINE_1, StageMode.IN_PERSON, 5, True),
    (StageKind.FIELD, StageMode.WORKPLACE, 84, True),
    (StageKind.OFFLINE_2, StageMode.IN_PERSON, 3, True),
    (StageKind.EVALUATION, StageMode.ONLINE, 14, False),
)


def usual_plan(starts_on: date) -> list[StagePlan]:
    """Return the five stages of the programme one after another, the in-person ones beginning on a Monday."""
    plan, day = [], starts_on
    for kind, mode, days, on_monday in USUAL:
        first = next_monday(day) if on_monday else day
        last = first + timedelta(days=days - 1)
        plan.append(StagePlan(kind, mode, first, last))
        day = last + timedelta(days=1)
    return plan


def next_monday(day: date) -> date:
    """Return the day itself when it is a Monday, else the next one."""
    return day + timedelta(days=-day.weekday() % 7)


def shifted(plan: Iterable[StagePlan], starts_on: date) -> list[StagePlan]:
    """Return the same stages moved together so that the first begins on `starts_on`: lengths and gaps stay."""
    stages = list(plan)
    by = starts_on - min(stage.starts_on for stage in stages)
    return [replace(stage, starts_on=stage.starts_on + by, ends_on=stage.ends_on + by) for stage in stages]


def misplaced(plan: Iterable[StagePlan]) -> tuple[str, str] | None:
    """Return the kind of the first stage that does not follow its predecessor and what is wrong, else None.

    What is wrong is `ends` (it ends before it begins) or `overlaps` (it begins before the one before has ended).
    """
    before: date | None = None
    for stage in plan:
        if stage.ends_on < stage.starts_on:
            return stage.kind, "ends"
        if before is not None and stage.starts_on <= before:
            return stage.kind, "overlaps"
        before = stage.ends_on
    return None
