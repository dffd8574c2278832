"""The signature: append-only, on what was seen, by those who speak for the column today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.utils.translation import override

from lms.people import clock
from lms.people.enums import Column, Role
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import AuditEntry, RoleAssignment
from lms.programme.enums import ReviewState, WordState
from lms.programme.models import Review, SignOff
from lms.programme.queries.standing import standing_of
from lms.programme.services import (
    PartsChanged,
    Seen,
    VerdictChanged,
    close_on_record,
    open_review,
    refresh_review,
    sign,
    withdraw_review,
)
from tests.conftest import Cast
from tests.factories.people import give_role, make_reviewer
from tests.factories.programme import change_part, make_review, seen_of, sign_all

pytestmark = pytest.mark.django_db
PASKER, ILO = Column.PASKER, Column.ILO


def states(review: Review, column: Column) -> list[str]:
    standing = standing_of(review)
    return [standing.word(part, column).state for part in standing.parts]


def test_one_click_signs_every_part_and_the_last_column_closes_the_review() -> None:
    review = make_review(parts=3)
    sign_all(review, PASKER)
    assert Review.objects.get(pk=review.pk).is_open
    last = sign_all(review, ILO, verdict="approve_notes", reason="Perbaiki ejaan")
    review.refresh_from_db()
    assert (review.state, review.closed_by) == (ReviewState.CLOSED, last)
    assert SignOff.objects.filter(is_current=True).count() == 6
    assert AuditEntry.objects.filter(action="programme.review.sign").count() == 2


def test_a_part_alone_can_be_signed() -> None:
    review, actor = make_review(parts=2), make_reviewer(ILO)
    sign(review=review, column=ILO, verdict="approve", reason="", seen=seen_of(review, ILO, "activity-2"), actor=actor)
    assert states(review, ILO) == [WordState.AWAITED, WordState.APPROVED]


@pytest.mark.parametrize("who", ["admin", "coordinator", "facilitator", "supervisor", "outsider"])
def test_nobody_without_the_role_signs(cast: Cast, who: str) -> None:
    review = make_review()
    with pytest.raises(NotAllowed):
        sign_all(review, ILO, actor=getattr(cast, who))
    assert not SignOff.objects.exists()


def test_a_reviewer_of_another_column_is_refused() -> None:
    review = make_review(columns=[PASKER, ILO])
    with pytest.raises(NotAllowed):
        sign_all(review, ILO, actor=make_reviewer(PASKER))
    with pytest.raises(NotAllowed, match=r"(?i)BBPVP|unit"):
        sign_all(review, Column.BALAI, actor=make_reviewer(Column.BALAI))


def test_a_role_signs_on_its_last_day_and_nothing_after_it() -> None:
    review, actor = make_review(parts=1, days=30), make_reviewer(ILO)
    last_day = clock.today() + timedelta(days=2)
    RoleAssignment.objects.filter(user=actor).update(valid_until=last_day)
    with clock.at(clock.at_midday(last_day + timedelta(days=1))), pytest.raises(NotAllowed):
        sign_all(review, ILO, actor=actor)
    with clock.at(clock.at_midday(last_day)):
        sign_all(review, ILO, actor=actor)
    with clock.at(clock.at_midday(last_day + timedelta(days=1))):
        assert states(review, ILO) == [WordState.APPROVED]


def test_an_objection_and_notes_need_words() -> None:
    review, actor = make_review(), make_reviewer(ILO)
    for verdict in ("object", "approve_notes", "nonsense"):
        with pytest.raises(Refusal):
            sign_all(review, ILO, actor=actor, verdict=verdict, reason="  ")
    with pytest.raises(Refusal):
        sign(review=review, column=ILO, verdict="approve", reason="", seen={}, actor=actor)


def test_a_text_that_changed_meanwhile_is_not_signed_not_even_in_part() -> None:
    review, actor = make_review(parts=2), make_reviewer(ILO)
    seen = seen_of(review, ILO)
    change_part(review, 1, "Judul baru")
    refresh_review(review=review, actor=review.opened_by)
    with pytest.raises(PartsChanged) as refused:
        sign(review=review, column=ILO, verdict="approve", reason="", seen=seen, actor=actor)
    assert [part.key for part in refused.value.parts] == ["activity-1"]
    assert not SignOff.objects.exists()


def test_a_part_that_is_gone_or_of_another_review_is_not_signed() -> None:
    review, actor = make_review(), make_reviewer(ILO)
    seen = {**seen_of(review, ILO), "0123456789ab": Seen("0" * 64)}
    with pytest.raises(PartsChanged):
        sign(review=review, column=ILO, verdict="approve", reason="", seen=seen, actor=actor)


def test_an_edit_lapses_the_words_on_its_part_alone_objections_too() -> None:
    review, actor = make_review(parts=2), make_reviewer(ILO)
    sign_all(review, PASKER)
    sign_all(review, ILO, actor=actor, verdict="object", reason="Jadwal bentrok")
    change_part(review, 1, "Judul baru")
    refresh_review(review=review, actor=review.opened_by)
    assert states(review, PASKER) == [WordState.LAPSED, WordState.APPROVED]
    assert states(review, ILO) == [WordState.LAPSED, WordState.OBJECTED]
    assert Review.objects.get(pk=review.pk).is_open


def test_text_edited_back_lets_the_word_stand_again() -> None:
    review = make_review(parts=2)
    sign_all(review, PASKER)
    for title in ("Judul baru", "Kegiatan 1"):
        change_part(review, 1, title)
        refresh_review(review=review, actor=review.opened_by)
    assert states(review, PASKER) == [WordState.APPROVED, WordState.APPROVED]


def test_going_back_to_an_older_text_does_not_revive_a_word_that_was_replaced() -> None:
    review, actor = make_review(parts=1), make_reviewer(PASKER)
    sign_all(review, PASKER, actor=actor)
    change_part(review, 1, "Judul baru")
    refresh_review(review=review, actor=review.opened_by)
    sign_all(review, PASKER, actor=actor, verdict="object", reason="Judul keliru")
    change_part(review, 1, "Kegiatan 1")
    refresh_review(review=review, actor=review.opened_by)
    assert states(review, PASKER) == [WordState.LAPSED]


def test_editing_back_can_close_the_review_by_itself() -> None:
    review = make_review(parts=2)
    sign_all(review, PASKER)
    change_part(review, 1, "Judul baru")
    refresh_review(review=review, actor=review.opened_by)
    sign(
        review=review,
        column=ILO,
        verdict="approve",
        reason="",
        actor=make_reviewer(ILO),
        seen=seen_of(review, ILO, "activity-2"),
    )
    change_part(review, 1, "Kegiatan 1")
    refresh_review(review=review, actor=review.opened_by)
    sign_all(review, ILO)
    assert Review.objects.get(pk=review.pk).state == ReviewState.CLOSED


def test_an_objection_blocks_until_its_column_speaks_anew() -> None:
    review, actor = make_review(parts=1), make_reviewer(ILO)
    sign_all(review, ILO, actor=actor, verdict="object", reason="Jadwal bentrok")
    sign_all(review, PASKER)
    assert Review.objects.get(pk=review.pk).is_open
    sign_all(review, ILO, actor=actor)
    assert Review.objects.get(pk=review.pk).state == ReviewState.CLOSED
    former, latter = SignOff.objects.filter(column=ILO).order_by("id")
    assert (former.is_current, former.superseded_by, latter.is_current) == (False, latter, True)


def test_a_second_reviewer_of_the_column_confirms_before_the_later_word_stands() -> None:
    review, first, second = make_review(parts=1), make_reviewer(ILO), make_reviewer(ILO)
    seen = seen_of(review, ILO)
    sign_all(review, ILO, actor=first)
    with pytest.raises(VerdictChanged) as asked:
        sign(review=review, column=ILO, verdict="object", reason="Belum", seen=seen, actor=second)
    assert [word.person for word in asked.value.sign_offs] == [first]
    sign_all(review, ILO, actor=second, verdict="object", reason="Belum")
    assert states(review, ILO) == [WordState.OBJECTED]
    assert SignOff.objects.count() == 2


def test_whoever_signed_in_another_window_is_not_told_of_somebody_else() -> None:
    review, actor, colleague = make_review(parts=2), make_reviewer(ILO), make_reviewer(ILO)
    seen = seen_of(review, ILO)
    object_now = partial(sign, review=review, column=ILO, verdict="object", reason="Belum", seen=seen, actor=actor)
    sign_all(review, ILO, actor=actor)
    with override("en"):
        with pytest.raises(VerdictChanged, match="You have signed meanwhile, perhaps in another window"):
            object_now()
        fresh = seen_of(review, ILO, "activity-2")
        sign(review=review, column=ILO, verdict="approve", reason="", seen=fresh, actor=colleague)
        with pytest.raises(VerdictChanged, match="Somebody else signed for your unit meanwhile"):
            object_now()
    assert SignOff.objects.count() == 3


def test_the_same_word_twice_is_one_signature() -> None:
    review, actor = make_review(parts=2), make_reviewer(ILO)
    seen = seen_of(review, ILO)
    for _click in range(2):
        sign(review=review, column=ILO, verdict="approve", reason="", seen=seen, actor=actor)
    assert SignOff.objects.count() == 2


def test_a_late_objection_stands_on_record_and_changes_nothing_signed() -> None:
    review, actor = make_review(parts=1), make_reviewer(ILO)
    sign_all(review, PASKER)
    sign_all(review, ILO, actor=actor)
    # The very word that closed it, sent again, is no news; any other approval comes too late.
    sign_all(review, ILO, actor=actor)
    assert SignOff.objects.filter(column=ILO).count() == 1
    with pytest.raises(Conflict):
        sign_all(review, ILO, actor=actor, verdict="approve_notes", reason="Periksa ejaan")
    with pytest.raises(Conflict):
        sign_all(review, ILO)
    for _click in range(2):
        sign_all(review, ILO, actor=actor, verdict="object", reason="Kami keliru")
    late = SignOff.objects.get(after_closing=True)
    assert (late.is_current, late.superseded_by) == (False, None)
    assert states(review, ILO) == [WordState.APPROVED]
    assert Review.objects.get(pk=review.pk).state == ReviewState.CLOSED
    again = open_review(subject=review.subject, activity_no=1, due_on=clock.today(), actor=review.opened_by)
    assert again.round == 2


def test_a_withdrawn_review_takes_no_word() -> None:
    review, actor = make_review(), make_reviewer(ILO)
    withdraw_review(review=review, reason="Salah naskah", actor=review.opened_by)
    with pytest.raises(Conflict):
        sign_all(review, ILO, actor=actor, verdict="object", reason="Terlambat")


def test_what_is_closed_on_record_keeps_the_objection(cast: Cast) -> None:
    review = make_review(parts=1, days=0)
    sign_all(review, ILO, verdict="object", reason="Jadwal bentrok")
    with clock.at(clock.at_midday(clock.today() + timedelta(days=1))):
        close_on_record(review=review, reason="Diputuskan rapat", actor=cast.admin)
    assert states(review, ILO) == [WordState.OBJECTED]


def test_sign_offs_are_append_only() -> None:
    review = make_review(parts=1)
    sign_all(review, ILO)
    word = SignOff.objects.get()
    attempts: list[Callable[[], object]] = [word.save, word.delete]
    for attempt in attempts:
        with pytest.raises(TypeError):
            attempt()


def test_somebody_with_two_columns_signs_for_each_apart() -> None:
    review, actor = make_review(parts=1), make_reviewer(ILO)
    give_role(actor, Role.REVIEWER, column=PASKER)
    sign_all(review, ILO, actor=actor)
    assert (states(review, ILO), states(review, PASKER)) == ([WordState.APPROVED], [WordState.AWAITED])


@pytest.mark.parametrize("parts", [1, 10, 50])
def test_signing_costs_the_same_queries_whatever_the_number_of_parts(parts: int, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    review, actor = make_review(parts=parts), make_reviewer(ILO)
    seen = seen_of(review, ILO)
    with django_assert_num_queries(16):
        sign(review=review, column=ILO, verdict="approve", reason="", seen=seen, actor=actor)
