"""Replication on the reports in one's charge and on another: criteria, candidate units, costs, dissent; the units' pages and papers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from lms.evaluation.models import MonthlyPaper, ProgrammeReport
from lms.evaluation.services import replication as services
from lms.evaluation.services.reviewers import make_paper, order_papers
from lms.people.enums import Column
from lms.people.models import User, WorkUnit
from tests.evaluation.replication.making import agree, judge_all, make_scorecard, said
from tests.factories.people import make_reviewer

MONTH = date(2026, 7, 1)


def make_replication(people: dict[str, User], far_away: WorkUnit) -> dict[str, dict[str, str]]:
    """`own` and `other` are drafts: of `own` the criteria are agreed and judged, a recommendation is written, two units dissent."""
    actor = people["coordinator"]
    found: dict[str, dict[str, str]] = {}
    for name, unit in (("own", people["unit_contact"].work_unit), ("other", far_away)):
        report = ProgrammeReport.objects.get(title=f"Laporan {name}")
        found |= _objects(name, report, actor, unit)
    own = ProgrammeReport.objects.get(title="Laporan own")
    judge_all(actor, agree(actor, own))
    services.decide(actor=actor, report=own, words=said(), number=0)
    for name, column, user in (
        ("own", Column.ILO, people["reviewer"]),
        ("other", Column.PASKER, make_reviewer(Column.PASKER)),
    ):
        row = services.dissent(actor=user, report=own, column=column, words="Tunggu satu angkatan.")
        found[f"dissent.{name}"] = {"pid": own.public_id, "dissent": row.public_id}
    return found | _units(own)


def _objects(name: str, report: ProgrammeReport, actor: User, unit: WorkUnit | None) -> dict[str, dict[str, str]]:
    assert unit is not None
    pid = {"pid": report.public_id}
    criterion = make_scorecard(actor, report).criteria.get()
    (candidate,) = services.add_candidates(actor=actor, report=report, units=[unit])
    cost = services.add_cost(
        actor=actor, report=report, cohort=report.cohorts.get(), kind="travel", title="Perjalanan",
        amount=Decimal(1000), source="SPJ", key=f"kunci-biaya-{name}",
    )  # fmt: skip
    return {
        f"criterion.{name}": {**pid, "criterion": criterion.public_id},
        f"candidate.{name}": {"pid": candidate.public_id},
        f"cost.{name}": {**pid, "cost": cost.public_id},
    }


def _units(report: ProgrammeReport) -> dict[str, dict[str, str]]:
    """Of the reviewer's own unit and of another: the page, its tables, a cohort in figures, a monthly paper."""
    order_papers(month=MONTH)
    for paper in MonthlyPaper.objects.filter(column__in=["ILO", "PASKER"], made_at__isnull=True):
        make_paper(paper_id=paper.pk)
    found: dict[str, dict[str, str]] = {}
    cohort = report.cohorts.get().public_id
    for name, column in (("own", "ILO"), ("other", "PASKER"), ("missing", "ENTAH")):
        unit = {"column": column}
        found |= {
            f"column.{name}": unit,
            f"unit_table.{name}": {**unit, "table": "all"},
            f"unit_cohort.{name}": {**unit, "pid": cohort},
            f"unit_paper.{name}": {**unit, "month": f"{MONTH:%Y-%m}"},
        }
    return found
