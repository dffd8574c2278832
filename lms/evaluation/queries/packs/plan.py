"""The programme's plan as days since the first day of a cohort: activities by work unit, when each was planned, what it brings forth."""

from __future__ import annotations

from lms.evaluation.packs import shapes
from lms.evaluation.queries.packs.schedule import Calendar
from lms.programme.models import Activity, Programme


def plan_of(programme: Programme, days: Calendar) -> shapes.PlanFile:
    """Return the plan, without what has taken place. Three queries."""
    rows = programme.activities.prefetch_related("columns", "deliverables").order_by("no")
    return shapes.PlanFile(
        code=programme.code,
        name=programme.name,
        name_en=programme.name_en,
        activities=[_activity(one, days) for one in rows],
    )


def _activity(one: Activity, days: Calendar) -> shapes.ActivityRow:
    columns = sorted(one.columns.all(), key=lambda cell: cell.column)
    deliverables = [
        shapes.DeliverableRow(
            code=row.code,
            column=row.column,
            title=row.title,
            title_en=row.title_en,
            due=days.day(row.due_on),
            evidence=row.evidence,
        )
        for row in one.deliverables.all()
    ]
    return shapes.ActivityRow(
        no=one.no,
        title=one.title,
        title_en=one.title_en,
        detail=one.detail,
        detail_en=one.detail_en,
        evidence=one.evidence,
        title_evidence=one.title_evidence,
        plan_evidence=one.plan_evidence,
        columns=[shapes.ColumnRow(column=cell.column, evidence=cell.evidence) for cell in columns],
        first=days.day(one.planned_from),
        last=days.day(one.planned_until),
        deliverables=sorted(deliverables, key=lambda row: (row.due is None, row.due or 0, row.code, row.title)),
    )
