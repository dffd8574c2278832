"""What a test tells about its questions, and what a pre-test and a post-test tell about learning. Pure: numbers in, numbers out.

Everything stands on the standard library. Each figure names its source; where a figure has no meaning (nobody differs, too few
answers) it is None and never 0.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import erfc, exp, isclose, lgamma, log, log1p, sqrt

# Below this many people a figure is shown with a caution, and below the second nothing is broken down at all.
CAUTION_BELOW = 30
HIDDEN_BELOW = 5
# Kelley (1939), "The selection of upper and lower groups for the validation of test items", J. Educ. Psychol. 30: 27 percent at
# each end tell most about an item.
KELLEY = 0.27
# Up to so many differences Wilcoxon's test is counted out exactly; beyond, its normal approximation is the same to three places.
EXACT_UP_TO = 60


# --- Items of one test ---


def difficulty(shares: Sequence[float]) -> float | None:
    """Return the mean share of the points that an item earned, 0 to 1 (the "difficulty", which is high for an easy item).

    Lord and Novick (1968), Statistical Theories of Mental Test Scores, ch. 15; for items with partial points, Allen and Yen (1979).
    """
    return statistics.fmean(shares) if shares else None


def item_rest_correlation(shares: Sequence[float], rests: Sequence[float]) -> float | None:
    """Return the corrected item-total correlation: Pearson's r of an item with the score of the rest of the test.

    For an item that is right or wrong this is the point-biserial correlation. The item itself is left out of the total, or it
    would correlate with itself: Henrysson (1963), "Correction of item-total correlations in item analysis", Psychometrika 28.
    None with fewer than three people, or when either side does not vary.
    """
    if len(shares) < 3 or _constant(shares) or _constant(rests):
        return None
    return max(-1.0, min(1.0, statistics.correlation(shares, rests)))


def upper_lower_difference(shares: Sequence[float], totals: Sequence[float], *, part: float = KELLEY) -> float | None:
    """Return D: the item's difficulty among the best 27 percent minus that among the weakest 27 percent.

    Johnson (1951), "Notes on a suggested index of item validity: the U-L index", J. Educ. Psychol. 42, with Kelley's groups.
    People who tie at a group's edge count in equal parts, so that the order of the list changes nothing. None when the totals
    are all the same or the groups would overlap.
    """
    count = len(shares)
    size = round(count * part)
    if size < 1 or _constant(totals):
        return None
    upper = _edge_mean(shares, totals, size)
    lower = _edge_mean(shares, [-total for total in totals], size)
    return upper - lower


def _edge_mean(shares: Sequence[float], totals: Sequence[float], size: int) -> float:
    return sum(share * part for share, part in zip(shares, edge_parts(totals, size), strict=True)) / size


def edge_parts(totals: Sequence[float], size: int) -> list[float]:
    """Return for each person the part, 0 to 1, with which it belongs to the `size` best; those who tie at the edge share its room."""
    edge = sorted(totals, reverse=True)[size - 1]
    above = sum(total > edge for total in totals)
    room = (size - above) / totals.count(edge)
    return [1.0 if total > edge else room if total == edge else 0.0 for total in totals]


# --- Reliability ---


@dataclass(frozen=True)
class Reliability:
    """How far a test's scores would come out the same: alpha, the standard error of one person's score, and what they rest on.

    `error` is in the unit of the scores. `items` counts what alpha was worked out over.
    """

    alpha: float
    error: float
    people: int
    items: int


def reliability(rows: Sequence[Sequence[float]]) -> Reliability | None:
    """Return Cronbach's alpha of a table of people by items, and the standard error of measurement SD·√(1 − alpha).

    Cronbach (1951), "Coefficient alpha and the internal structure of tests", Psychometrika 16: k/(k − 1) · (1 − Σ s²ᵢ / s²ₜ). For
    items that are right or wrong it is Kuder and Richardson's formula 20 (1937), "The theory of the estimation of test
    reliability", Psychometrika 2. None with fewer than two people or items, or when the totals do not vary. An alpha below 0
    is returned as it is; the error is then that of no reliability at all.
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    items = len(rows[0])
    totals = [sum(row) for row in rows]
    if _constant(totals):
        return None
    within = sum(statistics.variance(column) for column in zip(*rows, strict=True))
    alpha = items / (items - 1) * (1 - within / statistics.variance(totals))
    alpha = min(1.0, alpha)
    return Reliability(alpha, statistics.stdev(totals) * sqrt(1 - max(0.0, alpha)), len(rows), items)


# --- Before and after ---


@dataclass(frozen=True)
class PairedGain:
    """What people gained between two tests. `low` and `high` bound the mean gain (95%); `effect` is Cohen's d_z."""

    people: int
    before: float
    after: float
    gain: float
    spread: float
    low: float
    high: float
    effect: float | None
    share_of_possible: float | None
    wilcoxon_p: float | None
    better: int
    worse: int


def paired_gain(before: Sequence[float], after: Sequence[float], *, most: float = 100.0) -> PairedGain | None:
    """Return the mean gain of the same people with its 95% interval by Student's t, its effect size, and Wilcoxon's p.

    The interval is gain ± t(0.975; n − 1) · s/√n of the differences (Student 1908, Biometrika 6). d_z = gain / s, the effect size
    of paired data: Cohen (1988), Statistical Power Analysis, 2nd ed., p. 48; Lakens (2013), Frontiers in Psychology 4:863. None
    with fewer than two pairs.
    """
    if len(before) != len(after):
        raise ValueError("Pairs have two sides.")
    differences = [late - early for early, late in zip(before, after, strict=True)]
    count = len(differences)
    if count < 2:
        return None
    gain, spread = statistics.fmean(differences), statistics.stdev(differences)
    reach = t_quantile(0.975, count - 1) * spread / sqrt(count)
    first, second = statistics.fmean(before), statistics.fmean(after)
    return PairedGain(
        people=count,
        before=first,
        after=second,
        gain=gain,
        spread=spread,
        low=gain - reach,
        high=gain + reach,
        effect=gain / spread if spread > 0 else None,
        share_of_possible=normalised_gain(first, second, most=most),
        wilcoxon_p=wilcoxon_p(differences),
        better=sum(one > 0 for one in differences),
        worse=sum(one < 0 for one in differences),
    )


def normalised_gain(before: float, after: float, *, most: float = 100.0) -> float | None:
    """Return which share of what could still be gained was gained: (after − before) / (most − before) of a group's means.

    Hake (1998), "Interactive-engagement versus traditional methods", Am. J. Phys. 66. None when nothing could be gained, and
    for a loss, for which it was not made.
    """
    return (after - before) / (most - before) if before < most and after >= before else None


def wilcoxon_p(differences: Sequence[float]) -> float | None:
    """Return the two-sided p of Wilcoxon's signed-rank test; None when nobody differs.

    Wilcoxon (1945), "Individual comparisons by ranking methods", Biometrics Bulletin 1: differences of 0 are left out, equal ones
    share their ranks. Up to EXACT_UP_TO differences the distribution over all signs is counted out for the ranks as they are
    (Pratt and Gibbons 1981, Concepts of Nonparametric Theory, ch. 3); beyond, the normal approximation with the variance of tied
    ranks and a correction of continuity.
    """
    ranked = _doubled_ranks([one for one in differences if one])
    if not ranked:
        return None
    positive = sum(rank for rank, up in ranked if up)
    ranks = [rank for rank, _up in ranked]
    if len(ranks) > EXACT_UP_TO:
        return _wilcoxon_by_normal(positive, ranks)
    ways = _ways(ranks)
    total, low = sum(ranks), min(positive, sum(ranks) - positive)
    tail = sum(ways[: low + 1])
    # The distribution is symmetric, so both tails are the same.
    return 1.0 if 2 * low >= total else min(1.0, 2 * tail / 2 ** len(ranks))


def _doubled_ranks(differences: Sequence[float]) -> list[tuple[int, bool]]:
    """Return each difference's rank by size, doubled so that shared ranks stay whole, and whether it is positive."""
    ordered = sorted(differences, key=abs)
    ranked: list[tuple[int, bool]] = []
    start = 0
    while start < len(ordered):
        end = start
        while end < len(ordered) and isclose(abs(ordered[end]), abs(ordered[start]), rel_tol=1e-9):
            end += 1
        ranked += [(start + 1 + end, one > 0) for one in ordered[start:end]]
        start = end
    return ranked


def _ways(ranks: Sequence[int]) -> list[int]:
    """Return in how many ways of giving signs the positive ranks sum to 0, 1, 2 …"""
    ways = [1]
    for rank in ranks:
        longer = ways + [0] * rank
        for place, count in enumerate(ways):
            longer[place + rank] += count
        ways = longer
    return ways


def _wilcoxon_by_normal(positive: int, ranks: Sequence[int]) -> float:
    # Over signs each doubled rank adds r²/4 to the variance, tied or not. One doubled rank is half a rank.
    distance = abs(positive - sum(ranks) / 2) - 1
    deviation = sqrt(sum(rank * rank for rank in ranks) / 4)
    return min(1.0, erfc(max(0.0, distance) / deviation / sqrt(2)))


# --- Student's t ---


def t_cdf(value: float, freedom: float) -> float:
    """Return the probability that Student's t with so many degrees of freedom is at most `value`.

    By the incomplete beta function: Abramowitz and Stegun (1964), Handbook of Mathematical Functions, 26.7.1 and 26.5.27.
    """
    tail = incomplete_beta(freedom / 2, 0.5, freedom / (freedom + value * value)) / 2
    return 1 - tail if value > 0 else tail


@lru_cache(maxsize=4096)
def t_quantile(probability: float, freedom: float) -> float:
    """Return the value that Student's t stays below with this probability: the root of `t_cdf`, found by halving.

    Kept once found: a report asks it for each mean it shows, and as good as always for the same few numbers of people.
    """
    if not 0 < probability < 1 or freedom <= 0:
        raise ValueError("A probability between 0 and 1 and at least one degree of freedom are needed.")
    if probability < 0.5:
        return -t_quantile(1 - probability, freedom)
    low, high = 0.0, 1.0
    while t_cdf(high, freedom) < probability:
        low, high = high, high * 2
    while (middle := (low + high) / 2) not in {low, high}:
        if t_cdf(middle, freedom) < probability:
            low = middle
        else:
            high = middle
    return high


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b).

    By its continued fraction (Abramowitz and Stegun 26.5.8), worked out with Lentz's method (Lentz 1976, Applied Optics 15;
    Thompson and Barnett 1986, J. Comput. Phys. 64), on the side of x where it converges fast.
    """
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(a, b, x) / a
    return 1 - front * _beta_fraction(b, a, 1 - x) / b


def _beta_fraction(a: float, b: float, x: float) -> float:
    tiny = 1e-300
    below = 1 / _away_from_zero(1 - (a + b) * x / (a + 1), tiny)
    above, value = 1.0, below
    for step in range(1, 1000):
        before = value
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        for part in (even, odd):
            below = 1 / _away_from_zero(1 + part * below, tiny)
            above = _away_from_zero(1 + part / above, tiny)
            value *= below * above
        if isclose(before, value, rel_tol=1e-15):
            break
    return value


def _away_from_zero(value: float, tiny: float) -> float:
    return value if abs(value) > tiny else tiny


def _constant(values: Sequence[float]) -> bool:
    return all(isclose(value, values[0], rel_tol=1e-12, abs_tol=1e-12) for value in values)
