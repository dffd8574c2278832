"""Rows in, seconds out: the pure rules of presence, by example and by hypothesis."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldpractice.enums import PresenceState
from fieldpractice.presence import Stay, length_of, permille_of, seconds_of, state_of

OPENS = datetime(2026, 9, 18, 3, tzinfo=UTC)
WINDOW = (OPENS, OPENS + timedelta(minutes=90))
LATER = OPENS + timedelta(hours=3)
P = PresenceState


def at(minutes: float) -> datetime:
    return OPENS + timedelta(minutes=minutes)


def stay(begins: float | None, leaves: float | None, who: str = "a", **fields: object) -> Stay:
    joined, left = (None if one is None else at(one) for one in (begins, leaves))
    return Stay(who, joined, left, **fields)  # type: ignore[arg-type]


def counted(*stays: Stay, now: datetime = LATER) -> dict[object, int]:
    return dict(seconds_of(stays, WINDOW, now))


def test_stays_are_clipped_to_the_window() -> None:
    assert counted(stay(-20, 200)) == {"a": 5400}
    assert counted(stay(-20, 10)) == {"a": 600}
    assert counted(stay(95, 200)) == {"a": 0}
    # Closed at the start, open at the end.
    assert counted(stay(-5, 0)) == {"a": 0}
    assert counted(stay(90, 91)) == {"a": 0}


def test_two_devices_at_once_count_once_and_a_rejoin_adds() -> None:
    assert counted(stay(0, 60), stay(30, 60)) == {"a": 3600}
    assert counted(stay(0, 30), stay(40, 90)) == {"a": 4800}
    assert counted(stay(0, 30), stay(30, 90)) == {"a": 5400}


def test_two_instances_are_merged_and_people_told_apart() -> None:
    assert counted(stay(0, 20), stay(50, 90), stay(0, 90, "b")) == {"a": 3600, "b": 5400}


def test_a_waiting_room_counts_for_nothing() -> None:
    assert counted(stay(0, 90, waiting=True)) == {}
    assert counted(stay(0, 30, waiting=True), stay(30, 90)) == {"a": 3600}


def test_a_stay_without_an_end_closes_with_its_instance_and_else_now() -> None:
    assert counted(stay(30, None, ends=at(60))) == {"a": 1800}
    assert counted(stay(30, None), now=at(40)) == {"a": 600}
    assert counted(stay(30, None)) == {"a": 3600}


def test_a_stay_without_a_beginning_or_the_wrong_way_round_adds_nothing_and_is_there() -> None:
    assert counted(stay(None, 60)) == {"a": 0}
    assert counted(stay(50, 20)) == {"a": 0}
    assert counted(stay(50, 20), stay(0, 10)) == {"a": 600}


def test_the_threshold_reached_exactly_is_reached() -> None:
    total = length_of(WINDOW)
    assert state_of(4050, total, 75) == P.PRESENT
    assert state_of(4049, total, 75) == P.PARTLY
    assert state_of(1, total, 75) == P.PARTLY
    assert state_of(0, total, 75) == P.ABSENT


def test_a_share_is_cut_off_and_never_rounded_over_the_threshold() -> None:
    assert permille_of(4049, 5400) == 749
    assert permille_of(4050, 5400) == 750
    assert permille_of(9999, 5400) == 1000
    assert permille_of(1, 0) == 0


minutes = st.integers(-120, 240)
stays = st.builds(
    stay,
    st.one_of(st.none(), minutes),
    st.one_of(st.none(), minutes),
    who=st.sampled_from(["a", "b"]),
    waiting=st.booleans(),
)
lists = st.lists(stays, max_size=12)
# A busy machine draws slowly; that says nothing about the rules.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@patient
@given(lists, st.randoms(use_true_random=False))
def test_the_order_in_which_rows_come_changes_nothing(rows: list[Stay], dice: object) -> None:
    shuffled = list(rows)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert counted(*rows) == counted(*shuffled)


@patient
@given(lists)
def test_rows_told_twice_change_nothing(rows: list[Stay]) -> None:
    assert counted(*rows) == counted(*rows, *rows)


@patient
@given(lists)
def test_nobody_is_there_for_longer_than_the_window_or_for_less_than_nothing(rows: list[Stay]) -> None:
    assert all(0 <= seconds <= length_of(WINDOW) for seconds in counted(*rows).values())


@patient
@given(lists, stays)
def test_one_row_more_never_takes_seconds_away(rows: list[Stay], more: Stay) -> None:
    before, after = counted(*rows), counted(*rows, more)
    assert all(after[who] >= seconds for who, seconds in before.items())


@patient
@given(lists)
def test_it_counts_what_counting_minute_by_minute_counts(rows: list[Stay]) -> None:
    def there(who: str, minute: int) -> bool:
        return any(
            one.who == who and not one.waiting and one.joined and one.joined <= at(minute) < (one.left or LATER)
            for one in rows
        )

    slowly = {who: 60 * sum(there(who, minute) for minute in range(90)) for who in counted(*rows)}
    assert counted(*rows) == slowly


@patient
@given(lists, st.integers(1, 89))
def test_a_window_cut_in_two_holds_the_same_seconds(rows: list[Stay], cut: int) -> None:
    first = seconds_of(rows, (WINDOW[0], at(cut)), LATER)
    second = seconds_of(rows, (at(cut), WINDOW[1]), LATER)
    assert counted(*rows) == {who: first[who] + second[who] for who in first}
