"""A report whose course may be replicated, step by step, through the services."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

from courses.models import Cohort
from lms.evaluation.figures import Criterion, Figure, Reading, Rows, Unit, _figures, add_figure
from lms.evaluation.models import ProgrammeReport, ReplicationCriterion, Scorecard
from lms.evaluation.services import replication as services
from lms.people import clock
from lms.people.enums import Column
from lms.people.models import User
from lms.programme.models import Review
from tests.factories.courses import make_cohort
from tests.factories.programme import make_programme, sign_all

COLUMNS = (Column.PASKER, Column.ILO)


def make_report(actor: User, *, cohorts: Sequence[Cohort] = ()) -> ProgrammeReport:
    """A report in draft on one cohort, or on these."""
    listed = list(cohorts) or [make_cohort(actor=actor, programme=make_programme(activities=10, columns=COLUMNS))]
    report = ProgrammeReport.objects.create(
        programme=listed[0].programme, title="Laporan evaluasi", title_en="Evaluation report", created_by=actor
    )
    report.cohorts.set(listed)
    return report


def words(**fields: Any) -> services.CriterionWords:
    """A criterion answered by hand, met from 80 percent."""
    usual: dict[str, Any] = {
        "title": "Peserta selesai", "title_en": "Participants complete", "dac": "effectiveness", "threshold": Decimal(80),
    }  # fmt: skip
    return services.CriterionWords(**{**usual, **fields})


def make_scorecard(actor: User, report: ProgrammeReport, *criteria: services.CriterionWords) -> Scorecard:
    """A draft with these criteria, or with one."""
    scorecard = services.start_scorecard(actor=actor, report=report)
    ReplicationCriterion.objects.filter(scorecard=scorecard).delete()
    for one in criteria or [words()]:
        services.add_criterion(actor=actor, report=report, words=one)
    return scorecard


def send(actor: User, report: ProgrammeReport) -> Review:
    """Put the criteria before the units."""
    return services.send_scorecard(actor=actor, report=report, due_on=clock.today() + timedelta(days=7))


def agree(actor: User, report: ProgrammeReport) -> Scorecard:
    """Let every unit sign the criteria."""
    review = send(actor, report)
    for column in COLUMNS:
        sign_all(review, column)
    return Scorecard.objects.get(report=report)


def agreed(actor: User, report: ProgrammeReport, *criteria: services.CriterionWords) -> Scorecard:
    """A scorecard with these criteria, agreed by every unit."""
    make_scorecard(actor, report, *criteria)
    return agree(actor, report)


def seen(value: int | str | None = 90, **fields: Any) -> services.Seen:
    """Evidence by hand."""
    number = None if value is None else Decimal(value)
    return services.Seen(**{"source": "Rekap 12 Januari", "value": number, **fields})


def judge_all(actor: User, scorecard: Scorecard, value: int = 90) -> None:
    """Judge every criterion by hand with the same value."""
    for one in scorecard.criteria.select_related("scorecard__report"):
        services.judge(actor=actor, criterion=one, seen=seen(value), last_id=None)


def said(choice: str = "replicate", **fields: Any) -> services.DecisionWords:
    """A recommendation."""
    return services.DecisionWords(
        **{"choice": choice, "reasons": "Hasil baik.", "reasons_en": "Good results.", **fields}
    )


@contextmanager
def figure(key: str, values: Mapping[int, Decimal | Reading | None], unit: Unit = Unit.PERCENT) -> Iterator[Figure]:
    """A figure that reads these values, by the number of the cohort, for as long as the block lasts."""

    def read(cohort: Cohort) -> Reading:
        found = values.get(cohort.number)
        return found if isinstance(found, Reading) else Reading(found, n=30, why="Belum ada." if found is None else "")

    one = Figure(
        key=key,
        title="Angka uji",
        unit=unit,
        criterion=Criterion.EFFECTIVENESS,
        read=read,
        rows=lambda cohort: Rows([], []),
        source="Sumber uji",
    )
    add_figure(one)
    try:
        yield one
    finally:
        _figures.pop(key)
