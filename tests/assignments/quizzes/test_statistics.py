"""The figures against published tables and examples, and what must hold whatever the numbers."""

from __future__ import annotations

import statistics as stdlib
from itertools import product
from math import sqrt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assignments import statistics as own

# However slow the machine is.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

# Two-sided 95%, 99% and one-sided 95% values of Student's t, from the table of Fisher and Yates (1963), Statistical Tables.
T_TABLE = [
    (0.975, 1, 12.706),
    (0.975, 2, 4.303),
    (0.975, 9, 2.262),
    (0.975, 29, 2.045),
    (0.975, 120, 1.980),
    (0.995, 4, 4.604),
    (0.995, 30, 2.750),
    (0.95, 10, 1.812),
    (0.95, 60, 1.671),
]


@pytest.mark.parametrize(("probability", "freedom", "value"), T_TABLE)
def test_t_quantiles_are_those_of_the_table(probability: float, freedom: int, value: float) -> None:
    assert round(own.t_quantile(probability, freedom), 3) == value


@patient
@given(st.floats(0.001, 0.999), st.integers(1, 300))
def test_the_quantile_is_the_inverse_of_the_distribution(probability: float, freedom: int) -> None:
    assert own.t_cdf(own.t_quantile(probability, freedom), freedom) == pytest.approx(probability, abs=1e-9)


@patient
@given(st.floats(-50, 50), st.integers(1, 200))
def test_student_t_is_symmetric(value: float, freedom: int) -> None:
    assert own.t_cdf(value, freedom) + own.t_cdf(-value, freedom) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("freedom", [1, 2])
def test_the_distribution_is_the_closed_form_where_there_is_one(freedom: int) -> None:
    from math import atan, pi

    closed = {1: lambda t: 0.5 + atan(t) / pi, 2: lambda t: 0.5 + t / (2 * sqrt(2 + t * t))}[freedom]
    for value in (-40.0, -3.0, -0.1, 0.0, 0.7, 2.5, 300.0):
        assert own.t_cdf(value, freedom) == pytest.approx(closed(value), abs=1e-12)


@pytest.mark.parametrize(("probability", "freedom"), [(0, 5), (1, 5), (0.5, 0)])
def test_a_quantile_of_nothing_is_refused(probability: float, freedom: int) -> None:
    with pytest.raises(ValueError, match="probability"):
        own.t_quantile(probability, freedom)


# --- Wilcoxon ---


def test_wilcoxon_on_darwins_maize() -> None:
    """Cross- against self-fertilised plants (Darwin 1876, in eighths of an inch): exact two-sided p = 0.0413."""
    differences = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
    assert own.wilcoxon_p(differences) == pytest.approx(0.041259765625, abs=1e-12)


@pytest.mark.parametrize(("count", "p"), [(5, 0.0625), (6, 0.03125), (8, 0.0078125)])
def test_when_everybody_gains_only_the_number_of_people_counts(count: int, p: float) -> None:
    assert own.wilcoxon_p(list(range(1, count + 1))) == p


def by_hand(differences: list[int]) -> float:
    """The same test by going through every combination of signs."""
    sizes = sorted(abs(one) for one in differences if one)
    rank = {size: stdlib.fmean(place for place, one in enumerate(sizes, 1) if one == size) for size in sizes}
    ranks = [rank[abs(one)] for one in differences if one]
    seen = sum(rank[abs(one)] for one in differences if one > 0)
    middle = sum(ranks) / 2
    sums = [sum(r for r, up in zip(ranks, signs, strict=True) if up) for signs in product((0, 1), repeat=len(ranks))]
    return sum(abs(one - middle) >= abs(seen - middle) - 1e-9 for one in sums) / len(sums)


@patient
@given(st.lists(st.integers(-6, 6), min_size=1, max_size=9).filter(any))
def test_wilcoxon_is_what_counting_out_all_signs_gives(differences: list[int]) -> None:
    assert own.wilcoxon_p(differences) == pytest.approx(by_hand(differences), abs=1e-12)


def test_beyond_the_exact_test_the_approximation_is_close_to_it() -> None:
    differences = [(-1 if place % 3 == 0 else 1) * (place + 0.5) for place in range(1, own.EXACT_UP_TO + 1)]
    exact = own.wilcoxon_p(differences)
    ranks = [rank for rank, _up in own._doubled_ranks(differences)]
    positive = sum(rank for rank, up in own._doubled_ranks(differences) if up)
    assert exact == pytest.approx(own._wilcoxon_by_normal(positive, ranks), abs=0.002)
    assert own.wilcoxon_p([*differences, 61.5]) is not None


def test_nobody_differs() -> None:
    assert own.wilcoxon_p([0, 0]) is None


# --- Gain ---


def test_the_paired_gain_of_students_sleep() -> None:
    """Student (1908), Biometrika 6: ten patients under two drugs. t(9) = 4.0621, interval 0.70 to 2.46, d_z = 1.28."""
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    found = own.paired_gain(first, second)
    assert found is not None
    assert found.gain == pytest.approx(1.58)
    assert (round(found.low, 4), round(found.high, 4)) == (0.7001, 2.4599)
    assert found.effect == pytest.approx(4.0621 / sqrt(10), abs=1e-4)
    assert (found.better, found.worse) == (9, 0)


def test_hakes_gain() -> None:
    assert own.normalised_gain(40, 70) == pytest.approx(0.5)
    assert own.normalised_gain(100, 100) is None
    assert own.normalised_gain(70, 40) is None


def test_a_gain_needs_two_pairs_with_two_sides() -> None:
    assert own.paired_gain([50], [60]) is None
    with pytest.raises(ValueError, match="two sides"):
        own.paired_gain([50, 60], [60])


@patient
@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=2, max_size=40))
def test_the_interval_lies_about_the_gain_and_swapping_sides_turns_it_round(pairs: list[tuple[int, int]]) -> None:
    before, after = [one for one, _ in pairs], [two for _, two in pairs]
    there, back = own.paired_gain(before, after), own.paired_gain(after, before)
    assert there is not None
    assert back is not None
    assert there.low <= there.gain + 1e-9
    assert there.gain <= there.high + 1e-9
    assert there.low == pytest.approx(-back.high, abs=1e-9)
    assert there.wilcoxon_p == back.wilcoxon_p


# --- Items and reliability ---

# Six people, four items right or wrong; totals 4, 3, 3, 1, 1, 0.
TABLE = [[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 1], [0, 0, 0, 1], [0, 0, 1, 0], [0, 0, 0, 0]]


def test_alpha_of_right_and_wrong_items_is_kuder_and_richardsons_formula_20() -> None:
    found = own.reliability(TABLE)
    assert found is not None
    count, totals = len(TABLE), [sum(row) for row in TABLE]
    shares = [sum(column) / count for column in zip(*TABLE, strict=True)]
    spread = stdlib.pvariance(totals)
    kr20 = 4 / 3 * (1 - sum(p * (1 - p) for p in shares) / spread)
    assert found.alpha == pytest.approx(kr20, abs=1e-12)
    assert found.error == pytest.approx(stdlib.stdev(totals) * sqrt(1 - kr20), abs=1e-12)
    assert (found.people, found.items) == (6, 4)


def test_alpha_of_items_that_say_the_same_is_one_and_its_error_nothing() -> None:
    found = own.reliability([[one, one, one] for one in (0, 1, 1, 0, 1)])
    assert found is not None
    assert found.alpha == pytest.approx(1)
    assert found.error == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("rows", [[[1, 0]], [[1], [0]], [[1, 0], [0, 1]], []])
def test_no_reliability_where_nothing_can_be_said(rows: list[list[float]]) -> None:
    assert own.reliability(rows) is None


@patient
@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=20), st.integers(1, 9))
def test_alpha_does_not_depend_on_the_unit_of_the_points(rows: list[list[int]], unit: int) -> None:
    once, scaled = own.reliability(rows), own.reliability([[unit * one for one in row] for row in rows])
    assert (once is None) == (scaled is None)
    if once and scaled:
        assert scaled.alpha == pytest.approx(once.alpha, abs=1e-9)
        assert scaled.error == pytest.approx(unit * once.error, abs=1e-6)
        assert once.alpha <= 1


def test_the_item_is_left_out_of_the_total_it_is_held_against() -> None:
    shares = [row[0] for row in TABLE]
    rests = [sum(row[1:]) for row in TABLE]
    point_biserial = (stdlib.fmean([3, 2, 2]) - stdlib.fmean([1, 1, 0])) / stdlib.pstdev(rests) * sqrt(0.5 * 0.5)
    assert own.item_rest_correlation(shares, rests) == pytest.approx(point_biserial, abs=1e-12)


@pytest.mark.parametrize(("shares", "rests"), [([1, 0], [3, 2]), ([1, 1, 1], [3, 2, 1]), ([1, 0, 1], [2, 2, 2])])
def test_no_correlation_where_nothing_varies(shares: list[float], rests: list[float]) -> None:
    assert own.item_rest_correlation(shares, rests) is None


def test_upper_lower_takes_27_percent_at_each_end() -> None:
    totals = list(range(11))
    shares = [1.0 if total >= 8 else 0.0 for total in totals]
    assert own.upper_lower_difference(shares, totals) == 1.0
    assert own.upper_lower_difference(shares[::-1], totals) == -1.0
    assert own.upper_lower_difference([1, 0], [2, 1]) == 1.0
    assert own.upper_lower_difference([1.0], [1]) is None
    assert own.upper_lower_difference([1, 0, 1, 0], [2, 2, 2, 2]) is None


@patient
@given(st.permutations(list(enumerate([5, 5, 5, 4, 4, 3, 3, 3, 2, 1]))))
def test_the_order_of_the_list_changes_nothing(people: list[tuple[int, int]]) -> None:
    shares = [float(place % 2) for place, _total in people]
    found = own.upper_lower_difference(shares, [total for _place, total in people])
    assert found == pytest.approx(own.upper_lower_difference([0.0, 1.0] * 5, [5, 5, 5, 4, 4, 3, 3, 3, 2, 1]))


def test_difficulty() -> None:
    assert own.difficulty([1, 0.5, 0]) == 0.5
    assert own.difficulty([]) is None


def test_a_quantile_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = own.t_quantile(0.975, 23)

    def again(*_args: float) -> float:
        raise AssertionError("It was looked for again.")

    monkeypatch.setattr(own, "t_cdf", again)
    assert own.t_quantile(0.975, 23) == first
