"""Makes the values that the statistics of surveys are held to. scipy is no dependency: run it where scipy 1.17 is, anywhere.

uv run --no-project --with scipy==1.17.1 python tests/tools/scipy_values.py > tests/evaluation/results/scipy_values.json
"""

from __future__ import annotations

import json
import random
import sys
from typing import Any

from scipy import stats  # type: ignore[import-not-found]

chance = random.Random(17)  # fixed: the same values each time


def answers(n: int, least: int = 1, most: int = 5) -> list[int]:
    return [chance.randint(least, most) for _turn in range(n)]


def means() -> list[dict[str, Any]]:
    found = []
    for n in (2, 5, 7, 12, 30, 100):
        values = [*answers(n - 1), 1, 5][:n] if n > 2 else [2, 4]
        interval = stats.ttest_1samp(values, 0).confidence_interval(0.95)
        found.append({"values": values, "mean": sum(values) / n, "low": interval.low, "high": interval.high})
    return found


def shares() -> list[dict[str, Any]]:
    found = []
    for count, n in ((0, 5), (5, 5), (3, 7), (12, 30), (1, 100), (450, 1000)):
        interval = stats.binomtest(count, n).proportion_ci(0.95, method="wilson")
        found.append({"count": count, "n": n, "low": interval.low, "high": interval.high})
    return found


def differences() -> list[dict[str, Any]]:
    found = []
    for n, m in ((5, 5), (6, 11), (30, 28), (12, 100)):
        first, second = [*answers(n - 2), 1, 5], [*answers(m - 2, 2), 2, 5]
        test = stats.ttest_ind(second, first, equal_var=False)
        interval = test.confidence_interval(0.95)
        found.append({"first": first, "second": second, "p": test.pvalue, "low": interval.low, "high": interval.high})
    return found


def pairs() -> list[dict[str, Any]]:
    found = []
    for n in (5, 9, 30):
        first, second = [*answers(n - 2, 1, 4), 1, 4], [*answers(n - 2, 2, 5), 5, 2]
        interval = stats.ttest_rel(second, first).confidence_interval(0.95)
        found.append({"first": first, "second": second, "low": interval.low, "high": interval.high})
    return found


def wilcoxon() -> list[dict[str, Any]]:
    """Different sizes, none of them 0: there scipy's exact method and counting out all signs are the same thing."""
    found = []
    for n in (5, 8, 15, 25, 40):
        sizes = chance.sample(range(1, 200), n)
        signed = [size if chance.random() < 0.7 else -size for size in sizes]
        found.append({"differences": signed, "p": stats.wilcoxon(signed, method="exact").pvalue})
    return found


if __name__ == "__main__":
    made = {"mean": means(), "share": shares(), "difference": differences(), "paired": pairs(), "wilcoxon": wilcoxon()}
    json.dump(made, sys.stdout, default=float, indent=1)
    sys.stdout.write("\n")
