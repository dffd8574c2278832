"""Reading the figures of a report: what the texts show before the review, and what tells that a figure has moved."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from lms.evaluation import figures, frozen
from lms.evaluation.enums import ReportState
from lms.evaluation.models import ProgrammeReport, ReportFigure
from lms.evaluation.services.reports.reviewing import lock_row
from lms.people import clock

# How often the schedule reads the figures of a report anew.
EVERY = timedelta(minutes=30)
Key = tuple[str, int]


def read_figures(*, report: ProgrammeReport) -> int:
    """Read every figure of a report anew, and return how many say something else than before. Frozen ones stay as they are.

    Read before it is written, so that nobody waits for the reading; of two at once the later one stands, both are as fresh.
    """
    found = _readings(report)
    with transaction.atomic():
        return _keep(report, found)


def _readings(report: ProgrammeReport) -> dict[Key, dict[str, Any]]:
    """Return what every registered figure says of each cohort, by key and cohort."""
    found: dict[Key, dict[str, Any]] = {}
    with figures.together():
        for cohort in cohorts_of(report):
            for figure in figures.figures():
                live = frozen.live_of(figure, cohort)
                found[figure.key, cohort.pk] = {**live, "series": frozen.series_of(figure, cohort)}
    return found


def cohorts_of(report: ProgrammeReport) -> Any:
    """Return the cohorts of a report as figures read them."""
    return report.cohorts.select_related("version", "programme").order_by("number", "pk")


def _keep(report: ProgrammeReport, found: dict[Key, dict[str, Any]]) -> int:
    # The report first, then its figures: who freezes them locks in the same order.
    lock_row(report)
    known = {(row.key, row.cohort_id): row for row in report.figures.defer("rows")}
    fresh = [
        ReportFigure(report=report, key=key, cohort_id=cohort, live=live)
        for (key, cohort), live in found.items()
        if (key, cohort) not in known
    ]
    moved = [row for pair, row in known.items() if pair in found and row.live != found[pair]]
    count = sum(not frozen.same(row.live, found[row.key, row.cohort_id]) for row in moved)
    for row in moved:
        row.live = found[row.key, row.cohort_id]
    ReportFigure.objects.bulk_create(fresh, ignore_conflicts=True)
    ReportFigure.objects.bulk_update(moved, ["live"], batch_size=200)
    ProgrammeReport.objects.filter(pk=report.pk).update(read_at=clock.now())
    return count


def read_due_figures() -> int:
    """Read the figures of every report that is not final and was not read lately; returns how many reports were read."""
    rows = ProgrammeReport.objects.exclude(state=ReportState.FINAL)
    due = rows.exclude(read_at__gt=clock.now() - EVERY).order_by("pk")
    return sum(1 for report in due if read_figures(report=report) >= 0)
