"""The first and the last day of the practice in one's calendar."""

from __future__ import annotations

from courses.services import enrolments
from fieldpractice.queries.calendars import events
from fieldpractice.services.placements import add_pause
from tests.conftest import Cast
from tests.fieldpractice.practice import Practice, day


def test_the_last_day_moves_with_a_pause_and_calendars_hear_of_it(practice: Practice, cast: Cast) -> None:
    before = list(events(practice.user))
    assert [one.starts_at.date() for one in before] == [day(0), day(83)]
    add_pause(
        actor=cast.coordinator,
        placement=practice.placement,
        kind="leave",
        starts_on=day(20),
        ends_on=day(21),
        reason="Cuti",
    )
    after = list(events(practice.user))
    assert [one.uid for one in after] == [one.uid for one in before]
    assert after[1].starts_at.date() == day(85)
    assert after[1].sequence > before[1].sequence


def test_who_has_left_sees_it_called_off(practice: Practice, cast: Cast) -> None:
    before = list(events(practice.user))
    enrolments.withdraw(actor=cast.coordinator, enrolment=practice.enrolment, reason="Pindah")
    after = list(events(practice.user))
    assert all(one.cancelled for one in after)
    assert after[0].sequence > before[0].sequence
    assert list(events(cast.supervisor)) == []
