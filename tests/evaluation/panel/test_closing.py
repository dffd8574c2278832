"""From scores to results: locked as they were looked at, released once, objected to within the window, opened again with their history."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest

from courses.enums import LEARNING, EnrolmentState
from courses.models import Enrolment, EnrolmentEvent
from courses.services.cohorts import finish_cohort
from courses.services.completion import settle
from lms.evaluation.enums import EvaluationState, EvaluationStep
from lms.evaluation.models import Objection, PanelScore, ParticipantEvaluation
from lms.evaluation.queries.outcomes import outcome_of, outcomes_of
from lms.evaluation.queries.panel import figures
from lms.evaluation.queries.panel.agreeing import agreement_of
from lms.evaluation.queries.panel.board import board_of
from lms.evaluation.queries.panel.homes import to_decide
from lms.evaluation.queries.panel.results import fingerprint, locked_fingerprint, results_of
from lms.evaluation.services.panel import closing, scoring
from lms.evaluation.services.panel.seats import end_member
from lms.notices.models import Notice
from lms.people import clock
from lms.people.enums import Column
from lms.people.errors import Conflict, Refusal
from tests.evaluation.sitting import Sitting
from tests.factories.courses import make_enrolment
from tests.factories.evaluation_panel import adopt, all_at, give, seat
from tests.factories.graduates import make_result
from tests.factories.people import make_reviewer

S = EvaluationState


def seen(sitting: Sitting) -> str:
    return fingerprint(results_of(board_of(sitting.cohort)))


def score_all(sitting: Sitting, *levels: str) -> None:
    for one, level in zip(sitting.people, levels or ("baik", "baik", "kurang"), strict=True):
        for member in sitting.members:
            give(member, one, level)


def lock(sitting: Sitting, *, incomplete: bool = False) -> list[ParticipantEvaluation]:
    return closing.lock_results(
        actor=sitting.cast.coordinator, cohort=sitting.cohort, seen=seen(sitting), incomplete=incomplete
    )


def locked_seen(sitting: Sitting) -> str:
    return locked_fingerprint(
        ParticipantEvaluation.objects.filter(
            enrolment__in=sitting.people, enrolment__state__in=LEARNING, state=S.LOCKED
        )
    )


def release(sitting: Sitting, seen: str = "") -> list[ParticipantEvaluation]:
    return closing.release_results(
        actor=sitting.cast.coordinator, cohort=sitting.cohort, seen=seen or locked_seen(sitting)
    )


@pytest.fixture
def released(sitting: Sitting) -> Sitting:
    score_all(sitting)
    lock(sitting)
    release(sitting)
    return sitting


def evaluation(sitting: Sitting, number: int = 0) -> ParticipantEvaluation:
    related = ("enrolment__user", "enrolment__cohort", "scheme")
    return ParticipantEvaluation.objects.select_related(*related).get(enrolment=sitting.people[number])


def test_a_lock_freezes_figures_that_later_changes_do_not_touch(sitting: Sitting) -> None:
    score_all(sitting)
    lock(sitting)
    row = evaluation(sitting)
    assert (row.state, row.score, row.band, row.passed) == (S.LOCKED, Decimal("85.00"), "memuaskan", True)
    (component,) = row.facts["components"]
    assert (component["sum"], component["count"], component["title"], component["title_en"]) == (
        "51/20",
        "3",
        "Panel penilai",
        "Panel of evaluators",
    )
    assert [one["percent"] for one in row.facts["panel"]] == ["85.00"] * 3
    assert row.facts["scheme"]["digest"] == sitting.scheme.digest
    assert [(one.step, one.score) for one in row.events.all()] == [(EvaluationStep.LOCKED, Decimal("85.00"))]
    # What is shown from now on comes from what was frozen.
    (shown,) = results_of(board_of(sitting.cohort), {sitting.people[0].pk})
    assert shown.frozen
    assert (shown.result.score, shown.result.band and shown.result.band.key) == (Decimal("85.00"), "memuaskan")


def test_what_is_locked_is_what_was_looked_at(sitting: Sitting) -> None:
    score_all(sitting)
    before = seen(sitting)
    first = sitting.members[0]
    scoring.revise_score(
        actor=first.user,
        member=first,
        enrolment=sitting.people[0],
        levels=all_at("cukup"),
        comment="",
        reason="Dibahas",
        seen=1,
    )
    with pytest.raises(Conflict):
        closing.lock_results(actor=sitting.cast.coordinator, cohort=sitting.cohort, seen=before)
    assert not ParticipantEvaluation.objects.exclude(state=S.OPEN).exists()


def test_another_scheme_adopted_meanwhile_is_not_locked_unseen(bare: Sitting) -> None:
    adopt(bare.cohort, ("post_test", "100"), actor=bare.cast.coordinator)
    before = seen(bare)
    adopt(bare.cohort, ("post_test", "100"), actor=bare.cast.coordinator, title="Batas lain", minimum="90")
    with pytest.raises(Conflict):
        closing.lock_results(actor=bare.cast.coordinator, cohort=bare.cohort, seen=before, incomplete=True)


def test_nothing_is_locked_before_the_panel_has_met(sitting: Sitting) -> None:
    score_all(sitting)
    first = sitting.members[0]
    scoring.revise_score(
        actor=first.user,
        member=first,
        enrolment=sitting.people[0],
        levels=all_at("cukup"),
        comment="",
        reason="Dibahas",
        seen=1,
    )
    with pytest.raises(Refusal, match="must meet on a difference of 15 points"):
        lock(sitting, incomplete=True)


def test_who_lacks_a_part_is_locked_without_a_result_only_when_it_is_said(sitting: Sitting) -> None:
    for member in sitting.members:
        give(member, sitting.people[0])
    with pytest.raises(Refusal, match=r"2 people have a part missing \(first Budi Santoso: Panel of evaluators\)"):
        lock(sitting)
    lock(sitting, incomplete=True)
    assert evaluation(sitting, 1).score is None
    release(sitting)
    sitting.people[1].refresh_from_db()
    assert sitting.people[1].state == EnrolmentState.NOT_COMPLETED
    outcome = outcome_of(sitting.people[1])
    assert outcome is not None
    assert (outcome.score, outcome.passed, outcome.missing) == (None, None, ("Panel of evaluators",))


def test_somebody_excused_is_locked_with_the_rest(bare: Sitting) -> None:
    bare.scheme = adopt(bare.cohort, ("panel", "60"), ("lhpk", "40"), actor=bare.cast.coordinator)
    score_all(bare)
    for one in bare.people:
        scoring.decide_component(
            actor=bare.cast.coordinator, enrolment=one, component="lhpk", step="excused", reason="Cuti melahirkan"
        )
    lock(bare)
    assert evaluation(bare).score == Decimal("85.00")


def test_a_release_ends_the_enrolments_and_tells_everybody_once(released: Sitting) -> None:
    states = [one.state for one in released.cohort.enrolments.order_by("pk")]
    assert states == [EnrolmentState.COMPLETED, EnrolmentState.COMPLETED, EnrolmentState.NOT_COMPLETED]
    told = Notice.objects.filter(kind="evaluation.released")
    assert {one.to_id for one in told} == {one.user_id for one in released.people}
    with pytest.raises(Refusal, match="Nothing is locked"):
        release(released)
    assert told.count() == 3
    outcomes = outcomes_of(released.cohort)
    one = outcomes[released.people[0].pk]
    assert (one.score, one.band, one.passed, one.released, one.qualification, one.qualification_en) == (
        Decimal("85.00"), "memuaskan", True, True, "Memuaskan", "Satisfactory",
    )  # fmt: skip


def test_before_the_release_nothing_is_said_of_score_and_pass(sitting: Sitting) -> None:
    score_all(sitting)
    lock(sitting)
    assert {(one.score, one.passed, one.released) for one in outcomes_of(sitting.cohort).values()} == {
        (None, None, False)
    }
    assert outcome_of(sitting.people[0]) is None
    assert figures.pass_rate(sitting.cohort).value is None


def test_others_locked_meanwhile_are_not_released_unseen(sitting: Sitting) -> None:
    score_all(sitting)
    lock(sitting)
    looked_at = locked_seen(sitting)
    # As many as before, and one of them is another result.
    closing.reopen_result(actor=sitting.cast.coordinator, evaluation=evaluation(sitting, 2), reason="Bukti terlewat")
    for member in sitting.members:
        scoring.revise_score(
            actor=member.user, member=member, enrolment=sitting.people[2], levels=all_at("baik"), comment="",
            reason="Bukti terlewat", seen=1,
        )  # fmt: skip
    lock(sitting)
    with pytest.raises(Conflict):
        release(sitting, looked_at)
    assert evaluation(sitting).state == S.LOCKED
    assert len(release(sitting)) == 3


def test_who_left_after_the_lock_keeps_nobody_from_the_result(sitting: Sitting) -> None:
    score_all(sitting)
    lock(sitting)
    Enrolment.objects.filter(pk=sitting.people[1].pk).update(state=EnrolmentState.WITHDRAWN)
    rows = release(sitting)
    assert {row.enrolment_id for row in rows} == {sitting.people[0].pk, sitting.people[2].pk}
    assert evaluation(sitting, 1).state == S.LOCKED
    sitting.people[1].refresh_from_db()
    assert sitting.people[1].state == EnrolmentState.WITHDRAWN
    assert to_decide() is None


def test_who_is_excused_from_everything_is_named_before_the_lock(sitting: Sitting) -> None:
    score_all(sitting)
    scoring.decide_component(
        actor=sitting.cast.coordinator, enrolment=sitting.people[1], component="panel", step="excused", reason="Sakit"
    )
    with pytest.raises(Refusal, match=r"Budi Santoso: excused from every component"):
        lock(sitting)
    assert len(lock(sitting, incomplete=True)) == 3


def test_a_seat_given_or_ended_after_the_work_changes_no_agreement(sitting: Sitting) -> None:
    score_all(sitting)
    before = agreement_of(board_of(sitting.cohort))
    assert (before.people, len(before.raters)) == (3, 3)
    lock(sitting)
    with pytest.raises(Refusal, match="nobody left to score"):
        seat(sitting.cohort, make_reviewer(Column.BPK), actor=sitting.cast.coordinator)
    end_member(actor=sitting.cast.coordinator, member=sitting.members[0], reason="Pindah tugas")
    after = agreement_of(board_of(sitting.cohort))
    assert (after.people, len(after.raters), after.icc) == (3, 3, before.icc)


def test_who_owes_a_score_is_told_no_agreement_of_the_others(sitting: Sitting) -> None:
    for one in sitting.people:
        for member in sitting.members[:2]:
            give(member, one)
    found = agreement_of(board_of(sitting.cohort))
    assert (found.people, found.icc, [one.mean for one in found.raters]) == (0, None, [0, 0, 0])


def test_a_cohort_is_not_finished_over_the_panels_head(sitting: Sitting) -> None:
    last = max(stage.ends_on for stage in sitting.cohort.stages.all())
    with clock.at(clock.at_midday(last)):
        with pytest.raises(Refusal, match="not released yet"):
            finish_cohort(actor=sitting.cast.coordinator, cohort=sitting.cohort)
        score_all(sitting)
        lock(sitting)
        release(sitting)
        done = finish_cohort(actor=sitting.cast.coordinator, cohort=sitting.cohort)
    assert (done[EnrolmentState.COMPLETED], done[EnrolmentState.NOT_COMPLETED]) == (0, 0)


def test_a_result_corrects_what_the_end_of_the_cohort_said(sitting: Sitting) -> None:
    one = sitting.people[0]
    settle(actor=sitting.cast.coordinator, results=[(one, False)], reason="Pelajaran belum selesai")
    assert settle(actor=sitting.cast.coordinator, results=[(one, False)], reason="x") == 0
    assert settle(actor=sitting.cast.coordinator, results=[(one, True)], reason="Hasil penilaian") == 1
    one.refresh_from_db()
    assert one.state == EnrolmentState.COMPLETED
    last = EnrolmentEvent.objects.filter(enrolment=one).order_by("pk").last()
    assert last is not None
    assert (last.before, last.after, last.reason) == ("not_completed", "completed", "Hasil penilaian")


# --- Objections ---


def objection(sitting: Sitting, number: int = 2, text: str = "Nilai bukti keliru") -> Objection:
    row = evaluation(sitting, number)
    return closing.object_to(actor=row.enrolment.user, evaluation=row, text=text)


def test_a_result_is_opened_again_with_the_reason_and_the_participant_is_told(released: Sitting) -> None:
    row = evaluation(released)
    with pytest.raises(Refusal, match="why the result is opened again"):
        closing.reopen_result(actor=released.cast.coordinator, evaluation=row, reason="")
    closing.reopen_result(actor=released.cast.coordinator, evaluation=row, reason="Daftar hadir diperbaiki")
    with pytest.raises(Conflict):
        closing.reopen_result(actor=released.cast.coordinator, evaluation=row, reason="Lagi")
    told = Notice.objects.get(kind="evaluation.reopened")
    assert told.values["reason"] == "Daftar hadir diperbaiki"
    gone = Notice.objects.get(kind="evaluation.released", to=released.people[0].user)
    assert gone.withdrawn_at is not None


# --- Figures ---


def test_figures_say_nothing_of_fewer_than_five_and_then_with_interval(released: Sitting) -> None:
    reading = figures.pass_rate(released.cohort)
    assert (reading.value, reading.n) == (None, 3)
    assert figures.mean_score(released.cohort).value is None
    assert figures.panel_agreement(released.cohort).value is None
    assert list(figures.rows(released.cohort).lines) == [], "a row is a result of somebody"


def test_a_share_is_handed_over_unrounded(sitting: Sitting) -> None:
    for number in range(11):
        one = make_enrolment(actor=sitting.cast.coordinator, cohort=sitting.cohort)
        make_result(one, actor=sitting.cast.coordinator, passed=number < 6, score="85.00" if number < 6 else "50.00")
    found = figures.pass_rate(sitting.cohort)
    # 54.545…: two places first would make 54.55 of it, and 54.6 on the screen.
    assert found.value is not None
    assert found.value.quantize(Decimal("0.1"), ROUND_HALF_UP) == Decimal("54.5")
    assert found.value == Decimal(600) / 11
    # n is how many cases it rests on, not how many passed.
    assert found.n == 11
    lines = list(figures.rows(sitting.cohort).lines)
    assert [line[0] for line in lines] == list(range(1, 12))
    codes = set(sitting.cohort.enrolments.values_list("public_id", flat=True))
    assert not codes & {cell for line in lines for cell in line}, "a code opens the page with the name"
    assert [line[1] for line in lines] == [Decimal("50.00")] * 5 + [Decimal("85.00")] * 6


def test_an_agreement_shows_the_scores_it_rests_on_only_when_all_is_released(sitting: Sitting) -> None:
    while len(sitting.people) < figures.HIDDEN_BELOW:
        sitting.people.append(make_enrolment(actor=sitting.cast.coordinator, cohort=sitting.cohort))
    score_all(sitting, *(["baik", "kurang"] * len(sitting.people))[: len(sitting.people)])
    assert figures.panel_agreement(sitting.cohort).n == len(sitting.people)
    assert list(figures.agreement_rows(sitting.cohort).lines) == [], "before the release a score is its evaluator's"
    rows = ParticipantEvaluation.objects.filter(enrolment__cohort=sitting.cohort)
    rows.update(state=S.LOCKED, score=Decimal(80), band="baik", passed=True, locked_at=clock.now())
    rows.update(state=S.RELEASED, released_at=clock.now())
    lines = [line[1:] for line in figures.agreement_rows(sitting.cohort).lines]
    assert len(lines) == len(sitting.people)
    assert sorted(one for line in lines for one in line) == sorted(
        PanelScore.objects.filter(enrolment__cohort=sitting.cohort, round="alone").values_list("percent", flat=True)
    )


def test_wilsons_interval() -> None:
    # Newcombe (1998), Statistics in Medicine 17, 857–872, table I: 81 of 263 gives 0.2553 to 0.3662; 15 of 148 gives 0.0624 to 0.1605.
    assert figures.wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert figures.wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert figures.wilson(0, 20)[0] == 0
