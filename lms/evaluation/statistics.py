"""What answers to a survey tell, and how far two people who judge the same thing agree. Pure: numbers in, numbers out.

Each figure names its source. Sums and counts stay exact; rounding is done once, at the end, half up. Where a figure has no meaning
it is None and never 0. Student's t, the paired gain and Wilcoxon's test are those of the tests (`assignments.statistics`).
"""

from __future__ import annotations

import statistics
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import sqrt
from typing import overload

from assignments.statistics import PairedGain, paired_gain, t_cdf, t_quantile, wilcoxon_p

__all__ = [
    "Agreement",
    "Difference",
    "Mean",
    "Nps",
    "PairedGain",
    "Share",
    "agreement_of",
    "cohen_kappa",
    "difference_of",
    "mean_of",
    "nps_of",
    "paired_gain",
    "pooled_kappa",
    "rounded",
    "share_of",
    "wilcoxon_p",
]

# Below this many answers a figure stands with a caution: no trend is claimed from a handful of people.
CAUTION_BELOW = 30
CONFIDENCE = 0.95
# The standard normal quantile of 0.975.
Z = statistics.NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


@overload
def rounded(value: None, places: int = 2) -> None: ...


@overload
def rounded(value: Fraction | Decimal | float, places: int = 2) -> Decimal: ...


@overload
def rounded(value: Fraction | Decimal | float | None, places: int = 2) -> Decimal | None: ...


def rounded(value: Fraction | Decimal | float | None, places: int = 2) -> Decimal | None:
    """Return the value rounded half up (away from zero where it is negative); None stays None."""
    if value is None:
        return None
    step = Decimal(1).scaleb(-places)
    if isinstance(value, Fraction):
        # In whole numbers, so that a tie is seen as one however long the fraction is.
        scaled = abs(value) * 10**places
        whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        return (Decimal(whole if value >= 0 else -whole) * step).quantize(step)
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return exact.quantize(step, rounding=ROUND_HALF_UP) + 0


# --- One group ---


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with what it rests on: n, the sample standard deviation, and a 95 % interval for the mean (Student's t).

    `spread` and the interval are None for one value, the interval also where nobody differs: the formula would claim a certainty
    that a handful of equal answers does not give.
    """

    n: int
    total: Fraction
    spread: float | None
    low: float | None
    high: float | None

    @property
    def value(self) -> Fraction:
        return self.total / self.n


def mean_of(values: Sequence[int | Fraction], *, least: float | None = None, most: float | None = None) -> Mean | None:
    """Return the mean: sum by count, s/√n · t(0.975; n − 1) at each side (Student 1908, Biometrika 6). None of nothing.

    With `least` and `most`, the ends of a scale, the interval ends there: no mean can lie beyond.
    """
    n = len(values)
    if not n:
        return None
    total = sum((Fraction(one) for one in values), Fraction(0))
    if n < 2:
        return Mean(n, total, None, None, None)
    centre = float(total / n)
    spread = statistics.stdev([float(one) for one in values])
    if spread == 0:
        return Mean(n, total, 0.0, None, None)
    reach = t_quantile((1 + CONFIDENCE) / 2, n - 1) * spread / sqrt(n)
    low, high = centre - reach, centre + reach
    return Mean(n, total, spread, low if least is None else max(low, least), high if most is None else min(high, most))


@dataclass(frozen=True, slots=True)
class Share:
    """So many of n, and the 95 % interval of the share."""

    count: int
    n: int
    low: float
    high: float

    @property
    def value(self) -> Fraction:
        return Fraction(self.count, self.n)


def share_of(count: int, n: int) -> Share | None:
    """Return a share with Wilson's interval: Wilson (1927), J. Am. Stat. Assoc. 22; it stays within 0 and 1 and holds for few people.

    None of nobody.
    """
    if not n:
        return None
    p, square = count / n, Z * Z
    centre = (p + square / (2 * n)) / (1 + square / n)
    reach = Z / (1 + square / n) * sqrt(p * (1 - p) / n + square / (4 * n * n))
    return Share(count, n, max(0.0, centre - reach), min(1.0, centre + reach))


@dataclass(frozen=True, slots=True)
class Nps:
    """The net promoter score, −100 to 100: how many would recommend (9–10) less how many would not (0–6), of n."""

    n: int
    promoters: int
    passives: int
    detractors: int
    low: float
    high: float

    @property
    def value(self) -> Fraction:
        return Fraction(100 * (self.promoters - self.detractors), self.n)


def nps_of(values: Sequence[int]) -> Nps | None:
    """Return the net promoter score of answers 0–10: Reichheld (2003), Harvard Business Review 81(12).

    It is the difference of two shares of the same people, so its interval is that of Agresti and Min (2005), Statistics in Medicine
    24: half a person is added to each of the four cells of such a table, which keeps it honest for small groups. None of nobody.
    """
    n = len(values)
    if not n:
        return None
    promoters, detractors = sum(one >= 9 for one in values), sum(one <= 6 for one in values)
    up, down, of = promoters + 0.5, detractors + 0.5, n + 2
    centre = (up - down) / of
    reach = Z * sqrt((up + down) / of - centre * centre) / sqrt(of)
    low, high = 100 * max(-1.0, centre - reach), 100 * min(1.0, centre + reach)
    return Nps(n, promoters, n - promoters - detractors, detractors, low, high)


# --- Two groups of different people ---


@dataclass(frozen=True, slots=True)
class Difference:
    """How far the second group's mean lies above the first's: 95 % interval, Welch's p, and Hedges' g where people differ at all."""

    first: int
    second: int
    value: Fraction
    low: float | None
    high: float | None
    p: float | None
    effect: float | None

    @property
    def certain(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def difference_of(first: Sequence[int | Fraction], second: Sequence[int | Fraction]) -> Difference | None:
    """Return the difference of the means of two groups of different people, their spreads not taken to be the same.

    Welch (1947), "The generalization of Student's problem when several different population variances are involved", Biometrika 34,
    with Satterthwaite's degrees of freedom (1946, Biometrics Bulletin 2). The effect is Hedges' g (1981, J. Educ. Stat. 6): the
    difference by the pooled spread, with the correction for few people. None where a group has nobody.
    """
    early, late = mean_of(first), mean_of(second)
    if early is None or late is None:
        return None
    value = late.value - early.value
    if early.spread is None or late.spread is None or early.spread == late.spread == 0:
        return Difference(early.n, late.n, value, None, None, None, None)
    one, two = early.spread**2 / early.n, late.spread**2 / late.n
    freedom = (one + two) ** 2 / (one**2 / (early.n - 1) + two**2 / (late.n - 1))
    error = sqrt(one + two)
    reach = t_quantile((1 + CONFIDENCE) / 2, freedom) * error
    p = 2 * t_cdf(-abs(float(value)) / error, freedom)
    return Difference(
        early.n, late.n, value, float(value) - reach, float(value) + reach, p, _hedges(early, late, float(value))
    )


def _hedges(early: Mean, late: Mean, value: float) -> float:
    freedom = early.n + late.n - 2
    squares = (early.n - 1) * (early.spread or 0) ** 2 + (late.n - 1) * (late.spread or 0) ** 2
    return value / sqrt(squares / freedom) * (1 - 3 / (4 * freedom - 1))


# --- Two people who judge the same ---


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two people judged alike: of n things so many the same, and Cohen's kappa with its 95 % interval.

    Kappa is None where both gave one and the same word to everything: then there was nothing to agree about beyond chance. The interval
    is None where they never differ: a handful of equal judgements is no certainty.
    """

    n: int
    same: int
    kappa: float | None
    low: float | None
    high: float | None
    # What chance alone would have made the same.
    expected: float

    @property
    def share(self) -> Fraction:
        return Fraction(self.same, self.n)


def cohen_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> Agreement | None:
    """Return the agreement of two people over the same things, chance taken out.

    Cohen (1960), "A coefficient of agreement for nominal scales", Educ. Psychol. Meas. 20: κ = (pₒ − pₑ)/(1 − pₑ). The interval uses the
    large-sample error of Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72; with few things it is a rough guide. None of nothing.
    """
    if len(first) != len(second):
        raise ValueError("Both judged the same things.")
    n = len(first)
    if not n:
        return None
    words = sorted(set(first) | set(second), key=repr)
    rows = {word: sum(one == word for one in first) / n for word in words}
    columns = {word: sum(two == word for two in second) / n for word in words}
    same = sum(one == two for one, two in zip(first, second, strict=True))
    expected = sum(rows[word] * columns[word] for word in words)
    if expected > 1 - 1e-12:
        return Agreement(n, same, None, None, None, expected)
    kappa = (same / n - expected) / (1 - expected)
    error = _kappa_error(first, second, rows, columns, kappa, expected)
    if error == 0:
        return Agreement(n, same, kappa, None, None, expected)
    return Agreement(n, same, kappa, max(-1.0, kappa - Z * error), min(1.0, kappa + Z * error), expected)


def _kappa_error(
    first: Sequence[Hashable],
    second: Sequence[Hashable],
    rows: dict[Hashable, float],
    columns: dict[Hashable, float],
    kappa: float,
    expected: float,
) -> float:
    n = len(first)
    inside = outside = 0.0
    for one, two in zip(first, second, strict=True):
        if one == two:
            inside += (1 - (rows[one] + columns[one]) * (1 - kappa)) ** 2 / n
        else:
            outside += (columns[one] + rows[two]) ** 2 / n
    about = inside + (1 - kappa) ** 2 * outside - (kappa - expected * (1 - kappa)) ** 2
    return sqrt(max(0.0, about)) / (1 - expected) / sqrt(n)


def agreement_of(first: Sequence[Iterable[Hashable]], second: Sequence[Iterable[Hashable]]) -> Fraction | None:
    """Return for which share of the things both gave exactly the same set of words. None of nothing."""
    if not first:
        return None
    pairs = zip(first, second, strict=True)
    return Fraction(sum(frozenset(one) == frozenset(two) for one, two in pairs), len(first))


def pooled_kappa(parts: Sequence[Agreement]) -> float | None:
    """Return one kappa over several words given or not given: the mean of pₒ and the mean of pₑ put into Cohen's formula.

    De Vries, Elliott, Kanouse and Teleki (2008), "Using pooled kappa to summarize interrater agreement across many items", Field Methods
    20. A mean of kappas would lean on the rare words. None where chance alone explains everything.
    """
    if not parts:
        return None
    observed = statistics.fmean(one.same / one.n for one in parts)
    expected = statistics.fmean(one.expected for one in parts)
    return None if expected > 1 - 1e-12 else (observed - expected) / (1 - expected)
