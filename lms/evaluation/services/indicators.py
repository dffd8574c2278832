"""A unit's figures of a month, and the months a cohort is compared over: every change with who, when and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from courses.models import Cohort
from lms.evaluation.enums import ReportedBy
from lms.evaluation.indicators import FIELDS, MONTHS, Values
from lms.evaluation.models import FollowUpWindow, UnitMonth, UnitMonthChange
from lms.evaluation.models.indicators import FIGURES
from lms.evaluation.queries.indicators import decision_of, may_be_reported
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User, WorkUnit

MOST_NOTE = 300


@transaction.atomic
def report_month(
    *, actor: User, unit: WorkUnit, month: date, values: Values, note: str = "", seq: int = 0, reason: str = ""
) -> UnitMonth:
    """Keep a unit's figures of a month, as one change after `seq` (0: nothing was there). Saying again what stands there is no change.

    Raises Refusal for a month that is not over, for nothing filled in, and for another figure in place of one that was reported without a
    reason; Conflict when somebody reported in between. Locks the unit.
    """
    figures = clean_figures(values)
    if not may_be_reported(month):
        raise Refusal(_("Figures are given for a month that is over, up to three years back."))
    lock_units([unit.pk])
    row = UnitMonth.objects.filter(work_unit=unit, month=month).first()
    note = note.strip()[:MOST_NOTE]
    if row is None:
        if seq:
            raise _changed_meanwhile()
        return _begun(actor, unit, month, figures, note)
    if row.values == figures and row.note == note:
        return row
    if row.seq != seq:
        raise _changed_meanwhile()
    if replaced(row.values, figures) and not reason.strip():
        raise Refusal(_("A figure that was reported is changed: say why. The reason stays with the figures."))
    return _changed(row, actor, figures, note, reason.strip())


def lock_units(units: Collection[int]) -> None:
    """Let nobody else change the months of these units until the transaction ends. Always in one order, so that no two wait for each other."""
    list(WorkUnit.objects.select_for_update(no_key=True).filter(pk__in=units).order_by("pk").values_list("pk"))


def clean_figures(values: Values) -> dict[str, Any]:
    """Return the figures of a month with every key. Raises Refusal when none is given, or one cannot be."""
    figures = {key: values.get(key) for key in FIGURES}
    if all(value is None for value in figures.values()):
        raise Refusal(_("Fill in at least one figure. What you do not know stays empty; 0 means none."))
    for field in FIELDS:
        value = figures[field.key]
        if value is not None and not 0 <= value <= field.most:
            words = _("%(label)s: from 0 to %(most)s.")
            raise Refusal(words % {"label": field.label, "most": field.most})
    if figures["days_to_fill"] is not None:
        figures["days_to_fill"] = Decimal(figures["days_to_fill"]).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return figures


def replaced(before: Values, after: Values) -> list[str]:
    """Return the keys of figures that were reported and would become something else."""
    return [key for key in FIGURES if before.get(key) is not None and before[key] != after.get(key)]


def as_json(values: Values) -> dict[str, Any]:
    """Return figures as they are kept in a change: decimals as text."""
    return {key: str(value) if isinstance(value, Decimal) else value for key, value in values.items()}


def _begun(actor: User, unit: WorkUnit, month: date, figures: Mapping[str, Any], note: str) -> UnitMonth:
    row = UnitMonth.objects.create(
        work_unit=unit, month=month, note=note, changed_by=actor, changed_at=clock.now(), **figures
    )
    _kept(row, actor, {}, "", "indicators.month.report")
    return row


def _changed(row: UnitMonth, actor: User, figures: Mapping[str, Any], note: str, reason: str) -> UnitMonth:
    before = row.values | {"note": row.note}
    rows = UnitMonth.objects.filter(pk=row.pk, seq=row.seq)
    if not rows.update(**figures, note=note, seq=F("seq") + 1, changed_by=actor, changed_at=clock.now()):
        raise _changed_meanwhile()
    row.refresh_from_db()
    _kept(row, actor, before, reason, "indicators.month.change")
    return row


def _kept(row: UnitMonth, actor: User, before: Values, reason: str, action: str) -> None:
    after = row.values | {"note": row.note}
    UnitMonthChange.objects.create(
        unit_month=row,
        seq=row.seq,
        before=as_json(before),
        after=as_json(after),
        source=ReportedBy.FORM,
        reason=reason,
        actor=actor,
        at=clock.now(),
    )
    told = {key: [before.get(key), after[key]] for key in after if before.get(key) != after[key]}
    audit.record(actor, f"evaluation.{action}", row, as_pairs(told) | ({"reason": reason} if reason else {}))


def as_pairs(changes: Mapping[str, list[Any]]) -> dict[str, Any]:
    """Return [before, after] of each figure as the audit trail keeps it."""
    return {key: [None if one is None else str(one) for one in pair] for key, pair in changes.items()}


def _changed_meanwhile() -> Conflict:
    return Conflict(
        _("Somebody reported this month in between. What stands there now is shown beside yours: keep what is right.")
    )


@transaction.atomic
def set_windows(
    *, actor: User, cohort: Cohort, baseline_from: date, after_from: date, reason: str, seen: int
) -> FollowUpWindow:
    """Decide which months are compared for a cohort, after the decision `seen` (its number; 0 before the first).

    The same decision again is no new one. Raises Refusal without a reason and for months that overlap, Conflict when somebody decided
    in between.
    """
    if not reason.strip():
        raise Refusal(_("Say why these months: the reason stands beside every figure they lead to."))
    if baseline_from.day != 1 or after_from.day != 1 or _months_between(baseline_from, after_from) < MONTHS:
        raise Refusal(_("The months after begin when the three months of the baseline are over."))
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    current = decision_of(cohort)
    if current and (current.baseline_from, current.after_from) == (baseline_from, after_from):
        return current
    if (current.pk if current else 0) != seen:
        raise Conflict(_("Somebody decided on these months in between. Look at them once more."))
    decision = FollowUpWindow.objects.create(
        cohort=cohort,
        baseline_from=baseline_from,
        after_from=after_from,
        reason=reason.strip()[:300],
        follows=current,
        actor=actor,
        at=clock.now(),
    )
    before = [current.baseline_from.isoformat(), current.after_from.isoformat()] if current else None
    months = [before, [baseline_from.isoformat(), after_from.isoformat()]]
    audit.record(actor, "evaluation.indicators.months", cohort, {"months": months, "reason": decision.reason})
    return decision


def _months_between(first: date, second: date) -> int:
    return (second.year - first.year) * 12 + second.month - first.month


__all__ = ["as_json", "clean_figures", "replaced", "report_month", "set_windows"]
