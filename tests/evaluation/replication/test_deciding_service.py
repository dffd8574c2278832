"""The recommendation rests on the scorecard; what a unit sees otherwise stands beside it; both are signed with the report."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.translation import override

from lms.evaluation.models import Dissent, ProgrammeReport, ReplicationDecision
from lms.evaluation.queries.replication import replication_parts
from lms.evaluation.services import replication as services
from lms.people.enums import Column
from lms.people.errors import Conflict, NotAllowed, Refusal
from tests.conftest import Cast
from tests.evaluation.replication.making import agreed, judge_all, make_report, make_scorecard, said, seen, words
from tests.factories.people import make_reviewer

pytestmark = pytest.mark.django_db


def judged(cast: Cast, value: int = 90, **fields: object) -> ProgrammeReport:
    report = make_report(cast.coordinator)
    judge_all(cast.coordinator, agreed(cast.coordinator, report, words(**fields)), value)
    return report


def test_a_recommendation_waits_for_criteria_and_evidence(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    with pytest.raises(Refusal):
        services.decide(actor=cast.coordinator, report=report, words=said(), number=0)
    make_scorecard(cast.coordinator, report)
    with pytest.raises(Refusal):
        services.decide(actor=cast.coordinator, report=report, words=said(), number=0)
    other = make_report(cast.coordinator, cohorts=list(report.cohorts.all()))
    agreed(cast.coordinator, other)
    with pytest.raises(Refusal, match="Peserta selesai"):
        services.decide(actor=cast.coordinator, report=other, words=said(), number=0)
    assert not ReplicationDecision.objects.exists()


def test_replicate_as_it_is_asks_that_what_is_essential_is_met(cast: Cast) -> None:
    report = judged(cast, 79, essential=True)
    with pytest.raises(Refusal, match="Peserta selesai"):
        services.decide(actor=cast.coordinator, report=report, words=said(), number=0)
    with pytest.raises(Refusal):
        services.decide(actor=cast.coordinator, report=report, words=said("with_changes"), number=0)
    changes = said("with_changes", conditions="Tambah praktik.", conditions_en="More practice.")
    row = services.decide(actor=cast.coordinator, report=report, words=changes, number=0)
    assert (row.number, row.choice) == (1, "with_changes")


def test_every_saving_is_kept_and_two_writers_notice_each_other(cast: Cast) -> None:
    report = judged(cast)
    first = services.decide(actor=cast.coordinator, report=report, words=said(), number=0)
    assert services.decide(actor=cast.coordinator, report=report, words=said(), number=0) == first
    with pytest.raises(Conflict):
        services.decide(actor=cast.admin, report=report, words=said("pilot_again"), number=0)
    services.decide(actor=cast.admin, report=report, words=said("pilot_again"), number=1)
    assert list(ReplicationDecision.objects.values_list("number", "choice")) == [(1, "replicate"), (2, "pilot_again")]
    with pytest.raises(TypeError):
        first.save()


@pytest.mark.parametrize("fields", [{"choice": "entah"}, {"reasons": " "}, {"reasons_en": ""}, {"conditions": "Ada"}])
def test_a_recommendation_has_reasons_in_both_languages(cast: Cast, fields: dict[str, str]) -> None:
    report = judged(cast)
    with pytest.raises(Refusal):
        services.decide(
            actor=cast.coordinator, report=report, words=said(**{"choice": "replicate", **fields}), number=0
        )


def test_only_those_who_run_the_programme_write_it(cast: Cast) -> None:
    report = judged(cast)
    for user in (cast.reviewer, cast.facilitator, cast.unit_contact):
        with pytest.raises(NotAllowed):
            services.decide(actor=user, report=report, words=said(), number=0)


def test_a_unit_puts_a_dissent_beside_it_and_takes_it_back(cast: Cast) -> None:
    report = judged(cast)
    with pytest.raises(Refusal):
        services.dissent(actor=cast.reviewer, report=report, column=Column.ILO, words="Terlalu cepat.")
    services.decide(actor=cast.coordinator, report=report, words=said(), number=0)
    with pytest.raises(NotAllowed):
        services.dissent(actor=cast.reviewer, report=report, column=Column.PASKER, words="Terlalu cepat.")
    with pytest.raises(NotAllowed):
        services.dissent(actor=cast.coordinator, report=report, column=Column.ILO, words="Terlalu cepat.")
    first = services.dissent(actor=cast.reviewer, report=report, column=Column.ILO, words="Terlalu cepat.")
    assert services.dissent(actor=cast.reviewer, report=report, column=Column.ILO, words="Terlalu cepat.") == first
    second = services.dissent(actor=cast.reviewer, report=report, column=Column.ILO, words="Tunggu satu angkatan.")
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    assert "Tunggu satu angkatan." in replication_parts(report)[-1].text
    services.withdraw_dissent(actor=cast.reviewer, row=second)
    with pytest.raises(Conflict):
        services.withdraw_dissent(actor=cast.reviewer, row=second)
    assert Dissent.objects.count() == 2
    assert "Tunggu satu angkatan." not in replication_parts(report)[-1].text


def test_while_the_units_sign_a_unit_speaks_in_the_review(cast: Cast) -> None:
    report = judged(cast)
    services.decide(actor=cast.coordinator, report=report, words=said(), number=0)
    ProgrammeReport.objects.update(state="in_review")
    with pytest.raises(Refusal):
        services.dissent(actor=cast.reviewer, report=report, column=Column.ILO, words="Terlalu cepat.")


def test_a_final_report_changes_no_more(cast: Cast) -> None:
    report = judged(cast)
    services.decide(actor=cast.coordinator, report=report, words=said(), number=0)
    ProgrammeReport.objects.update(state="final")
    row = report.scorecard.criteria.get()
    for act in (
        lambda: services.decide(actor=cast.coordinator, report=report, words=said("pilot_again"), number=1),
        lambda: services.judge(actor=cast.coordinator, criterion=row, seen=seen(10), last_id=None),
        lambda: services.dissent(actor=cast.reviewer, report=report, column=Column.ILO, words="Terlambat"),
        lambda: services.measure(actor=cast.coordinator, report=report),
    ):
        with pytest.raises(Conflict):
            act()


def test_an_edit_changes_the_digest_of_the_part_it_touches_alone(cast: Cast) -> None:
    report = judged(cast)
    services.decide(actor=cast.coordinator, report=report, words=said(), number=0)
    services.add_cost(
        actor=cast.coordinator, report=report, cohort=report.cohorts.get(), kind="venue", title="Gedung",
        amount=Decimal(5), source="SPJ", key="kunci-gedung",
    )  # fmt: skip
    before = {part.key: part.digest for part in replication_parts(report)}
    assert list(before) == ["replication-scorecard", "replication-readiness", "replication-decision"]
    services.decide(actor=cast.coordinator, report=report, words=said(reasons="Hasil sangat baik."), number=1)
    after = {part.key: part.digest for part in replication_parts(report)}
    assert [key for key in before if before[key] != after[key]] == ["replication-decision"]
    services.dissent(actor=make_reviewer(Column.PTKDN), report=report, column=Column.PTKDN, words="Tunda.")
    assert {part.key: part.digest for part in replication_parts(report)}["replication-decision"] != after[
        "replication-decision"
    ]


def test_what_is_signed_reads_the_same_in_every_language(cast: Cast) -> None:
    report = judged(cast)
    services.decide(actor=cast.coordinator, report=report, words=said(), number=0)
    found = []
    for language in ("id", "en"):
        with override(language):
            found.append([(part.title, part.text, part.digest) for part in replication_parts(report)])
    assert found[0] == found[1]
