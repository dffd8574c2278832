"""The follow-up plan: planned once, moved against what was seen, told and reminded."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fieldpractice.enums import ActionState, SessionState
from fieldpractice.kinds import minutes as kinds
from fieldpractice.models import FollowUp, FollowUpEvent
from fieldpractice.queries.minutes.follow_ups import Wanted, board_of, counts_of
from fieldpractice.services.minutes.follow_ups import Plan, add_follow_up, change_follow_up, move_follow_up
from lms.notices.models import Notice
from lms.notices.services.reminders import remind
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from tests.conftest import Cast
from tests.factories.fieldpractice import make_session
from tests.fieldpractice.minutes.conftest import NOW, Field

S = ActionState
DUE = date(2026, 9, 25)


def planned(cast: Cast, field: Field, key: str = "kunci-rtl", **plan: object) -> FollowUp:
    values: dict[str, object] = {"action": "Kirim daftar lowongan", "responsible": field.ayu.user, "due_on": DUE} | plan
    return add_follow_up(
        actor=cast.facilitator, cohort=field.cohort, session=field.session, plan=Plan(**values), key=key  # type: ignore[arg-type]
    )  # fmt: skip


def test_planned_twice_under_one_key_is_planned_and_told_once(cast: Cast, field: Field) -> None:
    assert planned(cast, field) == planned(cast, field)
    assert FollowUpEvent.objects.get().after == S.OPEN
    notice = Notice.objects.get(kind=kinds.FOLLOW_UP_YOURS)
    assert notice.to == field.ayu.user


def test_a_name_without_an_account_is_enough_and_one_without_a_day_too(cast: Cast, field: Field) -> None:
    row = planned(cast, field, responsible=None, responsible_name=" Kepala  Dinas ", due_on=None)
    assert (row.who, row.due_on, row.is_overdue) == ("Kepala Dinas", None, False)
    assert planned(cast, field, key="kunci-dua", due_on=None).due_on is None


@pytest.mark.parametrize("plan", [{"action": "  "}, {"responsible": None, "responsible_name": " "}])
def test_what_and_who_are_needed(cast: Cast, field: Field, plan: dict[str, object]) -> None:
    with pytest.raises(Refusal):
        planned(cast, field, **plan)


def test_nothing_follows_from_a_session_that_was_called_off(cast: Cast, field: Field) -> None:
    field.session = make_session(
        field.cohort, actor=cast.coordinator, state=SessionState.CANCELLED, cancelled_because="Banjir"
    )
    with pytest.raises(Refusal):
        planned(cast, field)


def test_a_move_against_another_state_than_seen_is_a_conflict(cast: Cast, field: Field) -> None:
    row = planned(cast, field)
    assert move_follow_up(actor=field.ayu.user, follow_up=row, to=S.DOING, seen=S.OPEN, note="Mulai Senin")
    # A second click is no second step.
    assert not move_follow_up(actor=field.ayu.user, follow_up=row, to=S.DOING, seen=S.OPEN)
    stale = FollowUp.objects.get()
    move_follow_up(actor=cast.facilitator, follow_up=row, to=S.DONE, seen=S.DOING)
    with pytest.raises(Conflict):
        move_follow_up(actor=field.ayu.user, follow_up=stale, to=S.OPEN, seen=S.DOING)
    assert [step.after for step in FollowUpEvent.objects.all()] == [S.OPEN, S.DOING, S.DONE]


def test_dropping_needs_a_word_why(cast: Cast, field: Field) -> None:
    row = planned(cast, field)
    with pytest.raises(Refusal):
        move_follow_up(actor=cast.facilitator, follow_up=row, to=S.DROPPED, seen=S.OPEN)
    move_follow_up(actor=cast.facilitator, follow_up=row, to=S.DROPPED, seen=S.OPEN, note="Sudah diurus pusat")
    assert FollowUp.objects.get().state == S.DROPPED


def test_somebody_else_made_responsible_is_told_and_the_first_no_longer(cast: Cast, field: Field) -> None:
    row = planned(cast, field)
    plan = Plan(action=row.action, responsible=field.bima.user, due_on=DUE)
    change_follow_up(actor=cast.facilitator, follow_up=row, plan=plan, seq=1)
    told = Notice.objects.filter(kind=kinds.FOLLOW_UP_YOURS, withdrawn_at__isnull=True)
    assert [notice.to for notice in told] == [field.bima.user]
    with pytest.raises(Conflict):
        change_follow_up(
            actor=cast.facilitator, follow_up=row, plan=Plan(action="Lain", responsible=field.bima.user), seq=1
        )


def test_reminded_before_and_after_its_day_and_not_when_it_is_done(cast: Cast, field: Field) -> None:
    row = planned(cast, field)

    def reminded(day: date) -> list[str]:
        with clock.at(clock.at_midday(day)):
            remind()
        rows = Notice.objects.filter(
            is_reminder=True, withdrawn_at__isnull=True, kind__startswith="fieldpractice.follow"
        )
        return [notice.kind for notice in rows]

    assert reminded(DUE - timedelta(days=3)) == []
    assert reminded(DUE - timedelta(days=2)) == [kinds.FOLLOW_UP_DUE]
    assert reminded(DUE) == [kinds.FOLLOW_UP_DUE]
    assert reminded(DUE + timedelta(days=1)) == [kinds.FOLLOW_UP_OVERDUE]
    with clock.at(NOW + timedelta(days=9)):
        move_follow_up(actor=field.ayu.user, follow_up=row, to=S.DONE, seen=S.OPEN)
    assert reminded(DUE + timedelta(days=2)) == []


def test_the_board_puts_what_is_open_first_and_filters(cast: Cast, field: Field) -> None:
    later = planned(cast, field, key="kunci-lama", action="Nanti", due_on=DUE + timedelta(days=9))
    soon = planned(cast, field, key="kunci-baru", action="Segera", responsible=field.bima.user)
    done = planned(cast, field, key="kunci-jadi", action="Selesai")
    never = planned(cast, field, key="kunci-kapan", action="Kapan saja", due_on=None)
    move_follow_up(actor=cast.facilitator, follow_up=done, to=S.DONE, seen=S.OPEN)
    assert list(board_of(field.cohort, Wanted())) == [soon, later, never, done]
    assert list(board_of(field.cohort, Wanted(state="unsettled"))) == [soon, later, never]
    assert list(board_of(field.cohort, Wanted(state="done"))) == [done]
    assert list(board_of(field.cohort, Wanted(responsible="bim"))) == [soon]
    with clock.at(clock.at_midday(DUE + timedelta(days=1))):
        assert list(board_of(field.cohort, Wanted(late=True))) == [soon]
        assert counts_of(field.cohort) == {"open": 3, "doing": 0, "done": 1, "dropped": 0, "late": 1}
