"""Criteria and thresholds: drafted, signed by the units, frozen; opened again only while nothing is judged."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from lms.evaluation.figures import figure_of
from lms.evaluation.models import CriterionJudgement, Scorecard
from lms.evaluation.queries.replication.parts import SCORECARD
from lms.evaluation.scorecards import ACTIVITY
from lms.evaluation.services import replication as services
from lms.evaluation.services.replication.criteria import MOST, starter_criteria
from lms.evaluation.tasks.replication import follow_agreed
from lms.people.enums import Column
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.programme.queries.standing import standing_of
from lms.programme.services import withdraw_review
from tests.conftest import Cast
from tests.evaluation.replication.making import (
    COLUMNS,
    agree,
    agreed,
    figure,
    judge_all,
    make_report,
    make_scorecard,
    send,
    words,
)
from tests.factories import reports as written
from tests.factories.programme import sign_all

pytestmark = pytest.mark.django_db


def test_a_scorecard_begins_with_the_usual_criteria_once(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    first = services.start_scorecard(actor=cast.coordinator, report=report)
    assert services.start_scorecard(actor=cast.coordinator, report=report) == first
    assert first.criteria.count() == len(starter_criteria()) == 10
    assert not first.is_agreed


def test_every_usual_criterion_can_be_judged() -> None:
    for one in starter_criteria():
        assert one.title
        assert one.title_en
        assert one.threshold is not None or (one.wanted and one.wanted_en)
        assert not one.figure or figure_of(one.figure) is not None
    assert any(one.essential for one in starter_criteria())


def test_only_those_who_run_the_programme_write_criteria(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    for user in (cast.reviewer, cast.facilitator, cast.unit_contact, cast.outsider):
        with pytest.raises(NotAllowed):
            services.start_scorecard(actor=user, report=report)
    services.start_scorecard(actor=cast.admin, report=report)
    with pytest.raises(NotAllowed):
        services.add_criterion(actor=cast.reviewer, report=report, words=words())
    with pytest.raises(NotAllowed):
        send(cast.reviewer, report)


@pytest.mark.parametrize(
    "fields",
    [
        {"title": " "},
        {"title_en": ""},
        {"threshold": None},
        {"threshold": None, "wanted": "Surat ada"},
        {"figure": "tidak.ada"},
    ],
)
def test_a_criterion_that_cannot_be_judged_is_refused(cast: Cast, fields: dict[str, object]) -> None:
    report = make_report(cast.coordinator)
    make_scorecard(cast.coordinator, report)
    with pytest.raises(Refusal):
        services.add_criterion(actor=cast.coordinator, report=report, words=words(**fields))


def test_a_figure_brings_its_own_unit_and_needs_a_threshold(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    make_scorecard(cast.coordinator, report)
    row = services.add_criterion(
        actor=cast.coordinator, report=report, words=words(figure="replication.cost_per_graduate", unit="percent")
    )
    assert row.unit == "rupiah"
    with figure("uji.tanpa_ambang", {}):
        without = words(figure="uji.tanpa_ambang", threshold=None, wanted="Baik", wanted_en="Good")
        with pytest.raises(Refusal):
            services.add_criterion(actor=cast.coordinator, report=report, words=without)


def test_a_scorecard_has_an_end(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    make_scorecard(cast.coordinator, report, *[words()] * MOST)
    with pytest.raises(Refusal):
        services.add_criterion(actor=cast.coordinator, report=report, words=words())


def test_two_who_change_one_criterion_notice_each_other(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    row = make_scorecard(cast.coordinator, report).criteria.get()
    services.change_criterion(actor=cast.admin, criterion=row, words=words(threshold=Decimal(75)), seq=1)
    with pytest.raises(Conflict):
        services.change_criterion(actor=cast.coordinator, criterion=row, words=words(threshold=Decimal(60)), seq=1)
    row.refresh_from_db()
    assert (row.threshold, row.seq) == (75, 2)


def test_when_every_unit_has_signed_the_criteria_are_frozen(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    scorecard = make_scorecard(cast.coordinator, report)
    review = send(cast.coordinator, report)
    assert review.activity.no == ACTIVITY
    sign_all(review, COLUMNS[0])
    assert not Scorecard.objects.get(pk=scorecard.pk).is_agreed
    sign_all(review, COLUMNS[1])
    scorecard.refresh_from_db()
    assert scorecard.is_agreed
    assert len(scorecard.digest) == 64
    row = scorecard.criteria.get()
    for act in (
        lambda: services.change_criterion(actor=cast.coordinator, criterion=row, words=words(), seq=row.seq),
        lambda: services.remove_criterion(actor=cast.coordinator, criterion=row),
        lambda: services.add_criterion(actor=cast.coordinator, report=report, words=words()),
        lambda: send(cast.coordinator, report),
    ):
        with pytest.raises(Conflict):
            act()


def test_an_edit_while_the_units_sign_lapses_only_what_it_touches(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    scorecard = make_scorecard(cast.coordinator, report, words(), words(title="Biaya", title_en="Cost"))
    review = send(cast.coordinator, report)
    sign_all(review, Column.ILO)
    first = scorecard.criteria.first()
    services.change_criterion(actor=cast.coordinator, criterion=first, words=words(threshold=Decimal(70)), seq=1)
    awaited = [part.key for part in standing_of(review).awaited(Column.ILO)]
    assert awaited == [f"criterion-{first.public_id}"]


def test_a_withdrawn_review_agrees_on_nothing(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    scorecard = make_scorecard(cast.coordinator, report)
    withdraw_review(review=send(cast.coordinator, report), reason="Ditunda", actor=cast.coordinator)
    scorecard.refresh_from_db()
    assert not scorecard.is_agreed
    assert agree(cast.coordinator, report).is_agreed


def test_agreed_criteria_open_again_only_while_nothing_is_judged(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    scorecard = agreed(cast.coordinator, report)
    with pytest.raises(NotAllowed):
        services.reopen_scorecard(actor=cast.coordinator, report=report, reason="Ambang keliru")
    with pytest.raises(Refusal):
        services.reopen_scorecard(actor=cast.admin, report=report, reason=" ")
    services.reopen_scorecard(actor=cast.admin, report=report, reason="Ambang keliru")
    scorecard.refresh_from_db()
    assert (scorecard.agreed_at, scorecard.digest) == (None, "")
    with pytest.raises(Conflict):
        services.reopen_scorecard(actor=cast.admin, report=report, reason="Lagi")
    judge_all(cast.coordinator, agree(cast.coordinator, report))
    with pytest.raises(Refusal):
        services.reopen_scorecard(actor=cast.admin, report=report, reason="Hasilnya kurang")
    assert CriterionJudgement.objects.count() == 1


def test_a_final_report_takes_no_more_criteria(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    make_scorecard(cast.coordinator, report)
    type(report).objects.update(state="final")
    with pytest.raises(Conflict):
        services.add_criterion(actor=cast.coordinator, report=report, words=words())


def test_criteria_agreed_while_the_units_sign_the_report_are_asked_of_them_too(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    report = written.make_report(actor=cast.coordinator)
    make_scorecard(cast.coordinator, report)
    criteria = send(cast.coordinator, report)
    review = written.ask_units(report, cast.coordinator)
    keys = set(review.parts.filter(is_present=True).values_list("key", flat=True))
    assert SCORECARD not in keys
    with django_capture_on_commit_callbacks(execute=True):
        for column in COLUMNS:
            sign_all(criteria, column)
    part = review.parts.get(key=SCORECARD)
    assert part.is_present
    review.refresh_from_db()
    assert review.is_open
    # What was signed before holds; the units are asked for just this.
    assert set(review.parts.filter(is_present=True).values_list("key", flat=True)) == keys | {SCORECARD}


def test_what_a_dead_worker_did_not_tell_the_schedule_tells(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Nothing after the commit runs here, as where the process died: the schedule asks the units, once."""
    report = written.make_report(actor=cast.coordinator)
    make_scorecard(cast.coordinator, report)
    criteria = send(cast.coordinator, report)
    review = written.ask_units(report, cast.coordinator)
    assert follow_agreed() == 0
    for column in COLUMNS:
        sign_all(criteria, column)
    assert not review.parts.filter(key=SCORECARD).exists()
    assert [follow_agreed(), follow_agreed()] == [1, 0]
    assert review.parts.get(key=SCORECARD).is_present
    review.refresh_from_db()
    assert review.is_open
    with django_assert_num_queries(1):
        follow_agreed()
    # Opened again they are taken out; agreed anew they are asked for anew.
    services.reopen_scorecard(actor=cast.admin, report=report, reason="Ambang keliru")
    assert follow_agreed() == 0
    agree(cast.coordinator, report)
    assert follow_agreed() == 1
    assert review.parts.get(key=SCORECARD).is_present


def test_criteria_agreed_while_the_report_is_a_draft_open_nothing(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    report = make_report(cast.coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        assert agreed(cast.coordinator, report).is_agreed
    assert follow_agreed() == 0
    report.refresh_from_db()
    assert report.is_draft
