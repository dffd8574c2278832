"""Candidate units with their readiness, and what a graduate costs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from courses.enums import EnrolmentState
from courses.models import Enrolment
from lms.evaluation.enums import Element
from lms.evaluation.figures import figure_of
from lms.evaluation.models import CandidateUnit, CostItem, ProgrammeReport, ReadinessEntry
from lms.evaluation.queries.replication import asked_of, cost_of, costs_of, readiness_of, units_to_name
from lms.evaluation.services import replication as services
from lms.evaluation.services.replication import Answer
from lms.notices.models import Notice
from lms.people.errors import Conflict, NotAllowed, Refusal
from tests.conftest import Cast
from tests.evaluation.replication.making import make_report
from tests.factories.courses import make_enrolment
from tests.factories.people import make_unit

pytestmark = pytest.mark.django_db
READY = {element.value: Answer("ready", 2, "", "Kunjungan") for element in Element}


def candidate(cast: Cast, report: ProgrammeReport | None = None) -> CandidateUnit:
    (row,) = services.add_candidates(
        actor=cast.coordinator, report=report or make_report(cast.coordinator), units=[cast.unit]
    )
    return row


def test_a_unit_is_named_once_and_its_contact_is_asked(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    row = candidate(cast, report)
    assert services.add_candidates(actor=cast.coordinator, report=report, units=[cast.unit]) == []
    notice = Notice.objects.get(kind="evaluation.readiness_asked")
    assert (notice.to, notice.path) == (cast.unit_contact, row.get_absolute_url())
    assert cast.unit not in units_to_name(report)


def test_naming_and_taking_off_is_for_those_who_run_the_programme(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    row = candidate(cast, report)
    for user in (cast.reviewer, cast.unit_contact, cast.facilitator):
        with pytest.raises(NotAllowed):
            services.add_candidates(actor=user, report=report, units=[make_unit()])
        with pytest.raises(NotAllowed):
            services.remove_candidate(actor=user, candidate=row)
    with pytest.raises(Refusal):
        services.add_candidates(actor=cast.coordinator, report=report, units=[])
    services.remove_candidate(actor=cast.coordinator, candidate=row)
    with pytest.raises(Conflict):
        services.remove_candidate(actor=cast.coordinator, candidate=row)
    assert readiness_of(report) == []
    assert Notice.objects.get().withdrawn_at is not None
    back = services.add_candidates(actor=cast.coordinator, report=report, units=[cast.unit])
    assert back == [row]
    assert [one.candidate for one in readiness_of(report)] == [row]


def test_the_contact_of_the_unit_says_how_ready_it_is(cast: Cast) -> None:
    row = candidate(cast)
    assert [one.candidate for one in asked_of([cast.unit.pk])] == [row]
    new = services.enter_readiness(actor=cast.unit_contact, candidate=row, answers=READY, last_id=0)
    assert len(new) == 4
    (unit,) = readiness_of(row.report)
    assert (unit.state, unit.said) == ("ready", 4)
    assert asked_of([cast.unit.pk]) == []
    assert Notice.objects.get().withdrawn_at is not None


def test_one_element_that_is_not_ready_decides_and_one_that_is_not_known_leaves_it_open(cast: Cast) -> None:
    row = candidate(cast)
    services.enter_readiness(
        actor=cast.coordinator, candidate=row, answers={"kiosk": Answer("ready", None, "", "Foto")}, last_id=0
    )
    assert readiness_of(row.report)[0].state == ""
    bad = {"people": Answer("not_ready", 0, "Belum ada petugas", "Surat")}
    last = ReadinessEntry.objects.latest("pk").pk
    services.enter_readiness(actor=cast.coordinator, candidate=row, answers=bad, last_id=last)
    assert readiness_of(row.report)[0].state == "not_ready"


def test_what_says_the_same_adds_nothing_and_two_writers_notice_each_other(cast: Cast) -> None:
    row = candidate(cast)
    services.enter_readiness(actor=cast.unit_contact, candidate=row, answers=READY, last_id=0)
    assert services.enter_readiness(actor=cast.unit_contact, candidate=row, answers=READY, last_id=0) == []
    changed = {"kiosk": Answer("partly", 1, "Belum ada ruang konseling", "Kunjungan")}
    with pytest.raises(Conflict):
        services.enter_readiness(actor=cast.coordinator, candidate=row, answers=changed, last_id=0)
    assert ReadinessEntry.objects.count() == 4


@pytest.mark.parametrize(
    "answer",
    [Answer("ready", None, "", " "), Answer("not_ready", None, "", "Surat"), Answer("entah", None, "x", "Surat")],
)
def test_readiness_needs_a_source_and_names_what_is_missing(cast: Cast, answer: Answer) -> None:
    row = candidate(cast)
    with pytest.raises(Refusal):
        services.enter_readiness(actor=cast.unit_contact, candidate=row, answers={"kiosk": answer}, last_id=0)
    with pytest.raises(Refusal):
        services.enter_readiness(actor=cast.unit_contact, candidate=row, answers={}, last_id=0)


def test_a_contact_of_another_unit_and_a_reviewer_say_nothing(cast: Cast) -> None:
    (other,) = services.add_candidates(
        actor=cast.coordinator, report=make_report(cast.coordinator), units=[make_unit()]
    )
    for user in (cast.unit_contact, cast.reviewer, cast.facilitator, cast.supervisor):
        with pytest.raises(NotAllowed):
            services.enter_readiness(actor=user, candidate=other, answers=READY, last_id=0)


def test_while_the_report_is_signed_a_contact_asks_the_coordinator(cast: Cast) -> None:
    row = candidate(cast)
    ProgrammeReport.objects.update(state="in_review")
    with pytest.raises(Refusal):
        services.enter_readiness(actor=cast.unit_contact, candidate=row, answers=READY, last_id=0)
    services.enter_readiness(actor=cast.coordinator, candidate=row, answers=READY, last_id=0)


def cost(cast: Cast, report: ProgrammeReport, amount: str = "1000000", **fields: Any) -> CostItem:
    usual: dict[str, Any] = {
        "actor": cast.coordinator, "report": report, "cohort": report.cohorts.get(), "kind": "travel",
        "title": "Perjalanan", "amount": Decimal(amount), "source": "SPJ 12", "key": f"kunci-{amount}",
    }  # fmt: skip
    return services.add_cost(**{**usual, **fields})


def test_the_cost_of_a_graduate_is_everything_by_who_completed(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    cohort = report.cohorts.get()
    figure = figure_of("replication.cost_per_graduate")
    assert figure is not None
    assert figure.read(cohort).value is None
    cost(cast, report)
    cost(cast, report, "500000")
    assert figure.read(cohort).value is None
    for _number in range(3):
        make_enrolment(actor=cast.coordinator, cohort=cohort)
    Enrolment.objects.filter(pk__in=list(Enrolment.objects.values_list("pk", flat=True)[:2])).update(
        state=EnrolmentState.COMPLETED
    )
    reading = figure.read(cohort)
    assert (reading.value, reading.n) == (750000, 2)
    cohorts, whole = costs_of(report)
    assert (whole.each, cohorts[0][1].total) == (750000, 1500000)
    assert list(figure.rows(cohort).lines)[-1][2] == 2


def test_a_cost_sent_twice_is_entered_once_and_struck_with_a_reason(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    row = cost(cast, report)
    assert cost(cast, report) == row
    with pytest.raises(Refusal):
        services.strike_cost(actor=cast.coordinator, report=report, cost=row, reason="")
    services.strike_cost(actor=cast.coordinator, report=report, cost=row, reason="Tercatat dua kali")
    with pytest.raises(Conflict):
        services.strike_cost(actor=cast.coordinator, report=report, cost=row, reason="Lagi")
    found = cost_of(report.cohorts.get())
    assert (found.lines, found.struck) == ([], [row])


def test_bad_costs_are_refused(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    for wrong in (
        {"amount": Decimal(0)},
        {"kind": "entah"},
        {"title": " "},
        {"source": ""},
        {"amount": Decimal(10) ** 12},
    ):
        with pytest.raises(Refusal):
            cost(cast, report, **wrong)
    with pytest.raises(NotAllowed):
        cost(cast, report, actor=cast.reviewer)
    assert not CostItem.objects.exists()


def test_the_figure_counts_each_unit_once_over_all_reports_on_the_cohort(cast: Cast) -> None:
    """An older report is not answered by the list of a newer one alone, and one unit on two lists is one."""
    old = candidate(cast)
    services.enter_readiness(actor=cast.unit_contact, candidate=old, answers=READY, last_id=0)
    cohort = old.report.cohorts.get()
    figure = figure_of("replication.units_ready")
    assert figure is not None
    newer = make_report(cast.coordinator, cohorts=[cohort])
    assert (figure.read(cohort).value, figure.read(cohort).of) == (1, 1)
    (again,) = services.add_candidates(actor=cast.coordinator, report=newer, units=[cast.unit])
    assert (figure.read(cohort).value, figure.read(cohort).of) == (1, 1)
    worse = {"kiosk": Answer("not_ready", None, "Gedung dipakai", "Surat")}
    services.enter_readiness(actor=cast.unit_contact, candidate=again, answers=worse, last_id=0)
    assert (figure.read(cohort).value, figure.read(cohort).of) == (0, 1)
    (line,) = figure.rows(cohort).lines
    assert line[0] == str(cast.unit)


def test_the_starter_criteria_stand_under_the_criterion_of_their_figure() -> None:
    for words in services.criteria.starter_criteria():
        found = figure_of(words.figure) if words.figure else None
        if words.figure == "constraints.resolved":
            assert found is not None
            assert words.dac == found.criterion
            assert "teknis" not in words.title
