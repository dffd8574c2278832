"""The demo's recommendation: signed, judged, said by a contact, dissented from; and the papers of last month."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.demo.eval_replication import SIGNERS, build_papers, build_replication
from lms.evaluation.models import MonthlyPaper, ReadinessEntry
from lms.evaluation.queries.replication import decisions_of, dissents_of, lines_of, tally_of
from lms.people import clock
from lms.people.enums import Column
from tests.conftest import Cast
from tests.evaluation.replication.making import make_report
from tests.factories.courses import make_cohort
from tests.factories.people import make_reviewer
from tests.factories.programme import make_programme

pytestmark = pytest.mark.django_db


def test_everything_a_recommendation_rests_on_is_there(cast: Cast) -> None:
    programme = make_programme(activities=10, columns=list(Column))
    cohort = make_cohort(actor=cast.coordinator, programme=programme)
    report = make_report(cast.coordinator, cohorts=[cohort])
    staff = {name: make_reviewer(Column(column)) for column, name in SIGNERS.items()}
    staff |= {"koordinator": cast.coordinator, "unit": cast.unit_contact}
    # The roles of the cast begin today.
    today = clock.today() + timedelta(days=40)
    build_replication(report=report, cohort=cohort, staff=staff, today=today)
    scorecard = report.scorecard
    assert scorecard.is_agreed
    tally = tally_of(lines_of(scorecard))
    assert (tally.criteria, tally.judged) == (10, 10)
    assert decisions_of(report)[0].choice == "with_changes"
    assert [one.column for one in dissents_of(report)] == [Column.SETDITJEN]
    assert set(ReadinessEntry.objects.values_list("actor", flat=True)) == {cast.unit_contact.pk}
    build_papers(today=today)
    assert {paper.column for paper in MonthlyPaper.objects.all()} == set(Column.values)
    assert MonthlyPaper.objects.get(column="ILO").made_at is not None
