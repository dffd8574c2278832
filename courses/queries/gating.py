"""Whether a module is open to somebody, and if not, why and what opens it. Pure: works on what was read."""

from __future__ import annotations

from collections.abc import Set
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.enums import CohortState
from courses.queries.outline import EARNED_BY_LESSON, Module, Outline
from courses.queries.plans import CohortPlan, StageDates


def closed_because(
    module: Module, *, outline: Outline, plan: CohortPlan, cohort_state: str, done: Set[UUID], today: date
) -> str:
    """Return the reason why the module is closed, with what opens it, or "" when it is open.

    `done` holds the keys of the lessons this person has finished. A day opens at 0.00 WIB.
    """
    if cohort_state == CohortState.PLANNED:
        return _("Opens when the organiser opens the cohort")
    if cohort_state == CohortState.CANCELLED:
        return _("The cohort was cancelled")
    stage, gate = plan.stage(module.stage), plan.gates.get(module.key)
    days = [day for day in (stage and stage.starts_on, gate and gate.opens_on) if day]
    if days and max(days) > today:
        return _("Opens on %(day)s") % {"day": date_format(max(days), "l, j F Y")}
    if stage and stage.needs_previous and (waits := _unfinished_stage(stage, outline, plan, done, today)):
        return waits
    if gate and gate.needs_key and (needed := outline.modules.get(gate.needs_key)):
        return "" if is_done(needed, done) else _("Finish module %(code)s first") % {"code": needed.code}
    return ""


def is_done(module: Module, done: Set[UUID]) -> bool:
    """Whether every lesson of the module is among the finished ones."""
    return all(lesson.key in done for lesson in module.lessons)


def _unfinished_stage(stage: StageDates, outline: Outline, plan: CohortPlan, done: Set[UUID], today: date) -> str:
    """Return why the stage before this one is not finished: its lessons, where it has any, else its last day."""
    place = plan.stages.index(stage)
    if not place:
        return ""
    before = plan.stages[place - 1]
    if before.kind in EARNED_BY_LESSON:
        missing = sum(1 for lesson in outline.lessons if lesson.stage == before.kind and lesson.key not in done)
        if not missing:
            return ""
        return _("Finish the stage “%(stage)s” first: %(count)s lessons are missing") % {
            "stage": before.label,
            "count": missing,
        }
    if today > before.ends_on:
        return ""
    return _("Opens after the stage “%(stage)s”, which ends on %(day)s") % {
        "stage": before.label,
        "day": date_format(before.ends_on, "l, j F Y"),
    }
