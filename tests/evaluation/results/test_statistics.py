"""The figures against published examples, against scipy, and what must hold whatever the numbers."""

from __future__ import annotations

import json
import statistics as stdlib
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import sqrt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.evaluation import statistics as own

# Student (1908), Biometrika 6: hours of sleep gained under two drugs.
FIRST = [Fraction(one) for one in ("0.7", "-1.6", "-0.2", "-1.2", "-0.1", "3.4", "3.7", "0.8", "0", "2.0")]
SECOND = [Fraction(one) for one in ("1.9", "0.8", "1.1", "0.1", "-0.1", "4.4", "5.5", "1.6", "4.6", "3.4")]
# Made with scipy 1.17.1 and numpy by the commands named in the file; scipy itself is too heavy to be asked in each run.
BY_SCIPY: dict[str, list[dict[str, Any]]] = json.loads(Path(__file__).with_name("scipy_values.json").read_text())


# --- Rounding ---


@pytest.mark.parametrize(
    ("value", "places", "wanted"),
    [
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"),
        (Fraction(2, 3), 2, "0.67"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(17, 4), 1, "4.3"),
        (0.125, 2, "0.13"),
        (2.675, 2, "2.68"),
        (-0.001, 2, "0.00"),
        (Decimal("88.305"), 2, "88.31"),
        (Fraction(0), 2, "0.00"),
    ],
)
def test_rounded_half_up_once(value: Any, places: int, wanted: str) -> None:
    assert str(own.rounded(value, places)) == wanted


def test_nothing_stays_nothing() -> None:
    assert own.rounded(None) is None


@given(st.fractions(-1000, 1000, max_denominator=997), st.integers(0, 4))
def test_rounding_is_never_off_by_more_than_half_a_step(value: Fraction, places: int) -> None:
    found = own.rounded(value, places)
    assert found is not None
    assert abs(Fraction(found) - value) <= Fraction(1, 2 * 10**places)


# --- Means ---


def test_the_mean_of_students_first_drug() -> None:
    """R's documentation of the data set `sleep`: t.test of the first group gives 0.75, interval −0.5297804 to 2.0297804."""
    found = own.mean_of(FIRST)
    assert found is not None
    assert (found.n, found.value) == (10, Fraction(3, 4))
    assert found.spread == pytest.approx(1.78901, abs=1e-5)
    assert (found.low, found.high) == (pytest.approx(-0.5297804, abs=1e-7), pytest.approx(2.0297804, abs=1e-7))


@pytest.mark.parametrize("case", BY_SCIPY["mean"])
def test_means_are_those_of_scipy(case: dict[str, Any]) -> None:
    found = own.mean_of(case["values"])
    assert found is not None
    assert float(found.value) == pytest.approx(case["mean"], abs=1e-12)
    assert (found.low, found.high) == (pytest.approx(case["low"], abs=1e-9), pytest.approx(case["high"], abs=1e-9))


def test_a_mean_of_one_or_of_equals_claims_no_interval() -> None:
    assert own.mean_of([]) is None
    one, equals = own.mean_of([4]), own.mean_of([5, 5, 5, 5, 5])
    assert one is not None
    assert equals is not None
    assert (one.spread, one.low) == (None, None)
    assert (equals.spread, equals.low, equals.high) == (0.0, None, None)


@given(st.lists(st.integers(1, 5), min_size=2, max_size=60))
def test_an_interval_ends_at_the_ends_of_the_scale(values: list[int]) -> None:
    found = own.mean_of(values, least=1, most=5)
    assert found is not None
    if found.low is not None and found.high is not None:
        assert 1 <= found.low <= found.value <= found.high <= 5


# --- Shares ---


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_that_of_newcombes_table(count: int, n: int, low: float, high: float) -> None:
    """Newcombe (1998), "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17, table I, method 3."""
    found = own.share_of(count, n)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize("case", BY_SCIPY["share"])
def test_shares_are_those_of_scipy(case: dict[str, Any]) -> None:
    found = own.share_of(case["count"], case["n"])
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(case["low"], abs=1e-9), pytest.approx(case["high"], abs=1e-9))


def test_no_share_of_nobody() -> None:
    assert own.share_of(0, 0) is None


# --- Net promoter score ---


def test_the_net_promoter_score_counts_both_ends() -> None:
    found = own.nps_of([10, 9, 8, 7, 6, 0])
    assert found is not None
    assert (found.promoters, found.passives, found.detractors, found.value) == (2, 2, 2, 0)
    assert own.nps_of([]) is None
    best = own.nps_of([10] * 5)
    assert best is not None
    assert best.value == 100
    assert best.low < 100


def test_its_interval_is_that_of_agresti_and_mins_paired_shares() -> None:
    """Agresti (2002), Categorical Data Analysis, 2nd ed., 10.1.1: of 1600 people 150 changed one way and 86 the other; difference 0.04,
    interval 0.02 to 0.06. With the half of Agresti and Min (2005) in each cell: 64/1602 ± 1.96 · 0.00956."""
    found = own.nps_of([10] * 150 + [8] * 1364 + [0] * 86)
    assert found is not None
    assert found.value == 4
    assert (round(found.low / 100, 2), round(found.high / 100, 2)) == (0.02, 0.06)
    error = sqrt(237 / 1602 - (64 / 1602) ** 2) / sqrt(1602)
    assert found.low == pytest.approx(100 * (64 / 1602 - 1.959963985 * error), abs=1e-6)


@given(st.lists(st.integers(0, 10), min_size=1, max_size=60))
def test_turning_the_scale_round_turns_the_score_round(values: list[int]) -> None:
    there = own.nps_of([{True: 10, False: 8}[one >= 9] if one > 6 else 0 for one in values])
    back = own.nps_of([{10: 0, 8: 8, 0: 10}[{True: 10, False: 8}[one >= 9] if one > 6 else 0] for one in values])
    assert there is not None
    assert back is not None
    assert there.value == -back.value
    assert there.low == pytest.approx(-back.high, abs=1e-9)
    assert -100 <= there.low <= there.high <= 100


# --- Two groups ---


def test_welchs_test_of_students_two_drugs_as_groups() -> None:
    """R's documentation of t.test: extra ~ group of `sleep`: t = −1.8608, df = 17.776, p = 0.07939, interval −3.3654832 to 0.2054832."""
    found = own.difference_of(SECOND, FIRST)
    assert found is not None
    assert float(found.value) == pytest.approx(-1.58)
    assert (found.low, found.high) == (pytest.approx(-3.3654832, abs=1e-7), pytest.approx(0.2054832, abs=1e-7))
    assert found.p == pytest.approx(0.07939, abs=5e-6)
    assert not found.certain


@pytest.mark.parametrize("case", BY_SCIPY["difference"])
def test_differences_are_those_of_scipy(case: dict[str, Any]) -> None:
    found = own.difference_of(case["first"], case["second"])
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(case["low"], abs=1e-9), pytest.approx(case["high"], abs=1e-9))
    assert found.p == pytest.approx(case["p"], abs=1e-10)


def test_hedges_g_of_borensteins_example() -> None:
    """Borenstein, Hedges, Higgins and Rothstein (2009), Introduction to Meta-Analysis, p. 26–27: means 103 and 100, spreads 5.5 and
    4.5, 50 people each: d = 0.5970, g = 0.5924."""
    early = own.Mean(50, Fraction(5000), 4.5, None, None)
    late = own.Mean(50, Fraction(5150), 5.5, None, None)
    assert own._hedges(early, late, 3.0) == pytest.approx(0.5924, abs=5e-5)


def test_groups_in_which_nobody_differs_give_no_interval() -> None:
    found = own.difference_of([3, 3], [4, 4])
    assert found is not None
    assert (found.value, found.low, found.p, found.certain) == (1, None, None, False)
    assert own.difference_of([], [4]) is None


# --- The same people ---


@pytest.mark.parametrize("case", BY_SCIPY["paired"])
def test_pairs_are_those_of_scipy(case: dict[str, Any]) -> None:
    found = own.paired_gain(case["first"], case["second"])
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(case["low"], abs=1e-9), pytest.approx(case["high"], abs=1e-9))


@pytest.mark.parametrize("case", BY_SCIPY["wilcoxon"])
def test_wilcoxons_exact_p_is_that_of_scipy(case: dict[str, Any]) -> None:
    assert own.wilcoxon_p(case["differences"]) == pytest.approx(case["p"], abs=1e-12)


# --- Agreement ---

# Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, 3rd ed., table 18.1: a hundred people, three diagnoses.
DIAGNOSES = {("p", "p"): 75, ("p", "n"): 1, ("p", "o"): 4, ("n", "p"): 5, ("n", "n"): 4, ("n", "o"): 1, ("o", "o"): 10}


def judged(table: dict[tuple[str, str], int]) -> tuple[list[str], list[str]]:
    pairs = [pair for pair, many in table.items() for _turn in range(many)]
    return [one for one, _two in pairs], [two for _one, two in pairs]


def test_kappa_of_fleiss_diagnoses() -> None:
    """The book, rounding on the way, gives κ = 0.68 with a standard error of 0.087."""
    found = own.cohen_kappa(*judged(DIAGNOSES))
    assert found is not None
    assert (found.n, found.same) == (100, 89)
    assert found.kappa == pytest.approx((0.89 - 0.66) / 0.34, abs=1e-12)
    assert found.high is not None
    assert (found.high - found.kappa) / 1.959963985 == pytest.approx(0.087, abs=0.001)


def by_delta(table: list[list[float]], n: int) -> float:
    """The standard error of kappa by the delta method, its derivatives taken numerically: another way to the same formula."""

    def kappa(cells: list[list[float]]) -> float:
        whole = sum(map(sum, cells))
        seen = sum(cells[i][i] for i in range(len(cells))) / whole
        rows = [sum(row) / whole for row in cells]
        columns = [sum(column) / whole for column in zip(*cells, strict=True)]
        chance = sum(a * b for a, b in zip(rows, columns, strict=True))
        return (seen - chance) / (1 - chance)

    step, mean, square = 1e-6, 0.0, 0.0
    for i, j in product(range(len(table)), repeat=2):
        moved = [row[:] for row in table]
        moved[i][j] += step
        slope = (kappa(moved) - kappa(table)) / step
        mean += table[i][j] * slope
        square += table[i][j] * slope * slope
    return sqrt(max(0.0, square - mean * mean) / n)


@given(
    st.lists(st.integers(0, 12), min_size=4, max_size=4).filter(
        lambda cells: min(cells[0] + cells[1], cells[2] + cells[3]) > 0
    )
)
def test_its_error_is_that_of_the_delta_method(cells: list[int]) -> None:
    a, b, c, d = cells
    first, second = judged({("x", "x"): a, ("x", "y"): b, ("y", "x"): c, ("y", "y"): d})
    found = own.cohen_kappa(first, second)
    assert found is not None
    if found.kappa is None or found.low is None or found.high is None:
        return
    n = len(first)
    wanted = by_delta([[a / n, b / n], [c / n, d / n]], n)
    reach = 1.959963985 * wanted
    assert found.low == pytest.approx(max(-1.0, found.kappa - reach), abs=1e-3)
    assert found.high == pytest.approx(min(1.0, found.kappa + reach), abs=1e-3)


def test_kappa_where_there_is_nothing_to_agree_about() -> None:
    found = own.cohen_kappa([True] * 6, [True] * 6)
    assert found is not None
    assert (found.kappa, found.share) == (None, 1)
    assert own.cohen_kappa([], []) is None
    with pytest.raises(ValueError, match="same things"):
        own.cohen_kappa([1], [])


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30))
def test_kappa_does_not_depend_on_who_is_called_first(pairs: list[tuple[bool, bool]]) -> None:
    first, second = [one for one, _two in pairs], [two for _one, two in pairs]
    there, back = own.cohen_kappa(first, second), own.cohen_kappa(second, first)
    assert there is not None
    assert back is not None
    assert there.kappa == pytest.approx(back.kappa, abs=1e-9) if there.kappa is not None else back.kappa is None


def test_pooled_kappa_is_cohens_over_the_means_of_both_shares() -> None:
    """De Vries and others (2008): (mean pₒ − mean pₑ)/(1 − mean pₑ). One rare word does not pull it down as a mean of kappas would."""
    common = own.cohen_kappa([True, True, False, False] * 5, [True, True, False, False] * 5)
    rare = own.cohen_kappa([True] + [False] * 19, [False, True] + [False] * 18)
    assert common is not None
    assert rare is not None
    observed, expected = (1 + 0.9) / 2, (0.5 + 0.905) / 2
    assert own.pooled_kappa([common, rare]) == pytest.approx((observed - expected) / (1 - expected))
    assert own.pooled_kappa([common]) == pytest.approx(1)
    assert own.pooled_kappa([]) is None


def test_the_same_set_of_words_in_any_order() -> None:
    assert own.agreement_of([["a", "b"], ["a"], []], [["b", "a"], ["b"], []]) == Fraction(2, 3)
    assert own.agreement_of([], []) is None


def test_the_spread_is_that_of_a_sample() -> None:
    found = own.mean_of([1, 2, 3, 4])
    assert found is not None
    assert found.spread == stdlib.stdev([1, 2, 3, 4])
