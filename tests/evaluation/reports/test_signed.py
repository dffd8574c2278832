"""A final report is what was signed: whatever moves beneath it, nothing enters it that no unit was asked about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from courses.enums import EnrolmentState
from lms.evaluation import frozen
from lms.evaluation.figures import Criterion, Figure, Reading, Rows, Unit, _figures, add_figure, figure_of, in_words
from lms.evaluation.models import ReportFinal, ReportText
from lms.evaluation.queries.replication import replication_parts
from lms.evaluation.report_parts import book_of, digest_of_parts, parts_of
from lms.evaluation.services import replication, reports
from lms.people import clock
from lms.people.enums import Column, Role
from lms.people.errors import Conflict, Refusal
from lms.people.models import RoleAssignment
from lms.programme.models import Review
from lms.programme.queries.standing import standing_of
from lms.programme.reviewable import digest_of
from lms.programme.services import open_review, withdraw_review
from tests.evaluation.replication import making
from tests.evaluation.reports.conftest import Desk
from tests.factories.programme import sign_all
from tests.factories.reports import ask_units, fresh, section_of, write, write_all
from tests.factories.survey_results import SKM_CONTENT, make_run, make_version


def finish(desk: Desk, review: Review) -> ReportFinal:
    for column, person in ((Column.PASKER, desk.pasker), (Column.ILO, desk.ilo)):
        sign_all(review, column, person)
    return ReportFinal.objects.latest("number")


def add_cost(desk: Desk, amount: int = 6_000_000, key: str = "kunci-gedung") -> None:
    replication.add_cost(
        actor=desk.actor, report=fresh(desk.report), cohort=desk.cohort, kind="venue", title="Gedung",
        amount=Decimal(amount), source="SPJ", key=key,
    )  # fmt: skip


def graduate(desk: Desk, name: str) -> None:
    desk.cohort.enrolments.filter(user__name=name).update(state=EnrolmentState.COMPLETED)


def test_what_moves_between_two_signatures_does_not_enter_the_final(desk: Desk) -> None:
    graduate(desk, "Budi")
    add_cost(desk)
    review = ask_units(desk.report, desk.actor)
    sign_all(review, Column.PASKER, desk.pasker)
    graduate(desk, "Sari")
    sign_all(review, Column.ILO, desk.ilo)
    final = ReportFinal.objects.get()
    signed = review.parts.filter(is_present=True).order_by("order").values_list("key", "digest")
    assert final.digest == digest_of([list(pair) for pair in signed])
    assert [(one["key"], one["digest"]) for one in final.content["parts"]] == list(signed)
    (cost,) = final.content["more"]
    assert "6.000.000 untuk 1 lulusan" in " ".join(cost["lines"]["id"])
    assert "6,000,000; graduates: 1" in " ".join(cost["lines"]["en"])
    # The live parts have moved on: it is not these that were signed.
    assert digest_of_parts(parts_of(fresh(desk.report))) != final.digest


def test_criteria_opened_again_while_the_units_sign_are_taken_out_of_their_review(desk: Desk) -> None:
    making.agreed(desk.actor, desk.report)
    review = ask_units(desk.report, desk.actor)
    assert review.parts.filter(key="replication-scorecard", is_present=True).exists()
    replication.reopen_scorecard(actor=desk.cast.admin, report=fresh(desk.report), reason="Ambang keliru")
    assert not review.parts.filter(key="replication-scorecard", is_present=True).exists()


@contextmanager
def registered(
    key: str, value: Decimal, why: str = "", lines: Sequence[Sequence[Any]] = (["sel"],)
) -> Iterator[Figure]:
    """A figure that a deployment brings, for as long as the block lasts."""
    heads = ["Kepala", *("Kolom" for _cell in lines[0][1:])]
    one = Figure(
        key=key, title="Angka baru", unit=Unit.PERCENT, criterion=Criterion.IMPACT, source="Uji",
        read=lambda _cohort: Reading(value, n=93, why=why), rows=lambda _cohort: Rows(heads, lines),
    )  # fmt: skip
    add_figure(one)
    try:
        yield one
    finally:
        _figures.pop(key)


def test_a_figure_that_a_deployment_brings_enters_no_report_in_review_by_itself(desk: Desk) -> None:
    review = ask_units(desk.report, desk.actor)
    sign_all(review, Column.PASKER, desk.pasker)
    with registered("uji.baru", Decimal(5)):
        reports.read_figures(report=fresh(desk.report))
        assert desk.report.figures.filter(key="uji.baru").exists()
        write(fresh(desk.report), desk.actor, "summary", id="Kalimat lain.")
        assert [part.key for part in standing_of(review).awaited(Column.PASKER)] == ["section-summary"]
        with pytest.raises(Refusal, match=r"uji\.baru"):
            write(fresh(desk.report), desk.actor, "summary", id="[[uji.baru]]")
        # Taken anew it is asked about, as any edit is.
        reports.refresh_figures(actor=desk.actor, report=fresh(desk.report))
        assert "figures-impact" in [part.key for part in standing_of(review).awaited(Column.PASKER)]
        write(fresh(desk.report), desk.actor, "summary", id="[[uji.baru]]")


def test_a_figure_reads_the_same_for_whoever_freezes_it(desk: Desk) -> None:
    """Closed surveys, results, and nothing: heads, questions and reasons are written by the reader's language there."""
    answers = [{"jelas": 4, "sesuai": 5, "anjuran": 9} for _one in range(6)]
    make_run(actor=desk.actor, cohort=desk.cohort, answers=answers)
    index = [{f"u{number}": 3 for number in range(1, 10)} for _one in range(6)]
    make_run(
        actor=desk.actor, cohort=desk.cohort, answers=index, version=make_version(actor=desk.actor, body=SKM_CONTENT)
    )
    write_all(desk.report, desk.actor)
    with override("id"):
        reports.open_report(actor=desk.actor, report=desk.report, due_on=clock.today())
    with override("en"):
        assert reports.refresh_figures(actor=desk.actor, report=fresh(desk.report)) is None
    kept = [row.frozen for row in desk.report.figures.all()]
    rate = next(one for one in kept if one["key"] == "surveys.response_rate")
    assert rate["rows"]["heads"]["id"] != rate["rows"]["heads"]["en"]
    reasons = [one["why"] for one in kept if one["value"] is None]
    assert reasons
    assert all(why["id"] != why["en"] for why in reasons), [why for why in reasons if why["id"] == why["en"]]


def test_what_is_kept_of_a_value_is_shown_as_the_value_itself(desk: Desk) -> None:
    for value in ("84.9499999999", "84.95", "-0.0499999999", "33.333333333333333333333"):
        with registered("uji.bulat", Decimal(value)) as one:
            data, _rows = frozen.frozen_of(one, desk.cohort)
            for language in ("id", "en"):
                with override(language):
                    assert frozen.said(data, language) == in_words(one.read(desk.cohort), one.unit)


def test_a_section_in_review_is_not_emptied(desk: Desk) -> None:
    review = ask_units(desk.report, desk.actor)
    sign_all(review, Column.ILO, desk.ilo, verdict="object", reason="Belum jelas")
    for text in ("", "  \n "):
        with pytest.raises(Refusal, match="cannot be emptied"):
            write(fresh(desk.report), desk.actor, "effectiveness", id=text)
    assert review.parts.get(key="section-effectiveness").is_present
    assert ReportText.objects.get(section=section_of(desk.report), language="id").text
    withdraw_review(review=review, reason="Disusun ulang", actor=desk.actor)
    assert write(fresh(desk.report), desk.actor, "effectiveness", id="").texts.get(language="id").text == ""


def test_a_round_opened_elsewhere_asks_for_what_is_missing_too(desk: Desk) -> None:
    withdraw_review(review=ask_units(desk.report, desk.actor), reason="Salah tenggat", actor=desk.actor)
    write(fresh(desk.report), desk.actor, "summary", en="")
    with pytest.raises(Refusal, match="“Summary” has no English text"):
        open_review(subject=fresh(desk.report), activity_no=10, due_on=clock.today(), actor=desk.actor)
    assert fresh(desk.report).is_draft
    assert not Review.objects.filter(state="open").exists()


def test_a_final_report_is_asked_about_anew_only_after_it_was_taken_up_with_a_reason(desk: Desk) -> None:
    first = finish(desk, ask_units(desk.report, desk.actor))
    with pytest.raises(Conflict, match="Take it up again first"):
        open_review(subject=fresh(desk.report), activity_no=10, due_on=clock.today(), actor=desk.actor)
    assert fresh(desk.report).is_final
    assert Review.objects.count() == 1
    reports.amend_report(actor=desk.actor, report=fresh(desk.report), reason="Angka penempatan")
    again = open_review(subject=fresh(desk.report), activity_no=10, due_on=clock.today(), actor=desk.actor)
    assert finish(desk, again).number == first.number + 1


def test_a_reviewer_whose_role_ended_answers_for_the_report_no_more(desk: Desk) -> None:
    reports.assign_section(actor=desk.actor, section=section_of(desk.report), author=desk.elsewhere, due_on=None)
    assert fresh(desk.report).may_edit(desk.elsewhere)
    assert not fresh(desk.report).may_edit(desk.ilo)
    RoleAssignment.objects.filter(user=desk.elsewhere, role=Role.FACILITATOR).update(valid_until="2026-01-02")
    ended = type(desk.elsewhere).objects.get(pk=desk.elsewhere.pk)
    assert not fresh(desk.report).may_edit(ended)


def test_a_figure_that_moved_back_is_no_longer_said_to_have_moved(desk: Desk) -> None:
    ask_units(desk.report, desk.actor)
    row = desk.report.figures.get(key="people.seated")
    row.live = {**row.live, "value": "1"}
    row.save(update_fields=["live"])
    assert reports.refresh_figures(actor=desk.actor, report=fresh(desk.report)) is None
    row.refresh_from_db()
    assert frozen.same(row.live, row.frozen)


def test_what_is_signed_of_replication_says_both_languages_and_its_digest_neither(desk: Desk) -> None:
    graduate(desk, "Budi")
    add_cost(desk)
    making.judge_all(desk.actor, making.agreed(desk.actor, desk.report))
    words = making.said(reasons="Baris satu.\r\n\r\nBaris dua.", reasons_en="First line.\n\nSecond line.")
    replication.decide(actor=desk.actor, report=fresh(desk.report), words=words, number=0)
    found = {part.key: part for part in replication_parts(fresh(desk.report))}
    decision = found["replication-decision"]
    indonesian, _blank, english = decision.text.partition("\n\n")
    assert "Baris dua." in indonesian
    assert "Second line." not in indonesian
    assert english.startswith("Recommendation on replication\n")
    assert "Second line." in english
    assert "Baris" not in english
    assert 'lang="en"' in decision.html
    scorecard = found["replication-scorecard"].text
    assert "Peserta selesai" in scorecard.partition("\n\n")[0]
    assert "Participants complete" in scorecard.partition("\n\n")[2]


def test_no_section_is_read_twice_when_figures_are_written_late(desk: Desk) -> None:
    """A reason that waits to be written costs no second reading."""
    calls: list[int] = []
    seated = figure_of("people.seated")
    assert seated is not None

    def read(cohort: object) -> Reading:
        calls.append(1)
        return seated.read(desk.cohort)

    one = Figure(
        key="uji.sekali",
        title="X",
        unit=Unit.COUNT,
        criterion=Criterion.IMPACT,
        read=read,
        rows=seated.rows,
        source="X",
    )
    frozen.live_of(one, desk.cohort)
    assert len(calls) == 1
    assert book_of(desk.report).figures
