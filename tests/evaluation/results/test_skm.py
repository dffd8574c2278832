"""The public satisfaction index: its bands to the last hundredth, and where its figures come from."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.evaluation import skm
from lms.evaluation.statistics import Mean, mean_of


def elements(answers: list[list[int]]) -> dict[int, Mean]:
    found = {number: mean_of(values, least=1, most=4) for number, values in enumerate(answers, 1)}
    return {number: mean for number, mean in found.items() if mean is not None}


@pytest.mark.parametrize(
    ("index", "mark"),
    [
        ("100.00", "A"), ("88.31", "A"), ("88.30", "B"), ("76.61", "B"), ("76.60", "C"), ("65.00", "C"), ("64.99", "D"), ("25.00", "D"),
    ],
)  # fmt: skip
def test_the_bands_are_those_of_the_regulation(index: str, mark: str) -> None:
    """PermenPAN-RB 14/2017, annex, table II."""
    assert skm.band_of(Decimal(index))[0] == mark


def test_below_the_scale_there_is_no_band() -> None:
    with pytest.raises(ValueError, match="25"):
        skm.band_of(Decimal("24.99"))


def test_the_index_is_classed_as_it_is_rounded() -> None:
    """A mean of 3.5322 is an index of 88.305, which reads 88.31 and is A; 88.304 reads 88.30 and is B."""
    whole = [Mean(5000, Fraction(17661), None, None, None)] * 9
    found = skm.skm_from(dict(enumerate(whole, 1)), [])
    assert found is not None
    assert (found.index, found.mark) == (Decimal("88.31"), "A")
    less = [Mean(100_000, Fraction(353_216), None, None, None)] * 9
    below = skm.skm_from(dict(enumerate(less, 1)), [])
    assert below is not None
    assert (below.index, below.mark) == (Decimal("88.30"), "B")


def test_each_element_weighs_one_ninth() -> None:
    found = skm.skm_from(elements([[4, 4]] + [[3, 3]] * 8), [])
    assert found is not None
    # 28/9 · 25 = 77.777…
    assert found.index == Decimal("77.78")


def test_a_missing_element_means_no_index() -> None:
    assert skm.skm_from(elements([[3, 4]] * 8), []) is None


def test_the_interval_is_that_of_peoples_own_indices() -> None:
    """Five people whose nine answers come to 60, 70, 80, 90 and 100: mean 80, s = 15.81, t(4) = 2.776, so 60.37 to 99.63."""
    own = [Fraction(one, 25) for one in (60, 70, 80, 90, 100)]
    found = skm.skm_from({number: Mean(5, Fraction(16), 0.6, None, None) for number in range(1, 10)}, own)
    assert found is not None
    assert (found.index, found.n, found.spread) == (Decimal("80.00"), 5, Decimal("15.81"))
    assert (found.low, found.high) == (Decimal("60.37"), Decimal("99.63"))


def test_the_weakest_three_come_first() -> None:
    found = skm.skm_from(elements([[4], [1], [4], [2], [4], [3], [4], [4], [4]]), [])
    assert found is not None
    assert [one.number for one in found.weakest] == [2, 4, 6]
    # 1 is 25.00, 2 is 50.00 and 3 is 75.00.
    assert [one.mark for one in found.weakest] == ["D", "D", "C"]


@given(st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=30), min_size=9, max_size=9))
def test_the_index_stays_on_its_scale_and_has_a_band(answers: list[list[int]]) -> None:
    found = skm.skm_from(elements(answers), [])
    assert found is not None
    assert 25 <= found.index <= 100
    assert found.mark in "ABCD"
