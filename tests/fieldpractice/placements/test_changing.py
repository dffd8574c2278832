"""Changing a placement: history, hours by unit, the old supervisor's link, two organisers at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from fieldpractice.enums import LinkState
from fieldpractice.kinds import placements as kinds
from fieldpractice.models import PlacementMove
from fieldpractice.queries.logbook import totals_by_unit
from fieldpractice.queries.placements import fingerprint, unit_on
from fieldpractice.services.links import make_link
from fieldpractice.services.placements import PlacementValues, change_placement
from lms.notices.models import Notice
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User
from tests.conftest import Cast
from tests.factories.people import make_unit, make_user
from tests.fieldpractice.practice import FIRST, Practice, day, fresh
from tests.fieldpractice.practice import note as note_day


def change(
    practice: Practice, values: PlacementValues, from_day: date, *, actor: User | None = None, **more: str
) -> PlacementMove | None:
    fields = {"reason": "Mutasi", "seen": fingerprint(fresh(practice.placement))} | more
    return change_placement(
        actor=actor or practice.cast.coordinator,
        placement=practice.placement,
        values=values,
        from_day=from_day,
        **fields,
    )


def present(practice: Practice) -> PlacementValues:
    placement = fresh(practice.placement)
    return PlacementValues(placement.work_unit, placement.starts_on, placement.supervisor)


def test_a_move_keeps_what_was_and_counts_hours_by_unit(practice: Practice, cast: Cast) -> None:
    note_day(practice, 2, hours=4)
    note_day(practice, 9, hours=5)
    unit = make_unit(name="BPVP Baru", time_zone="Asia/Makassar")
    move = change(practice, replace(present(practice), work_unit=unit), day(7))
    placement = fresh(practice.placement)
    assert move is not None
    assert (move.before["work_unit"], move.after["work_unit"]) == (str(cast.unit), "BPVP Baru")
    assert (placement.work_unit, placement.time_zone) == (unit, "Asia/Makassar")
    assert {one.label: one.hours for one in totals_by_unit(practice.cohort)} == {str(cast.unit): 4, "BPVP Baru": 5}
    assert (unit_on(placement, day(6)), unit_on(placement, day(7))) == (cast.unit.pk, unit.pk)
    assert Notice.objects.filter(kind=kinds.CHANGED, to=practice.user).count() == 1


def test_another_supervisor_ends_the_link_and_is_told(practice: Practice, cast: Cast) -> None:
    link = make_link(placement=practice.placement, week=2, actor=cast.coordinator)
    head = make_user(name="Kepala Baru")
    change(practice, replace(present(practice), supervisor=head), day(14))
    link.refresh_from_db()
    assert link.state == LinkState.REVOKED
    assert Notice.objects.filter(kind=kinds.SUPERVISES, to=head).count() == 1
    old = Notice.objects.get(kind=kinds.SUPERVISES, to=cast.supervisor)
    assert old.withdrawn_at is not None


def test_nothing_changed_is_no_move(practice: Practice) -> None:
    assert change(practice, present(practice), day(14)) is None
    assert not PlacementMove.objects.exists()


def test_two_organisers_notice_each_other(practice: Practice) -> None:
    seen = fingerprint(fresh(practice.placement))
    values = present(practice)
    change(practice, replace(values, work_unit=make_unit()), day(14), seen=seen)
    with pytest.raises(Conflict):
        change(practice, replace(values, work_unit=make_unit()), day(14), seen=seen)


def test_what_is_refused(practice: Practice, cast: Cast) -> None:
    other = replace(present(practice), work_unit=make_unit())
    note_day(practice, 2)
    for values, from_day, more, says in (
        (other, day(-1), {}, "before the first day"),
        (other, day(15), {}, "on its day or after"),
        (other, day(14), {"reason": " "}, "why"),
        (replace(other, starts_on=day(7)), day(7), {}, "logbook has days before"),
        (replace(other, supervisor=practice.user), day(14), {}, "own supervisor"),
    ):
        with pytest.raises(Refusal, match=says):
            change(practice, values, from_day, **more)
    for user in (cast.facilitator, cast.supervisor, practice.user):
        with pytest.raises(NotAllowed):
            change(practice, other, day(14), actor=user)


def test_another_first_day_moves_the_weeks(practice: Practice) -> None:
    change(practice, replace(present(practice), starts_on=day(7)), day(7))
    placement = fresh(practice.placement)
    assert (placement.weeks()[0].starts_on, placement.ends_on) == (day(7), day(90))
    assert FIRST not in placement.weeks()[0]
