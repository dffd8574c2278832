"""How far evaluators agree: intraclass correlation and weighted kappa, each with what it rests on. Pure.

Everything is checked in the tests against the worked example of Shrout and Fleiss (1979) and Fleiss and Cohen's identity (1973).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose
from statistics import fmean

from assignments.statistics import incomplete_beta

# Fewer people scored by all say nothing about agreement.
LEAST_PEOPLE = 5


@dataclass(frozen=True)
class Agreement:
    """Agreement of `raters` on `people`: for one of them alone and for their mean, each with the ends of a 95 % interval.

    The model is two-way random with absolute agreement: an evaluator who is always stricter lowers it.
    """

    people: int
    raters: int
    single: float
    single_low: float
    single_high: float
    average: float
    average_low: float
    average_high: float


def icc(table: Sequence[Sequence[float]]) -> Agreement | None:
    """Return ICC(2,1) and ICC(2,k) of a complete table of people by raters.

    Shrout and Fleiss (1979), "Intraclass correlations: uses in assessing rater reliability", Psychological Bulletin 86(2), 420–428; the
    interval is theirs with Satterthwaite's degrees of freedom (p. 424). None with fewer than two people or raters, when nobody differs
    from anybody, or when evaluators contradict each other wholly.
    """
    many, raters = len(table), len(table[0]) if table else 0
    if many < 2 or raters < 2:
        return None
    between, judges, error = _mean_squares(table)
    below = between + (raters - 1) * error + raters * (judges - error) / many
    below_mean = between + (judges - error) / many
    # Where evaluators contradict each other wholly, the ratios have no meaning: nothing is said.
    if below <= 1e-12 or below_mean <= 1e-12:
        return None
    single = max(-1.0, (between - error) / below)
    average = max(-1.0, (between - error) / below_mean)
    low, high = _interval(many, raters, between, judges, error, single)
    return Agreement(many, raters, single, low, high, average, _stepped(low, raters), _stepped(high, raters))


def _mean_squares(table: Sequence[Sequence[float]]) -> tuple[float, float, float]:
    """Return the mean squares between people, between raters, and of what is left."""
    many, raters = len(table), len(table[0])
    grand = fmean(value for row in table for value in row)
    rows = raters * sum((fmean(row) - grand) ** 2 for row in table)
    columns = many * sum((fmean(column) - grand) ** 2 for column in zip(*table, strict=True))
    total = sum((value - grand) ** 2 for row in table for value in row)
    left = max(0.0, total - rows - columns)
    return rows / (many - 1), columns / (raters - 1), left / ((many - 1) * (raters - 1))


def _interval(
    many: int, raters: int, between: float, judges: float, error: float, single: float
) -> tuple[float, float]:
    if isclose(error, 0, abs_tol=1e-12):
        return (1.0, 1.0) if isclose(single, 1) else (single, single)
    ratio = judges / error
    a = raters * single * ratio + many * (1 + (raters - 1) * single) - raters * single
    b = (raters * single * ratio) ** 2 / (raters - 1) + (many * (1 + (raters - 1) * single) - raters * single) ** 2 / (
        (many - 1) * (raters - 1)
    )
    freedom = a**2 / b
    upper = f_quantile(0.975, many - 1, freedom)
    lower = f_quantile(0.975, freedom, many - 1)
    spread = raters * judges + (raters * many - raters - many) * error
    low = many * (between - upper * error) / (upper * spread + many * between)
    high = many * (lower * between - error) / (spread + many * lower * between)
    return low, high


def _stepped(value: float, raters: int) -> float:
    """Return a reliability of one as that of the mean of several, never below −1: Spearman and Brown (1910)."""
    below = 1 + (raters - 1) * value
    return max(-1.0, raters * value / below) if below > 0 else -1.0


def weighted_kappa(pairs: Sequence[tuple[int, int]], *, kinds: int) -> float | None:
    """Return Cohen's kappa with quadratic weights for two raters' ordered classes 0 … kinds − 1.

    Cohen (1968), "Weighted kappa", Psychological Bulletin 70(4), 213–220. None with no pairs, or when chance alone would agree wholly.
    """
    if not pairs or kinds < 2:
        return None
    many = len(pairs)
    first = [sum(1 for a, _b in pairs if a == one) / many for one in range(kinds)]
    second = [sum(1 for _a, b in pairs if b == one) / many for one in range(kinds)]
    seen = sum((a - b) ** 2 for a, b in pairs) / many
    chance = sum((i - j) ** 2 * first[i] * second[j] for i in range(kinds) for j in range(kinds))
    return None if isclose(chance, 0, abs_tol=1e-12) else 1 - seen / chance


def f_cdf(value: float, above: float, below: float) -> float:
    """Return the probability that F with these degrees of freedom is at most `value` (Abramowitz and Stegun 1964, 26.6.2)."""
    if value <= 0:
        return 0.0
    return incomplete_beta(above / 2, below / 2, above * value / (above * value + below))


def f_quantile(probability: float, above: float, below: float) -> float:
    """Return the value that F stays below with this probability: the root of `f_cdf`, found by halving."""
    if not 0 < probability < 1 or above <= 0 or below <= 0:
        raise ValueError("A probability between 0 and 1 and degrees of freedom above 0 are needed.")
    low, high = 0.0, 1.0
    while f_cdf(high, above, below) < probability:
        low, high = high, high * 2
    while (middle := (low + high) / 2) not in {low, high}:
        if f_cdf(middle, above, below) < probability:
            low = middle
        else:
            high = middle
    return high
