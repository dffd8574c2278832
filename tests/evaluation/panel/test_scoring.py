"""Scores: given alone once, revised in the meeting, by whom, and not after the lock."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from lms.evaluation import schemes
from lms.evaluation.enums import ScoreRound
from lms.evaluation.models import PanelDraft, PanelMember, PanelScore
from lms.evaluation.queries.panel.board import board_of, scores_as_data
from lms.evaluation.queries.panel.results import fingerprint, results_of
from lms.evaluation.services.panel import closing, scoring, seats
from lms.people import clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import AuditEntry, RoleAssignment
from tests.evaluation.sitting import Sitting
from tests.factories.evaluation_panel import PERCENT, all_at, give


def test_a_score_is_kept_with_points_and_percent(sitting: Sitting) -> None:
    score = give(sitting.members[0], sitting.people[0], "baik", "Jelas")
    assert (score.points, score.points_max, score.percent) == (Decimal("425.00"), Decimal("500.00"), Decimal("85.00"))
    assert (score.round, score.number, score.comment) == (ScoreRound.ALONE, 1, "Jelas")


def test_the_audit_trail_tells_no_figure(sitting: Sitting) -> None:
    give(sitting.members[0], sitting.people[0])
    entry = AuditEntry.objects.get(action="evaluation.score.give")
    assert entry.changes == {}
    assert "85" not in entry.object_label


def test_the_same_sent_again_is_the_same_score_and_another_is_a_conflict(sitting: Sitting) -> None:
    first = give(sitting.members[0], sitting.people[0])
    assert give(sitting.members[0], sitting.people[0]) == first
    with pytest.raises(Conflict):
        give(sitting.members[0], sitting.people[0], "cukup")
    assert PanelScore.objects.count() == 1


def test_a_seat_that_ended_after_it_was_read_gives_no_score(sitting: Sitting) -> None:
    read, one = PanelMember.objects.get(pk=sitting.members[0].pk), sitting.people[0]
    seats.end_member(actor=sitting.cast.coordinator, member=sitting.members[0], reason="Pindah")
    with pytest.raises(NotAllowed):
        give(read, one)
    assert not PanelScore.objects.exists()


def test_every_criterion_is_scored(sitting: Sitting) -> None:
    levels = all_at("baik") | {"bukti": "", "rencana": "nowhere"}
    member, one = sitting.members[0], sitting.people[0]
    with pytest.raises(Refusal, match="Evidence and figures from the field, Plan for the own unit"):
        scoring.give_score(actor=member.user, member=member, enrolment=one, levels=levels)


def test_only_the_own_seat_on_this_panel_today(sitting: Sitting) -> None:
    member, one = sitting.members[0], sitting.people[0]
    with pytest.raises(NotAllowed):
        scoring.give_score(actor=sitting.cast.coordinator, member=member, enrolment=one, levels=all_at("baik"))
    seats.end_member(actor=sitting.cast.coordinator, member=member, reason="Pindah tugas")
    with pytest.raises(NotAllowed):
        give(member, one)


def test_a_reviewer_whose_role_has_ended_scores_nothing_and_what_was_given_stays(sitting: Sitting) -> None:
    member = sitting.members[0]
    give(member, sitting.people[0])
    RoleAssignment.objects.filter(user=member.user).update(valid_until=clock.today())
    with clock.at(clock.now() + timedelta(days=1)):
        member.user._hats = None
        with pytest.raises(NotAllowed, match="role as a reviewer has ended"):
            give(member, sitting.people[1])
        assert member.pk in board_of(sitting.cohort).panels[sitting.people[0].pk].newest


def test_a_draft_is_kept_by_its_order_and_gone_with_the_score(sitting: Sitting) -> None:
    member, one = sitting.members[0], sitting.people[0]

    def draft(seq: int, level: str) -> PanelDraft | None:
        return scoring.save_draft(
            actor=member.user, member=member, enrolment=one, levels=all_at(level), comment="", seq=seq
        )

    assert draft(1, "baik") is not None
    assert draft(2, "cukup") is not None
    assert draft(2, "kurang") is None
    assert PanelDraft.objects.get().levels == all_at("cukup")
    give(member, one)
    assert not PanelDraft.objects.exists()


def test_a_revision_waits_for_all_and_says_why(sitting: Sitting) -> None:
    one, (first, second, third) = sitting.people[0], sitting.members
    give(first, one, "kurang")
    give(second, one, "sangat-baik")

    def revise(reason: str = "Bukti dibahas", seen: int = 1) -> PanelScore:
        return scoring.revise_score(
            actor=first.user, member=first, enrolment=one, levels=all_at("baik"), comment="", reason=reason, seen=seen
        )

    with pytest.raises(Refusal, match="when every evaluator has given one"):
        revise()
    give(third, one, "baik")
    with pytest.raises(Refusal, match="what in the meeting"):
        revise(reason=" ")
    again = revise()
    assert (again.round, again.number, again.percent) == (ScoreRound.MEETING, 2, Decimal("85.00"))
    assert revise() == again
    with pytest.raises(Conflict):
        revise(reason="Lain", seen=1)
    panel = board_of(sitting.cohort).panels[one.pk]
    assert panel.alone[first.pk].percent == Decimal("50.00")
    assert panel.newest[first.pk].percent == Decimal("85.00")


def test_differences_above_the_tolerance_are_met_on(sitting: Sitting) -> None:
    one = sitting.people[0]
    for member, level in zip(sitting.members, ("cukup", "baik", "baik"), strict=True):
        give(member, one, level)
    panel = board_of(sitting.cohort).panels[one.pk]
    assert (panel.spread, panel.to_meet) == (Decimal("15.00"), True)
    assert "difference of 15 points" in str(panel.sum.pending)
    seen = scores_as_data(panel.counting)

    def meet(text: str = "Bukti dibahas", **changes: object) -> object:
        values = {"held_on": clock.today(), "seen": seen, "text": text} | changes
        return scoring.record_meeting(actor=sitting.cast.coordinator, enrolment=one, **values)  # type: ignore[arg-type]

    with pytest.raises(Refusal, match="what the panel found"):
        meet(" ")
    with pytest.raises(Refusal, match="when it was held"):
        meet(held_on=clock.today() + timedelta(days=1))
    with pytest.raises(Conflict):
        meet(seen={**seen, str(sitting.members[0].pk): "71.00"})
    assert meet() == meet()
    assert board_of(sitting.cohort).panels[one.pk].met
    # A score that changes afterwards, still too far apart, is to be met on again.
    first = sitting.members[0]
    scoring.revise_score(
        actor=first.user,
        member=first,
        enrolment=one,
        levels=all_at("kurang"),
        comment="",
        reason="Dibahas lagi",
        seen=1,
    )
    assert board_of(sitting.cohort).panels[one.pk].to_meet


def test_the_tolerance_reached_exactly_is_tolerated(sitting: Sitting) -> None:
    """15 of 100 points in three of five criteria are 9 percent; the other way three in two are 6: 15 in all; 15 in one more is 12."""
    near, far = sitting.people[:2]
    adopted = schemes.read(sitting.scheme.content)
    assert adopted.tolerance == Decimal("10.00")
    low, high = all_at("cukup"), all_at("cukup")
    for key in ("layanan", "bukti", "rencana"):
        high[key] = "baik"
    further = {**high, "komunikasi": "baik"}
    for one, top in ((near, high), (far, further)):
        for member, levels in zip(sitting.members, (low, top, low), strict=True):
            scoring.give_score(actor=member.user, member=member, enrolment=one, levels=levels)
    panels = board_of(sitting.cohort).panels
    assert (panels[near.pk].spread, panels[near.pk].apart) == (Decimal("9.00"), False)
    assert (panels[far.pk].spread, panels[far.pk].apart) == (Decimal("12.00"), True)
    exact = replace(panels[far.pk], tolerance=Decimal("12.00"))
    assert not exact.apart


def test_a_conflict_of_interest_takes_the_score_out_and_back(sitting: Sitting) -> None:
    one, member = sitting.people[0], sitting.members[0]
    give(member, one)
    seats.declare_conflict(actor=member.user, member=member, enrolment=one, reason="Kerabat")
    seats.declare_conflict(actor=member.user, member=member, enrolment=one, reason="Kerabat")
    panel = board_of(sitting.cohort).panels[one.pk]
    assert panel.barred == {member.pk: "Kerabat"}
    assert panel.counting == []
    for other in sitting.members[1:]:
        give(other, one, "cukup")
    done = board_of(sitting.cohort).panels[one.pk]
    assert done.complete
    assert done.sum.percent == Decimal(PERCENT["cukup"])
    with pytest.raises(Refusal, match="Kerabat"):
        give(member, one)
    seats.lift_conflict(actor=member.user, member=member, enrolment=one, reason="Keliru orang")
    assert board_of(sitting.cohort).panels[one.pk].sum.percent == Decimal("75.00")
    with pytest.raises(NotAllowed):
        seats.declare_conflict(actor=sitting.cast.admin, member=member, enrolment=one, reason="x")


def test_too_few_evaluators_are_no_panel(sitting: Sitting) -> None:
    for member in sitting.members[1:]:
        seats.end_member(actor=sitting.cast.coordinator, member=member, reason="Cuti panjang")
    give(sitting.members[0], sitting.people[0])
    panel = board_of(sitting.cohort).panels[sitting.people[0].pk]
    assert not panel.awaited
    assert panel.sum.missing


def test_a_score_after_the_lock_is_refused(sitting: Sitting) -> None:
    for member in sitting.members[:2]:
        for one in sitting.people:
            give(member, one)
    seats.end_member(actor=sitting.cast.coordinator, member=sitting.members[2], reason="Cuti")
    seen = fingerprint(results_of(board_of(sitting.cohort)))
    closing.lock_results(actor=sitting.cast.coordinator, cohort=sitting.cohort, seen=seen)
    with pytest.raises(Refusal, match="is locked"):
        seats.add_member(actor=sitting.cast.coordinator, cohort=sitting.cohort, user=sitting.members[2].user)
    with pytest.raises(Refusal, match="is locked"):
        give(sitting.members[0], sitting.people[0])
    with pytest.raises(Refusal, match="is locked"):
        scoring.mark_attitude(actor=sitting.cast.facilitator, enrolment=sitting.people[0], levels={})


def test_only_reviewers_are_seated_and_once(sitting: Sitting) -> None:
    with pytest.raises(Refusal, match="speaks for no unit"):
        seats.add_member(actor=sitting.cast.coordinator, cohort=sitting.cohort, user=sitting.cast.facilitator)
    again = seats.add_member(actor=sitting.cast.coordinator, cohort=sitting.cohort, user=sitting.members[0].user)
    assert again == sitting.members[0]
    with pytest.raises(Refusal, match="why the seat ends"):
        seats.end_member(actor=sitting.cast.coordinator, member=again, reason="")
    seats.end_member(actor=sitting.cast.coordinator, member=again, reason="Pindah")
    with pytest.raises(Conflict):
        seats.end_member(actor=sitting.cast.coordinator, member=again, reason="Pindah")
