"""Evidence: read from figures or entered by hand, only by criteria that were agreed before."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.utils.translation import override

from lms.evaluation.figures import Reading, Unit
from lms.evaluation.models import CriterionJudgement, ProgrammeReport, ReplicationCriterion
from lms.evaluation.queries.replication import lines_of, replication_parts, tally_of
from lms.evaluation.scorecards import criterion_lines, deciding, finding_for, value_words
from lms.evaluation.services import replication as services
from lms.people.errors import Conflict, NotAllowed, Refusal
from tests.conftest import Cast
from tests.evaluation.asking_replication import address, as_user
from tests.evaluation.replication.making import agreed, figure, make_report, make_scorecard, seen, words
from tests.factories.courses import make_cohort
from tests.factories.programme import make_programme

pytestmark = pytest.mark.django_db
_keys = (f"uji.angka_{number}" for number in count(1))


def two_cohorts(cast: Cast) -> ProgrammeReport:
    programme = make_programme(activities=10)
    cohorts = [make_cohort(actor=cast.coordinator, programme=programme, number=number) for number in (1, 2)]
    return make_report(cast.coordinator, cohorts=cohorts)


def test_nothing_is_judged_before_the_criteria_are_agreed(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    row = make_scorecard(cast.coordinator, report).criteria.get()
    with pytest.raises(Refusal, match=r"menyepakati|agreed"):
        services.judge(actor=cast.coordinator, criterion=row, seen=seen(), last_id=None)
    with pytest.raises(Refusal):
        services.measure(actor=cast.coordinator, report=report)
    assert not CriterionJudgement.objects.exists()


def test_figures_are_read_in_every_cohort_and_the_worst_decides(cast: Cast) -> None:
    report, key = two_cohorts(cast), next(_keys)
    with figure(key, {1: Decimal(90), 2: Decimal("79.99")}):
        scorecard = agreed(cast.coordinator, report, words(figure=key))
        assert services.measure(actor=cast.coordinator, report=report) == 1
    (line,) = lines_of(scorecard)
    assert line.judgement is not None
    assert (line.finding, line.judgement.value) == ("not_met", Decimal("79.99"))
    assert [(one["value"], one["n"]) for one in line.judgement.readings] == [("90", 30), ("79.99", 30)]
    # Cut, never rounded up to a threshold that was not reached.
    assert line.value == "79,9%"


def test_a_reading_that_says_the_same_adds_nothing(cast: Cast) -> None:
    report, key = make_report(cast.coordinator), next(_keys)
    values: dict[int, Decimal | None] = {report.cohorts.get().number: Decimal(80)}
    with figure(key, values):
        scorecard = agreed(cast.coordinator, report, words(figure=key))
        assert services.measure(actor=cast.coordinator, report=report) == 1
        assert services.measure(actor=cast.admin, report=report) == 0
        values[report.cohorts.get().number] = Decimal(70)
        assert services.measure(actor=cast.coordinator, report=report) == 1
    (line,) = lines_of(scorecard)
    assert (line.finding, [one.finding for one in line.earlier]) == ("not_met", ["met"])


def test_a_cohort_without_a_value_leaves_the_criterion_open(cast: Cast) -> None:
    report, key = two_cohorts(cast), next(_keys)
    with figure(key, {1: Decimal(95), 2: None}):
        scorecard = agreed(cast.coordinator, report, words(figure=key))
        services.measure(actor=cast.coordinator, report=report)
    (line,) = lines_of(scorecard)
    assert line.judgement is not None
    assert (line.finding, line.judgement.words) == ("unclear", "Belum ada.")


def test_what_stands_beside_a_value_is_no_reason_why_another_is_missing(cast: Cast) -> None:
    report, key = two_cohorts(cast), next(_keys)
    with figure(key, {1: Reading(Decimal(95), n=1, why="Satu unit tanpa rentang."), 2: None}):
        scorecard = agreed(cast.coordinator, report, words(figure=key))
        services.measure(actor=cast.coordinator, report=report)
    (line,) = lines_of(scorecard)
    assert line.judgement is not None
    assert (line.finding, line.judgement.words) == ("unclear", "Belum ada.")


def test_the_evidence_names_the_scale_and_the_criterion_says_that_it_counts(cast: Cast) -> None:
    report, key = two_cohorts(cast), next(_keys)
    one = Reading(Decimal("3.6"), n=9, scale="pada skala 1 sampai 4")
    with figure(key, {1: one, 2: one}, Unit.SCORE):
        scorecard = agreed(cast.coordinator, report, words(figure=key, threshold=Decimal(3)))
        services.measure(actor=cast.coordinator, report=report)
        (line,) = lines_of(scorecard)
        assert (line.finding, line.beside) == ("met", ["pada skala 1 sampai 4"])
        indonesian, _between, english = replication_parts(report)[0].text.partition("\n\n")
        assert "; pada skala 1 sampai 4. " in indonesian
        assert "; “pada skala 1 sampai 4” (in Indonesian). " in english
        page = as_user(cast.reviewer).get(address("replication_detail", report.public_id)).text
        assert page.count("pada skala 1 sampai 4") == 2
        # What was read says the same again.
        assert services.measure(actor=cast.coordinator, report=report) == 0
    with override("en"):
        told = [
            " ".join(
                criterion_lines(ReplicationCriterion(figure=name, dac="impact", unit="score", threshold=Decimal(4)))
            )
            for name in ("survey.materials", "survey.skm")
        ]
    assert ["on the scale of the survey" in one for one in told] == [True, False]


def test_values_on_different_scales_decide_nothing(cast: Cast) -> None:
    """3.6 of 4 is no less than 4 of 5."""
    report, key = two_cohorts(cast), next(_keys)
    scales = ("pada skala 1 sampai 4", "pada skala 1 sampai 5")
    values = {1: Reading(Decimal("3.6"), n=9, scale=scales[0]), 2: Reading(Decimal("4.5"), n=9, scale=scales[1])}
    with figure(key, values, Unit.SCORE):
        scorecard = agreed(cast.coordinator, report, words(figure=key, threshold=Decimal(4)))
        services.measure(actor=cast.coordinator, report=report)
    (line,) = lines_of(scorecard)
    assert line.judgement is not None
    assert (line.finding, line.judgement.value) == ("unclear", None)
    assert ", ".join(scales) in line.judgement.words
    assert [one["value"] for one in line.judgement.readings] == ["3.6", "4.5"]


@pytest.mark.parametrize(
    ("value", "direction", "finding"),
    [
        ("80", "at_least", "met"),
        ("79.999999", "at_least", "not_met"),
        ("80", "at_most", "met"),
        ("80.01", "at_most", "not_met"),
        (None, "at_least", "unclear"),
    ],
)
def test_a_threshold_reached_exactly_is_reached(value: str | None, direction: str, finding: str) -> None:
    assert finding_for(None if value is None else Decimal(value), direction, Decimal(80)) == finding


def test_the_cohort_that_is_worst_off_decides() -> None:
    assert deciding([Decimal(9), Decimal(7)], "at_least") == 7
    assert deciding([Decimal(9), Decimal(7)], "at_most") == 9
    assert deciding([Decimal(9), None], "at_least") is None
    assert deciding([], "at_least") is None


def test_values_are_cut_towards_the_side_that_has_not_reached() -> None:
    assert value_words(Decimal("74.99"), "percent", "at_least", Decimal(75)) == "74,9%"
    assert value_words(Decimal("15000000.4"), "rupiah", "at_most", Decimal(15000000)) == "Rp15.000.001"
    assert value_words(Decimal("3.999"), "score", "at_least", Decimal(4)) == "3,99"
    # Away from its threshold a value reads as on every other screen.
    assert value_words(Decimal("91.666"), "percent", "at_least", Decimal(75)) == "91,7%"
    # As every figure is written: hours of the logbook are no JP, a gain has its sign.
    assert value_words(Decimal("120"), "hours") == "120,0 jam"
    assert value_words(Decimal("4.5"), "points") == "+4,50"
    assert value_words(None, "days") == "–"


def test_by_hand_the_value_decides_and_the_source_is_needed(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    row = agreed(cast.coordinator, report).criteria.get()
    for wrong in (seen(source=" "), seen(None)):
        with pytest.raises(Refusal):
            services.judge(actor=cast.coordinator, criterion=row, seen=wrong, last_id=None)
    first = services.judge(actor=cast.reviewer, criterion=row, seen=seen("80"), last_id=None)
    assert (first.finding, first.actor) == ("met", cast.reviewer)
    # A double click is the same word; the same word of somebody else is another.
    assert services.judge(actor=cast.reviewer, criterion=row, seen=seen("80"), last_id=None) == first
    with pytest.raises(Conflict):
        services.judge(actor=cast.coordinator, criterion=row, seen=seen("60"), last_id=None)
    second = services.judge(actor=cast.coordinator, criterion=row, seen=seen("60"), last_id=first.pk)
    assert second.finding == "not_met"
    assert CriterionJudgement.objects.count() == 2


def test_without_a_threshold_a_person_says_what_the_evidence_shows(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    open_ended = words(threshold=None, wanted="Surat ada", wanted_en="The letter is there")
    row = agreed(cast.coordinator, report, open_ended).criteria.get()
    for wrong in ({"finding": ""}, {"finding": "met", "words": " "}):
        with pytest.raises(Refusal):
            services.judge(actor=cast.coordinator, criterion=row, seen=seen(None, **wrong), last_id=None)
    done = services.judge(
        actor=cast.coordinator, criterion=row, seen=seen(None, finding="met", words="Dua surat."), last_id=None
    )
    assert (done.finding, done.value) == ("met", None)


def test_what_a_figure_answers_nobody_enters_by_hand(cast: Cast) -> None:
    report, key = make_report(cast.coordinator), next(_keys)
    with figure(key, {}):
        row = agreed(cast.coordinator, report, words(figure=key)).criteria.get()
        with pytest.raises(Refusal):
            services.judge(actor=cast.coordinator, criterion=row, seen=seen(), last_id=None)


@pytest.mark.parametrize("who", ["facilitator", "unit_contact", "supervisor", "outsider"])
def test_who_neither_runs_nor_evaluates_judges_nothing(cast: Cast, who: str) -> None:
    report = make_report(cast.coordinator)
    row = agreed(cast.coordinator, report).criteria.get()
    user: Any = getattr(cast, who)
    with pytest.raises(NotAllowed):
        services.judge(actor=user, criterion=row, seen=seen(), last_id=None)
    with pytest.raises(NotAllowed):
        services.measure(actor=user, report=report)


def test_the_scorecard_in_numbers(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    scorecard = agreed(cast.coordinator, report, words(essential=True), words(), words())
    first, second, _third = scorecard.criteria.select_related("scorecard__report")
    services.judge(actor=cast.coordinator, criterion=first, seen=seen(10), last_id=None)
    services.judge(actor=cast.coordinator, criterion=second, seen=seen(90), last_id=None)
    tally = tally_of(lines_of(scorecard))
    assert (tally.criteria, tally.judged, tally.met, tally.not_met, tally.lacking) == (3, 2, 1, 1, 1)
