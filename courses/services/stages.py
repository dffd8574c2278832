"""Changing a cohort's stages and the gates of its modules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from courses.enums import CohortState
from courses.models import Cohort, ModuleGate
from courses.plan import StagePlan
from courses.queries.learning import facts_of
from courses.services.cohorts import check_stages
from lms.people import audit
from lms.people.errors import Conflict, Refusal
from lms.people.models import User

# A module's key with the day on which it opens and the key of the module that must be finished first.
Gates = Mapping[UUID, tuple[date | None, UUID | None]]


@transaction.atomic
def change_stages(*, actor: User, cohort: Cohort, stages: Sequence[StagePlan], seen_plan_no: int) -> None:
    """Give the cohort's stages other dates, modes, venues or gates; the kinds and their order stay.

    `seen_plan_no` is the plan that was on the screen: Conflict when somebody changed it since. Raises Refusal when the
    stages do not follow each other or the cohort has ended.
    """
    _raise_plan(cohort, seen_plan_no)
    check_stages(stages)
    changes = {}
    rows = {stage.kind: stage for stage in cohort.stages.all()}
    for plan in stages:
        row = rows[plan.kind]
        before = _shown(StagePlan(row.kind, row.mode, row.starts_on, row.ends_on, row.venue, row.needs_previous))
        row.mode, row.starts_on, row.ends_on = plan.mode, plan.starts_on, plan.ends_on
        row.venue, row.needs_previous = plan.venue, plan.needs_previous
        row.save()
        if before != (after := _shown(plan)):
            changes[plan.kind] = [before, after]
    audit.record(actor, "courses.cohort.change_stages", cohort, changes)


@transaction.atomic
def change_gates(*, actor: User, cohort: Cohort, gates: Gates, seen_plan_no: int) -> None:
    """Set when modules open: `gates` maps a module's key to a day and to the module that must be finished first.

    A module without day and requirement has no gate of its own. Raises Refusal when requirements run in a circle,
    Conflict when somebody changed the plan since it was on the screen.
    """
    _raise_plan(cohort, seen_plan_no)
    _check_no_circle({key: needs for key, (_day, needs) in gates.items() if needs})
    cohort.gates.all().delete()
    ModuleGate.objects.bulk_create(
        ModuleGate(cohort=cohort, module_key=key, opens_on=day, needs_key=needs)
        for key, (day, needs) in gates.items()
        if day or needs
    )
    codes = {key: module.code for key, module in facts_of(cohort).outline.modules.items()}
    told = {
        codes[key]: " · ".join(filter(None, (str(day or ""), codes[needs] if needs else "")))
        for key, (day, needs) in gates.items()
        if day or needs
    }
    audit.record(actor, "courses.cohort.change_gates", cohort, {"gates": told})


def _raise_plan(cohort: Cohort, seen: int) -> None:
    if cohort.state not in {CohortState.PLANNED, CohortState.OPEN}:
        raise Refusal(_("This cohort has ended: its plan stays as it was."))
    if not Cohort.objects.filter(pk=cohort.pk, plan_no=seen).update(plan_no=F("plan_no") + 1):
        raise Conflict(
            _(
                "Somebody changed the plan of this cohort meanwhile. Compare with what is on record now, then save again."
            )
        )
    cohort.plan_no = seen + 1


def _check_no_circle(needs: dict[UUID, UUID]) -> None:
    for start in needs:
        seen, key = {start}, needs.get(start)
        while key is not None:
            if key in seen:
                raise Refusal(_("These modules wait for each other in a circle: nobody could ever open them."))
            seen.add(key)
            key = needs.get(key)


def _shown(plan: StagePlan) -> str:
    gate = " *" if plan.needs_previous else ""
    return f"{plan.starts_on} – {plan.ends_on} {plan.mode} {plan.venue}".strip() + gate
