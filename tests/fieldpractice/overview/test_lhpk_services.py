"""The report: saved as typed, handed in once complete, frozen with its digest, returned or accepted with a reason."""

from __future__ import annotations

import pytest

from fieldpractice.enums import LHPK_STEPS, LhpkSection, LhpkState
from fieldpractice.kinds import overview as kinds
from fieldpractice.models import Lhpk, LhpkEvent, LhpkVersion
from fieldpractice.queries.lhpk import digest_of_content, missing_for
from fieldpractice.services.lhpk import decide_report, hand_in_report, save_report
from lms.notices.models import Notice
from lms.people import clock
from lms.people.enums import Role
from lms.people.errors import Conflict, NotAllowed, Refusal
from tests.factories.people import role_ended
from tests.fieldpractice.overview.keeping import note
from tests.fieldpractice.practice import Practice, fresh, on

TEXT = "Kalimat yang cukup panjang untuk dibaca orang lain dengan baik."
WHOLE = {one.value: f"{one.value}: {TEXT}" for one in LhpkSection}
LAST_WEEK = 77


def save(practice: Practice, seq: int = 0, **changes: str) -> Lhpk:
    return save_report(actor=practice.user, placement=fresh(practice.placement), sections={**WHOLE, **changes}, seq=seq)


def hand_in(practice: Practice, seq: int = 1) -> LhpkVersion:
    return hand_in_report(actor=practice.user, placement=fresh(practice.placement), seq=seq)


def test_a_save_counts_up_and_the_same_words_are_no_change(practice: Practice) -> None:
    assert save(practice).seq == 1
    # Sent again by a line that broke off: it is there already.
    assert save(practice, seq=0).seq == 1
    with pytest.raises(Conflict):
        save(practice, seq=0, lessons="Dari ponsel lama")
    assert save(practice, seq=1, lessons="Dari laptop").seq == 2


def test_nobody_else_writes_it(practice: Practice) -> None:
    placement = fresh(practice.placement)
    with pytest.raises(NotAllowed):
        save_report(actor=practice.cast.facilitator, placement=placement, sections=WHOLE, seq=0)
    with pytest.raises(NotAllowed):
        hand_in_report(actor=practice.cast.coordinator, placement=placement, seq=0)
    assert not Lhpk.objects.exists()


def test_it_is_handed_in_only_when_it_is_complete_and_the_last_week_has_begun(practice: Practice) -> None:
    lhpk = save(practice, plan="pendek")
    assert len(missing_for(fresh(practice.placement), lhpk)) == 2
    with pytest.raises(Refusal):
        hand_in(practice)
    with clock.at(on(LAST_WEEK)):
        assert len(missing_for(fresh(practice.placement), lhpk)) == 1
        with pytest.raises(Refusal):
            hand_in(practice)
        save(practice, seq=1)
        assert hand_in(practice, seq=2).number == 1


def test_a_hand_in_freezes_text_and_facts_and_a_second_press_is_the_same(practice: Practice) -> None:
    note(practice, 1)
    save(practice)
    with clock.at(on(LAST_WEEK)):
        version = hand_in(practice)
        assert hand_in(practice) == version
        note(practice, 8)
    version.refresh_from_db()
    assert version.content["sections"] == WHOLE
    assert version.content["facts"]["weeks"][0][2] == "1"
    assert version.content["facts"]["weeks"][1][2] == "0"
    assert version.digest == digest_of_content(version.content)
    assert Notice.objects.get(kind=kinds.REPORT_HANDED_IN).to == practice.cast.facilitator
    with pytest.raises(Refusal):
        save(practice, seq=1, plan=f"Lain: {TEXT}")


def test_whose_role_as_facilitator_has_ended_is_not_told_of_a_report(practice: Practice) -> None:
    save(practice)
    with clock.at(on(LAST_WEEK)):
        role_ended(practice.cast.facilitator, Role.FACILITATOR)
        hand_in(practice)
    assert not Notice.objects.filter(kind=kinds.REPORT_HANDED_IN).exists()


def test_a_text_that_changed_on_another_device_is_not_handed_in_unseen(practice: Practice) -> None:
    save(practice)
    save(practice, seq=1, plan=f"Lain: {TEXT}")
    with clock.at(on(LAST_WEEK)), pytest.raises(Conflict):
        hand_in(practice, seq=1)


def test_it_comes_back_with_a_reason_is_improved_and_accepted(practice: Practice) -> None:
    save(practice)
    staff = practice.cast.facilitator
    with clock.at(on(LAST_WEEK)):
        hand_in(practice)
        lhpk = Lhpk.objects.get()
        with pytest.raises(Refusal):
            decide_report(actor=staff, lhpk=lhpk, to=LhpkState.RETURNED, version=1, reason="  ")
        decide_report(actor=staff, lhpk=lhpk, to=LhpkState.RETURNED, version=1, reason="Rencana belum ada tanggal")
        assert Notice.objects.get(kind=kinds.REPORT_RETURNED).to == practice.user
        # Two facilitators at once: the second is told.
        with pytest.raises(Conflict):
            decide_report(actor=staff, lhpk=lhpk, to=LhpkState.ACCEPTED, version=1, reason="Baik")
        save(practice, seq=1, plan=f"Tanggal 7 Desember: {TEXT}")
        assert hand_in(practice, seq=2).number == 2
        with pytest.raises(Conflict):
            decide_report(actor=staff, lhpk=lhpk, to=LhpkState.ACCEPTED, version=1, reason="Baik")
        decide_report(actor=staff, lhpk=lhpk, to=LhpkState.ACCEPTED, version=2, reason="Baik")
    assert list(LhpkEvent.objects.values_list("after", flat=True)) == [
        LhpkState.HANDED_IN,
        LhpkState.RETURNED,
        LhpkState.HANDED_IN,
        LhpkState.ACCEPTED,
    ]
    with pytest.raises(Refusal):
        save(practice, seq=2, plan=f"Sesudahnya: {TEXT}")


def test_the_table_of_steps_has_no_way_out_of_accepted() -> None:
    assert LHPK_STEPS[LhpkState.ACCEPTED] == frozenset()
    assert set(LHPK_STEPS) == set(LhpkState)
