"""Months before held against months after: unknown is never nothing, shares come of sums, and an interval stands beside each mean."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.evaluation.indicators import (
    BY_KEY,
    INDICATORS,
    Windows,
    change_of,
    doubts,
    first_of,
    months_from,
    period_of,
    rounded,
    shifted,
)

BEFORE, AFTER = months_from(date(2026, 1, 1)), months_from(date(2026, 8, 1))
# Student (1908): additional hours of sleep with two drugs, in tenths of an hour and raised by 50 so that they are counts.
FIRST = (57, 34, 48, 38, 49, 84, 87, 58, 50, 70)
SECOND = (69, 58, 61, 51, 49, 94, 105, 66, 96, 84)


def counts(value: int, months: tuple[date, ...], **more: Any) -> dict[date, dict[str, Any]]:
    return {month: {"placed": value, **more} for month in months}


def test_months_go_over_the_year() -> None:
    assert shifted(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert shifted(date(2026, 12, 1), 1) == date(2027, 1, 1)
    assert months_from(date(2026, 11, 1)) == (date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1))


def test_the_usual_windows_leave_the_months_of_the_training_out() -> None:
    windows = Windows.around(date(2026, 3, 16), date(2026, 7, 8))
    assert windows.baseline == (date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1))
    assert windows.three == (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1))
    assert windows.six[0] == date(2026, 11, 1)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-200, 200))
def test_a_month_shifted_there_and_back_is_itself(day: date, by: int) -> None:
    month = first_of(day)
    assert shifted(shifted(month, by), -by) == month


def test_a_count_is_by_the_month_and_a_missing_month_is_no_month_of_nothing() -> None:
    period = period_of(BY_KEY["placed"], BEFORE, {BEFORE[0]: {"placed": 12}, BEFORE[1]: {"placed": 6}})
    assert (period.value, period.reported, period.is_whole) == (Fraction(9), 2, False)
    nothing = period_of(BY_KEY["placed"], BEFORE, {BEFORE[0]: {"placed": None}})
    assert (nothing.value, nothing.reported) == (None, 0)
    # Nought is a figure.
    assert period_of(BY_KEY["placed"], BEFORE, counts(0, BEFORE)).value == 0


def test_a_share_is_one_sum_in_another_and_no_mean_of_shares() -> None:
    months = {BEFORE[0]: {"placed": 1, "registered": 1}, BEFORE[1]: {"placed": 9, "registered": 99}}
    assert period_of(BY_KEY["placement_rate"], BEFORE[:2], months).value == 10
    half = {BEFORE[0]: {"placed": 1, "registered": None}}
    assert period_of(BY_KEY["placement_rate"], BEFORE[:1], half).reported == 0


def test_days_to_fill_weigh_by_the_posts_that_were_filled() -> None:
    months = {
        BEFORE[0]: {"days_to_fill": Decimal("10.0"), "filled": 9},
        BEFORE[1]: {"days_to_fill": Decimal("30.0"), "filled": 1},
        BEFORE[2]: {"days_to_fill": None, "filled": 0},
    }
    period = period_of(BY_KEY["days_to_fill"], BEFORE, months)
    assert (period.value, period.is_whole) == (12, True)


def sleepers() -> dict[int, dict[date, dict[str, Any]]]:
    pairs = enumerate(zip(FIRST, SECOND, strict=True), start=1)
    return {unit: counts(early, BEFORE) | counts(late, AFTER) for unit, (early, late) in pairs}


def test_students_sleepers() -> None:
    """Student (1908): the mean difference is 1.58 with a 95% interval of 0.70 to 2.46."""
    change = change_of(BY_KEY["placed"], sleepers(), range(1, 11), BEFORE, AFTER)
    assert change.figures is not None
    assert (change.n, change.difference) == (10, Decimal("15.80"))
    assert (change.figures.low, change.figures.high) == pytest.approx((7.001, 24.599), abs=0.001)
    assert change.direction == "better"


def test_a_unit_that_lacks_a_month_does_not_count_and_is_named() -> None:
    reports = sleepers()
    del reports[3][AFTER[1]]
    change = change_of(BY_KEY["placed"], reports, range(1, 11), BEFORE, AFTER)
    assert change.n == 9
    assert [one.unit_id for one in change.units if not one.counts] == [3]
    assert change.units[2].after.reported == 2


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations(range(1, 11)))
def test_the_order_of_the_units_changes_nothing(order: list[int]) -> None:
    usual = change_of(BY_KEY["placed"], sleepers(), range(1, 11), BEFORE, AFTER)
    other = change_of(BY_KEY["placed"], sleepers(), order, BEFORE, AFTER)
    assert other.difference == usual.difference
    assert other.figures is not None
    assert usual.figures is not None
    assert other.figures.low == pytest.approx(usual.figures.low)


def test_one_unit_has_a_difference_and_no_interval_and_none_has_neither() -> None:
    one = change_of(BY_KEY["placed"], {1: counts(4, BEFORE) | counts(7, AFTER)}, [1], BEFORE, AFTER)
    assert (one.difference, one.figures, one.direction) == (Decimal("3.00"), None, "open")
    none = change_of(BY_KEY["placed"], {}, [1, 2], BEFORE, AFTER)
    assert (none.n, none.difference, none.before) == (0, None, None)


def test_fewer_days_are_better_and_an_interval_over_nought_says_nothing() -> None:
    def days(value: str, months: tuple[date, ...]) -> dict[date, dict[str, Any]]:
        return {month: {"days_to_fill": Decimal(value), "filled": 5} for month in months}

    fewer = {unit: days(f"3{unit}", BEFORE) | days(f"2{unit}.5", AFTER) for unit in (1, 2, 3)}
    fewer[1] = days("31", BEFORE) | days("22", AFTER)
    assert change_of(BY_KEY["days_to_fill"], fewer, fewer, BEFORE, AFTER).direction == "better"
    mixed = {1: days("20", BEFORE) | days("10", AFTER), 2: days("10", BEFORE) | days("20", AFTER)}
    assert change_of(BY_KEY["days_to_fill"], mixed, mixed, BEFORE, AFTER).direction == "open"


def test_units_that_all_changed_alike_do_not_tell_how_units_differ() -> None:
    alike = {unit: counts(4, BEFORE) | counts(7, AFTER) for unit in (1, 2)}
    change = change_of(BY_KEY["placed"], alike, alike, BEFORE, AFTER)
    assert (change.n, change.difference, change.direction) == (2, Decimal("3.00"), "open")


def test_rounding_is_half_up_once() -> None:
    assert rounded(Fraction(1, 8)) == Decimal("0.13")
    assert rounded(Fraction(-1, 3)) == Decimal("-0.33")


def test_every_indicator_names_figures_that_are_reported() -> None:
    assert len({one.key for one in INDICATORS}) == len(INDICATORS) == 9
    values = {
        "registered": 1,
        "counselled": 1,
        "referred": 1,
        "placed": 1,
        "vacancies": 1,
        "filled": 1,
        "days_to_fill": 1,
    }
    for indicator in INDICATORS:
        assert period_of(indicator, BEFORE[:1], {BEFORE[0]: values}).is_whole, indicator.key


@pytest.mark.parametrize(
    ("values", "many"),
    [
        ({"placed": 5, "referred": 4}, 1),
        ({"placed": 4, "referred": 4}, 0),
        ({"filled": 3, "vacancies": 2, "days_to_fill": None}, 1),
        ({"days_to_fill": Decimal(3), "filled": 0}, 1),
        ({"counselled": 9, "registered": None}, 0),
    ],
)
def test_what_looks_odd_is_said_and_keeps_nothing_out(values: dict[str, Any], many: int) -> None:
    assert len(doubts(values)) == many
