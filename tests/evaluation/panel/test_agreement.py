"""Agreement against published worked examples."""

from __future__ import annotations

from random import Random

import pytest

from lms.evaluation.agreement import f_cdf, f_quantile, icc, weighted_kappa

# Shrout and Fleiss (1979), Psychological Bulletin 86, p. 423, table 2: six targets, four judges.
SHROUT_FLEISS = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
]


def test_icc_of_shrout_and_fleiss() -> None:
    found = icc(SHROUT_FLEISS)
    assert found is not None
    # Table 4 of the paper: ICC(2,1) = .29, ICC(2,4) = .62; the interval as R's psych::ICC gives it for the same data: .019 to .761.
    assert (found.people, found.raters) == (6, 4)
    assert found.single == pytest.approx(0.2898, abs=5e-5)
    assert found.average == pytest.approx(0.6201, abs=5e-5)
    assert found.single_low == pytest.approx(0.019, abs=5e-4)
    assert found.single_high == pytest.approx(0.761, abs=5e-4)
    assert found.average_low == pytest.approx(0.071, abs=1e-3)
    assert found.average_high == pytest.approx(0.927, abs=1e-3)


def test_full_agreement_is_one_and_strictness_lowers_it() -> None:
    same = icc([[50, 50], [70, 70], [90, 90]])
    assert same is not None
    assert (same.single, same.average) == (1, 1)
    stricter = icc([[50, 40], [70, 60], [90, 80]])
    assert stricter is not None
    assert stricter.single == pytest.approx(8 / 9)


@pytest.mark.parametrize("table", [[], [[1, 2]], [[1], [2]], [[5, 5], [5, 5]]])
def test_nothing_is_said_of_too_little(table: list[list[float]]) -> None:
    assert icc(table) is None


@pytest.mark.parametrize(
    "table",
    [
        [[60, 80], [80, 60], [70, 70], [75, 66], [66, 75]],
        [[50, 85, 100], [100, 85, 50], [85, 50, 100], [70, 100, 70], [100, 70, 85]],
    ],
)
def test_evaluators_who_contradict_each_other_never_leave_the_scale(table: list[list[float]]) -> None:
    found = icc(table)
    ends = (found.single, found.average, found.average_low, found.average_high) if found else ()
    assert all(-1 <= one <= 1 for one in ends)


def test_of_many_random_tables_none_leaves_the_scale() -> None:
    chance = Random(7)
    for _turn in range(200):
        found = icc([[float(chance.choice((50, 70, 85, 100))) for _rater in range(3)] for _person in range(5)])
        if found:
            ends = (found.single, found.single_low, found.average, found.average_low, found.average_high)
            assert all(-1 <= one <= 1 + 1e-9 for one in ends)


def test_weighted_kappa_by_hand_and_by_the_identity_of_fleiss_and_cohen() -> None:
    # Cohen (1960), table 1 collapsed is unweighted; with two classes quadratic weights are the plain kappa: 0.4 for 20/5/10/15.
    pairs = [(0, 0)] * 20 + [(0, 1)] * 5 + [(1, 0)] * 10 + [(1, 1)] * 15
    assert weighted_kappa(pairs, kinds=2) == pytest.approx(0.4)
    # Fleiss and Cohen (1973): with quadratic weights kappa is the intraclass correlation, in which n stands for n - 1 between raters.
    classes = [(0, 1), (1, 1), (2, 3), (3, 3), (4, 2), (1, 0), (2, 2), (3, 4)]
    many = len(classes)
    first, second = [a for a, _b in classes], [b for _a, b in classes]
    covariance = sum(a * b for a, b in classes) / many - sum(first) / many * sum(second) / many
    spread = sum(a * a for a in first) / many - (sum(first) / many) ** 2
    other = sum(b * b for b in second) / many - (sum(second) / many) ** 2
    shift = (sum(first) / many - sum(second) / many) ** 2
    assert weighted_kappa(classes, kinds=5) == pytest.approx(2 * covariance / (spread + other + shift))


def test_weighted_kappa_of_nothing_is_nothing() -> None:
    assert weighted_kappa([], kinds=3) is None
    assert weighted_kappa([(1, 1), (1, 1)], kinds=3) is None


@pytest.mark.parametrize(
    ("probability", "above", "below", "value"),
    # Pearson and Hartley, Biometrika Tables for Statisticians, table 18.
    [(0.95, 5, 15, 2.901), (0.975, 5, 15, 3.576), (0.95, 1, 10, 4.965), (0.99, 3, 20, 4.938)],
)
def test_points_of_f(probability: float, above: float, below: float, value: float) -> None:
    assert f_quantile(probability, above, below) == pytest.approx(value, abs=6e-4)
    assert f_cdf(value, above, below) == pytest.approx(probability, abs=1e-4)
