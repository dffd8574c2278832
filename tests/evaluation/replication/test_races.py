"""Two people at once: one is told, nothing is lost, nothing stands twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lms.evaluation.models import CostItem, CriterionJudgement, Dissent, MonthlyPaper, ReplicationDecision
from lms.evaluation.services import replication as services
from lms.evaluation.services import reviewers
from lms.notices.models import Notice
from lms.people import clock
from lms.people.enums import Column
from lms.people.errors import Conflict
from tests.conftest import Cast
from tests.evaluation.replication.making import agreed, judge_all, make_report, said, seen
from tests.factories.people import make_reviewer
from tests.factories.programme import make_programme
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def conflicts(results: list[object]) -> int:
    return sum(isinstance(one, Conflict) for one in results)


def test_two_recommendations_at_once_one_is_told(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    judge_all(cast.coordinator, agreed(cast.coordinator, report))
    results = at_once(
        *(
            lambda who=who, choice=choice: services.decide(actor=who, report=report, words=said(choice), number=0)
            for who, choice in ((cast.coordinator, "replicate"), (cast.admin, "pilot_again"))
        )
    )
    assert conflicts(results) == 1
    assert ReplicationDecision.objects.count() == 1


def test_two_judgements_at_once_one_is_told(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    row = agreed(cast.coordinator, report).criteria.select_related("scorecard__report").get()
    results = at_once(
        *(
            lambda who=who, value=value: services.judge(actor=who, criterion=row, seen=seen(value), last_id=None)
            for who, value in ((cast.coordinator, 90), (cast.reviewer, 60))
        )
    )
    assert conflicts(results) == 1
    assert CriterionJudgement.objects.count() == 1


def test_a_cost_sent_twice_at_once_and_two_dissents_of_one_unit(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    cohort = report.cohorts.get()
    line = {"kind": "venue", "title": "Gedung", "amount": Decimal(5), "source": "SPJ", "key": "kunci-gedung"}
    at_once(*[lambda: services.add_cost(actor=cast.coordinator, report=report, cohort=cohort, **line)] * 2)
    assert CostItem.objects.count() == 1
    judge_all(cast.coordinator, agreed(cast.coordinator, report))
    services.decide(actor=cast.coordinator, report=report, words=said(), number=0)
    people = [cast.reviewer, make_reviewer(Column.ILO)]
    at_once(
        *(
            lambda who=who: services.dissent(actor=who, report=report, column=Column.ILO, words=f"Dari {who.pk}.")
            for who in people
        )
    )
    assert Dissent.objects.filter(withdrawn_at__isnull=True).count() == 1
    assert Dissent.objects.count() == 2


def test_two_workers_make_each_paper_once(cast: Cast) -> None:
    make_programme(activities=2)
    at_once(*[lambda: reviewers.order_papers(month=date(2026, 10, 1))] * 2)
    assert MonthlyPaper.objects.count() == 8
    paper = MonthlyPaper.objects.get(column="ILO")
    MonthlyPaper.objects.filter(pk=paper.pk).update(made_at=None, path="", tries=0, next_try_at=clock.now())
    made = at_once(*[lambda: reviewers.make_paper(paper_id=paper.pk)] * 2)
    assert sorted(map(bool, made)) == [False, True]
    assert Notice.objects.filter(kind="evaluation.monthly_paper").count() == 1
