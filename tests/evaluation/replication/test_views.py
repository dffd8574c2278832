"""The pages of replication: who gets them, what they show, what comes back when something is wrong."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from courses.services.facilitators import add_facilitator
from lms.evaluation.enums import Readiness, ReplicationChoice
from lms.evaluation.figures import figure_of
from lms.evaluation.models import (
    CandidateUnit,
    CostItem,
    CriterionJudgement,
    Dissent,
    ProgrammeReport,
    ReadinessEntry,
    ReplicationCriterion,
    ReplicationDecision,
    Scorecard,
)
from lms.evaluation.queries.replication import ScoreLine
from lms.evaluation.services import replication as services
from lms.people.enums import Column
from lms.people.models import User
from lms.programme.models import Review
from tests.conftest import Cast
from tests.courses.asking import on_record, sent_again
from tests.evaluation.asking_replication import address, as_user, queries, status
from tests.evaluation.replication.making import agreed, judge_all, make_report, make_scorecard, said, words
from tests.factories.courses import make_cohort
from tests.factories.people import make_unit

pytestmark = pytest.mark.django_db
CRITERION = {
    "title": "Lulus", "title_en": "Pass", "dac": "effectiveness", "figure": "", "direction": "at_least",
    "threshold": "75,5", "unit": "percent", "wanted": "", "wanted_en": "", "basis": "", "seq": "1",
}  # fmt: skip


def a_report(cast: Cast) -> ProgrammeReport:
    """A draft on a cohort in the facilitator's charge."""
    report = make_report(cast.coordinator)
    add_facilitator(actor=cast.coordinator, cohort=report.cohorts.get(), user=cast.facilitator)
    return report


def again(user: User, url: str, **data: Any) -> tuple[int, dict[str, str], int]:
    """What somebody gets who sends this, what it says is on record, and what who then sends the page that came back as it stands."""
    client = as_user(user)
    refused = client.post(url, data)
    return refused.status_code, on_record(refused), client.post(url, sent_again(refused)).status_code


def test_who_may_read(cast: Cast) -> None:
    url = address("replication_detail", a_report(cast).public_id)
    assert status(None, "get", url) == 401
    for user in (cast.admin, cast.coordinator, cast.facilitator, cast.reviewer):
        assert status(user, "get", url) == 200
    for user in (cast.supervisor, cast.unit_contact, cast.outsider):
        assert status(user, "get", url) == 403
    assert status(cast.coordinator, "post", url) == 405
    assert status(cast.coordinator, "get", address("replication_detail", "0" * 12)) == 404
    other = make_report(cast.coordinator, cohorts=[make_cohort(actor=cast.coordinator, number=8)])
    assert status(cast.facilitator, "get", address("replication_detail", other.public_id)) == 404


@pytest.mark.parametrize("name", ["criterion_add", "scorecard_send", "candidate_add", "cost_add", "decision_edit"])
def test_who_may_write(cast: Cast, name: str) -> None:
    report = a_report(cast)
    make_scorecard(cast.coordinator, report)
    url = address(name, report.public_id)
    assert status(None, "get", url) == 401
    for user in (cast.admin, cast.coordinator):
        assert status(user, "get", url) == 200
    for user in (cast.reviewer, cast.facilitator, cast.unit_contact, cast.outsider):
        assert status(user, "get", url) == 403
        assert status(user, "post", url) == 403
    assert status(cast.coordinator, "delete", url) == 405


def test_the_page_shows_every_stage_of_the_way(cast: Cast) -> None:
    report = a_report(cast)
    url = address("replication_detail", report.public_id)
    assert address("scorecard_start", report.public_id) in as_user(cast.coordinator).get(url).text
    assert status(cast.coordinator, "post", address("scorecard_start", report.public_id)) == 302
    assert address("scorecard_send", report.public_id) in as_user(cast.coordinator).get(url).text
    assert address("scorecard_send", report.public_id) not in as_user(cast.reviewer).get(url).text
    scorecard = agreed(cast.coordinator, report)
    page = as_user(cast.coordinator).get(url).text
    assert scorecard.digest in page
    assert address("criterion_judge", report.public_id, scorecard.criteria.get().public_id) in page
    judge_all(cast.coordinator, scorecard)
    assert address("decision_edit", report.public_id) in as_user(cast.coordinator).get(url).text
    services.decide(actor=cast.coordinator, report=report, words=said(), number=0)
    page = as_user(cast.reviewer).get(url).text
    assert "Hasil baik." in page
    assert address("dissent_edit", report.public_id) in page


def test_the_page_costs_the_same_however_much_there_is(cast: Cast) -> None:
    report = a_report(cast)
    url = address("replication_detail", report.public_id)
    make_scorecard(cast.coordinator, report)
    services.add_candidates(actor=cast.coordinator, report=report, units=[cast.unit])
    one = queries(as_user(cast.coordinator), url)
    for number in range(3):
        services.add_criterion(actor=cast.coordinator, report=report, words=words(title=f"Kriteria {number}"))
        services.add_cost(
            actor=cast.coordinator, report=report, cohort=report.cohorts.get(), kind="venue", title="Gedung",
            amount=Decimal(5), source="SPJ", key=f"kunci-biaya-{number}",
        )  # fmt: skip
    services.add_candidates(actor=cast.coordinator, report=report, units=[make_unit(), make_unit()])
    assert queries(as_user(cast.coordinator), url) == one == QUERIES


QUERIES = 17


def test_criteria_are_added_changed_and_taken_out(cast: Cast) -> None:
    report = a_report(cast)
    row = make_scorecard(cast.coordinator, report).criteria.get()
    add, edit = address("criterion_add", report.public_id), address("criterion_edit", report.public_id, row.public_id)
    assert status(cast.coordinator, "post", add, **CRITERION) == 302
    assert ReplicationCriterion.objects.get(title="Lulus").threshold == Decimal("75.5")
    assert status(cast.coordinator, "post", add, **{**CRITERION, "title": ""}) == 422
    assert status(cast.coordinator, "post", add, **{**CRITERION, "threshold": ""}) == 422
    assert status(cast.coordinator, "post", edit, **CRITERION) == 302
    assert again(cast.coordinator, edit, **{**CRITERION, "seq": "0", "threshold": "80"}) == (
        409,
        {"threshold": "75,50"},
        302,
    )
    assert status(cast.reviewer, "post", edit, **CRITERION) == 403
    other = make_report(cast.coordinator, cohorts=list(report.cohorts.all()))
    assert status(cast.coordinator, "get", address("criterion_edit", other.public_id, row.public_id)) == 404
    remove = address("criterion_remove", report.public_id, row.public_id)
    assert status(cast.reviewer, "post", remove) == 403
    assert status(cast.coordinator, "get", remove) == 405
    assert status(cast.coordinator, "post", remove) == 302
    assert list(ReplicationCriterion.objects.values_list("title", flat=True)) == ["Lulus"]


def test_the_units_are_asked_to_sign(cast: Cast) -> None:
    report = a_report(cast)
    make_scorecard(cast.coordinator, report)
    url = address("scorecard_send", report.public_id)
    assert status(cast.coordinator, "post", url, due_on="2020-01-01") == 422
    assert status(cast.coordinator, "post", url, due_on="2099-01-01") == 302
    assert Review.objects.get().subject == Scorecard.objects.get()
    assert status(cast.coordinator, "post", url, due_on="2099-01-01") == 409


def test_agreed_criteria_are_opened_again_by_an_administrator(cast: Cast) -> None:
    report = a_report(cast)
    agreed(cast.coordinator, report)
    url = address("scorecard_reopen", report.public_id)
    assert status(cast.coordinator, "get", url) == 403
    assert status(cast.admin, "post", url, reason="") == 422
    assert status(cast.admin, "post", url, reason="Ambang keliru") == 302
    assert not Scorecard.objects.get().is_agreed


def test_evidence_is_entered_with_its_source(cast: Cast) -> None:
    report = a_report(cast)
    row = agreed(cast.coordinator, report).criteria.get()
    url = address("criterion_judge", report.public_id, row.public_id)
    assert status(cast.facilitator, "get", url) == 403
    assert status(cast.reviewer, "get", url) == 200
    assert status(cast.coordinator, "post", url, value="85,5", source="") == 422
    assert status(cast.coordinator, "post", url, value="85,5", source="Rekap") == 302
    assert CriterionJudgement.objects.get().value == Decimal("85.5")
    assert again(cast.admin, url, value="60", source="Rekap") == (409, {}, 302)
    measure = address("scorecard_measure", report.public_id)
    assert status(cast.facilitator, "post", measure) == 403
    assert status(cast.coordinator, "get", measure) == 405
    assert status(cast.coordinator, "post", measure) == 302


def test_candidate_units_are_named_and_say_how_ready_they_are(cast: Cast) -> None:
    report = a_report(cast)
    add = address("candidate_add", report.public_id)
    assert status(cast.coordinator, "post", add) == 422
    assert status(cast.coordinator, "post", add, units=[cast.unit.pk]) == 302
    row = CandidateUnit.objects.get()
    url = row.get_absolute_url()
    assert status(None, "get", url) == 401
    for user in (cast.coordinator, cast.reviewer, cast.facilitator, cast.unit_contact):
        assert status(user, "get", url) == 200
    for user in (cast.supervisor, cast.outsider):
        assert status(user, "get", url) == 403
    said_of_it = {"kiosk_state": "not_ready", "kiosk_words": "Belum ada loket", "source": "Kunjungan", "last": "0"}
    assert status(cast.reviewer, "post", url, **said_of_it) == 403
    assert status(cast.unit_contact, "post", url, **{**said_of_it, "kiosk_words": ""}) == 422
    assert status(cast.unit_contact, "post", url, **{**said_of_it, "source": ""}) == 422
    assert status(cast.unit_contact, "post", url, **said_of_it) == 302
    assert ReadinessEntry.objects.get().actor == cast.unit_contact
    others = {**said_of_it, "kiosk_state": "ready", "people_amount": "2"}
    told = {"kiosk_state": str(Readiness.NOT_READY.label), "people_amount": "–"}
    assert again(cast.coordinator, url, **others) == (409, told, 302)
    (other,) = services.add_candidates(actor=cast.coordinator, report=report, units=[make_unit()])
    assert status(cast.unit_contact, "get", other.get_absolute_url()) == 404
    remove = address("candidate_remove", row.public_id)
    assert status(cast.unit_contact, "post", remove) == 403
    assert status(cast.coordinator, "get", remove) == 405
    assert status(cast.coordinator, "post", remove) == 302
    assert status(cast.unit_contact, "get", url) == 404
    assert status(cast.coordinator, "get", url) == 200


def test_a_contact_finds_on_the_home_what_is_asked(cast: Cast) -> None:
    (row,) = services.add_candidates(actor=cast.coordinator, report=a_report(cast), units=[cast.unit])
    assert row.get_absolute_url() in as_user(cast.unit_contact).get("/dashboard/").text


def test_costs_are_entered_and_struck_out(cast: Cast) -> None:
    report = a_report(cast)
    add = address("cost_add", report.public_id)
    line = {
        "cohort": report.cohorts.get().pk, "kind": "travel", "title": "Perjalanan", "amount": "Rp 12.500.000",
        "source": "SPJ 12", "key": "kunci-perjalanan",
    }  # fmt: skip
    assert status(cast.coordinator, "post", add, **{**line, "amount": "banyak"}) == 422
    assert status(cast.coordinator, "post", add, **line) == 302
    assert status(cast.coordinator, "post", add, **line) == 302
    row = CostItem.objects.get()
    assert row.amount == 12_500_000
    strike = address("cost_strike", report.public_id, row.public_id)
    assert status(cast.reviewer, "get", strike) == 403
    assert status(cast.coordinator, "post", strike, reason="") == 422
    assert status(cast.coordinator, "post", strike, reason="Dua kali") == 302
    assert status(cast.coordinator, "post", strike, reason="Dua kali") == 409


def test_the_recommendation_is_written_and_a_unit_dissents(cast: Cast) -> None:
    report = a_report(cast)
    judge_all(cast.coordinator, agreed(cast.coordinator, report))
    url = address("decision_edit", report.public_id)
    line = {"choice": "replicate", "reasons": "Baik.", "reasons_en": "Good.", "number": "0"}
    assert status(cast.coordinator, "post", url, **{**line, "reasons_en": ""}) == 422
    assert status(cast.coordinator, "post", url, **line) == 302
    assert again(cast.coordinator, url, **{**line, "choice": "do_not"}) == (
        409,
        {"choice": str(ReplicationChoice.REPLICATE.label)},
        302,
    )
    assert list(ReplicationDecision.objects.order_by("number").values_list("choice", flat=True)) == [
        "replicate",
        "do_not",
    ]
    other = address("dissent_edit", report.public_id)
    assert status(cast.coordinator, "get", other) == 403
    assert status(cast.reviewer, "post", other, column=Column.PASKER, words="Tunda.") == 422
    assert status(cast.reviewer, "post", other, column=Column.ILO, words="Tunda.") == 302
    row = Dissent.objects.get()
    withdraw = address("dissent_withdraw", report.public_id, row.public_id)
    assert status(cast.coordinator, "post", withdraw) == 403
    assert status(cast.reviewer, "get", withdraw) == 405
    assert status(cast.reviewer, "post", withdraw) == 302


def test_where_a_figure_answers_its_source_is_said_in_the_readers_language() -> None:
    """The page says it as the English paper does; what somebody typed stays as it was typed."""
    typed: Any = SimpleNamespace(source="Tercatat")
    by_figure: Any = SimpleNamespace(figure="people.seated")
    by_hand: Any = SimpleNamespace(figure="")
    figure = figure_of("people.seated")
    assert figure is not None
    with override("id"):
        assert {ScoreLine(1, one, typed, []).source for one in (by_figure, by_hand)} == {"Tercatat"}
    with override("en"):
        assert ScoreLine(1, by_figure, typed, []).source == str(figure.source)
        assert ScoreLine(1, by_hand, typed, []).source == "Tercatat"


def test_the_spreadsheet_says_what_the_page_says(cast: Cast) -> None:
    report = a_report(cast)
    judge_all(cast.coordinator, agreed(cast.coordinator, report), 85)
    services.decide(actor=cast.coordinator, report=report, words=said(reasons="=1+1"), number=0)
    url = address("replication_export", report.public_id)
    assert status(cast.unit_contact, "get", url) == 403
    answer = as_user(cast.reviewer).get(url)
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    assert len(book.sheet_names) == 5
    line = book.get_sheet_by_index(0).to_python()[1]
    assert (line[0], line[6]) == ("Peserta selesai", 85.0)
    assert book.get_sheet_by_index(3).to_python()[1][1] == "=1+1"


def test_the_english_spreadsheet_names_the_source_of_a_figure_in_english(cast: Cast) -> None:
    report, figure = a_report(cast), figure_of("people.seated")
    assert figure is not None
    agreed(cast.coordinator, report, words(figure=figure.key, threshold=Decimal(1)))
    services.measure(actor=cast.coordinator, report=report)
    User.objects.filter(pk=cast.reviewer.pk).update(language="en")
    answer = as_user(User.objects.get(pk=cast.reviewer.pk)).get(address("replication_export", report.public_id))
    line = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()[1]
    with override("en"):
        assert line[8] == str(figure.source)
    assert line[8] != CriterionJudgement.objects.get().source
