"""Objections: made once within the window, answered in writing, upheld by opening the result again."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from courses.enums import EnrolmentState
from lms.evaluation.enums import EvaluationState, ObjectionVerdict
from lms.evaluation.models import Objection
from lms.evaluation.queries.outcomes import outcome_of
from lms.evaluation.services.panel import closing, scoring
from lms.notices.models import Notice
from lms.people import clock
from lms.people.enums import Role
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import RoleAssignment
from tests.courses.asking import as_user
from tests.evaluation.panel.test_closing import evaluation, lock, objection, release, score_all
from tests.evaluation.sitting import Sitting
from tests.factories.evaluation_panel import all_at

S = EvaluationState


@pytest.fixture
def released(sitting: Sitting) -> Sitting:
    score_all(sitting)
    lock(sitting)
    release(sitting)
    return sitting


def test_an_objection_is_made_once_by_its_participant(released: Sitting) -> None:
    one = objection(released)
    assert objection(released) == one
    with pytest.raises(Refusal, match="already"):
        objection(released, text="Lain lagi")
    with pytest.raises(NotAllowed):
        closing.object_to(actor=released.people[0].user, evaluation=evaluation(released, 2), text="x")
    with pytest.raises(Refusal, match="what you object to"):
        objection(released, 0, " ")
    told = Notice.objects.get(kind="evaluation.objected")
    assert told.to == released.cast.coordinator


def test_where_nobody_organises_the_administrators_hear_of_an_objection(released: Sitting) -> None:
    RoleAssignment.objects.filter(role=Role.COORDINATOR).delete()
    objection(released)
    assert Notice.objects.get(kind="evaluation.objected").to == released.cast.admin


def test_the_last_day_belongs_to_the_window(released: Sitting) -> None:
    last = closing.last_day(evaluation(released))
    assert last == clock.today() + timedelta(days=7)
    midnight = clock.at_midday(last + timedelta(days=1), minutes=-720)
    with clock.at(midnight), pytest.raises(Refusal, match="time to object is over"):
        objection(released)
    with clock.at(midnight - timedelta(seconds=1)):
        objection(released)


def test_an_objection_that_is_not_upheld_leaves_the_result(released: Sitting) -> None:
    one = objection(released)

    def answer(verdict: str = ObjectionVerdict.REJECTED, words: str = "Sudah sesuai rubrik") -> Objection:
        return closing.answer_objection(actor=released.cast.coordinator, objection=one, verdict=verdict, answer=words)

    with pytest.raises(Refusal, match="in writing"):
        answer(words=" ")
    with pytest.raises(Refusal, match="Decide whether"):
        answer("maybe")
    answer()
    with pytest.raises(Conflict):
        answer()
    assert evaluation(released, 2).state == S.RELEASED
    assert Notice.objects.get(kind="evaluation.answered").to == released.people[2].user
    assert Notice.objects.get(kind="evaluation.objected").withdrawn_at is not None
    with pytest.raises(Refusal, match="already"):
        objection(released, text="Sekali lagi")


def test_upheld_it_is_opened_put_right_and_released_anew(released: Sitting) -> None:
    one = objection(released)
    closing.answer_objection(
        actor=released.cast.coordinator, objection=one, verdict=ObjectionVerdict.UPHELD, answer="Bukti terlewat"
    )
    row = evaluation(released, 2)
    assert (row.state, row.score) == (S.OPEN, None)
    assert outcome_of(released.people[2]) is None
    for member in released.members:
        scoring.revise_score(
            actor=member.user, member=member, enrolment=released.people[2], levels=all_at("baik"), comment="",
            reason="Bukti terlewat", seen=1,
        )  # fmt: skip
    lock(released)
    release(released)
    row = evaluation(released, 2)
    assert (row.score, row.passed) == (Decimal("85.00"), True)
    steps = [(event.step, event.score) for event in row.events.order_by("pk")]
    assert steps == [
        ("locked", Decimal("50.00")), ("released", Decimal("50.00")), ("reopened", Decimal("50.00")),
        ("locked", Decimal("85.00")), ("released", Decimal("85.00")),
    ]  # fmt: skip
    released.people[2].refresh_from_db()
    assert released.people[2].state == EnrolmentState.COMPLETED
    # A new result, a new window.
    assert objection(released, text="Masih keliru").is_open


def test_an_objection_answered_after_a_new_release_leaves_the_new_result(released: Sitting) -> None:
    one = objection(released)
    closing.reopen_result(actor=released.cast.coordinator, evaluation=evaluation(released, 2), reason="Bukti terlewat")
    lock(released)
    release(released)
    with pytest.raises(Conflict):
        objection(released, text="Masih keliru")
    here = as_user(released.people[2].user)
    page = reverse("evaluation:my_result", args=[released.cohort.public_id])
    assert "/objection/" not in here.get(page).text
    closing.answer_objection(
        actor=released.cast.coordinator, objection=one, verdict=ObjectionVerdict.UPHELD, answer="Sudah diperbaiki"
    )
    assert evaluation(released, 2).state == S.RELEASED
    assert reverse("evaluation:objection_add", args=[released.cohort.public_id]) in here.get(page).text
    assert objection(released, text="Masih keliru").is_open


def test_nobody_decides_on_the_own_objection(released: Sitting) -> None:
    one = objection(released)
    with pytest.raises(NotAllowed):
        closing.answer_objection(
            actor=released.people[2].user, objection=one, verdict=ObjectionVerdict.UPHELD, answer="Setuju"
        )
