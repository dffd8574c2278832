"""How well a ranking agrees with the panel's, and which constraints it breaks.

Everything is worked out in exact or 28-digit arithmetic and rounded once, half up, at the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import log2
from typing import NamedTuple

from assignments.enums import ConstraintRule, Decision
from assignments.lab.cards import Case, Ranking, order_of, refused

FOUR = Decimal("0.0001")
CENT = Decimal("0.01")
# Who judges by two heads is a panel; one alone is an opinion.
LEAST_PANEL = 2


class Panel(NamedTuple):
    """What the panel agreed on: how relevant each card is, what to do with the subject, and how far its members agree.

    `relevance` maps a card to 0 (refused by all) up to the number of cards (first for all); `agreement` is Kendall's W, 0 to 1.
    """

    relevance: dict[str, float]
    decision: str
    agreement: float

    @property
    def order(self) -> list[str]:
        """The panel's order, best first; what all refuse is left out. Cards of equal standing keep the order of the case."""
        ranked = [key for key, value in self.relevance.items() if value > 0]
        return sorted(ranked, key=lambda key: -self.relevance[key])

    @property
    def places(self) -> dict[str, int]:
        """The place of each card that is referred; cards of equal standing share the better one."""
        values = [self.relevance[key] for key in self.order]
        return {key: values.index(self.relevance[key]) + 1 for key in self.order}


class Score(NamedTuple):
    """What a ranking reaches: `ndcg` and `overlap` from 0 to 1, the keys of broken constraints, `points` of 100."""

    ndcg: Decimal
    overlap: Decimal
    violations: list[str]
    points: Decimal


def panel_of(case: Case, rankings: Sequence[Ranking]) -> Panel:
    """Return what these rankings come to: the mean gain of each card (n − rank + 1 of n cards, 0 when refused).

    The decision is the most frequent one, on a draw the strictest of them: what is held by mistake can still go on.
    Raises ValueError for fewer than two rankings.
    """
    if len(rankings) < LEAST_PANEL:
        raise ValueError("A panel has two members or more.")
    keys = [card["key"] for card in case["cards"]]
    gains = [_gains(keys, ranking) for ranking in rankings]
    relevance = {key: sum(gain[key] for gain in gains) / len(gains) for key in keys}
    counted = Counter(str(ranking["decision"]) for ranking in rankings)
    most = max(counted.values())
    strictest = [one for one in reversed(Decision.values) if counted.get(one) == most]
    return Panel(relevance, strictest[0], concordance([[gain[key] for key in keys] for gain in gains]))


def _gains(keys: Sequence[str], ranking: Ranking) -> dict[str, int]:
    place = {key: number for number, key in enumerate(order_of(ranking))}
    return {key: len(keys) - place[key] if key in place else 0 for key in keys}


def score_of(
    case: Case, ranking: Ranking, panel: Panel, *, top_k: int, overlap_share: Fraction, violation_costs: Decimal
) -> Score:
    """Score a complete ranking against the panel's.

    points = 100 × ((1 − overlap_share) × nDCG + overlap_share × overlap) − violation_costs for each constraint broken, never
    below 0. The two settings are ours and to be confirmed by the ministry (PADAN_LAB_*).
    """
    order = order_of(ranking)
    ndcg, overlap = ndcg_of(order, panel.relevance), overlap_of(order, panel, top_k)
    broken = violations(case, ranking)
    share = Decimal(overlap_share.numerator) / Decimal(overlap_share.denominator)
    points = 100 * ((1 - share) * Decimal(ndcg) + share * _decimal(overlap)) - violation_costs * len(broken)
    return Score(
        ndcg=Decimal(ndcg).quantize(FOUR, ROUND_HALF_UP),
        overlap=_decimal(overlap).quantize(FOUR, ROUND_HALF_UP),
        violations=broken,
        points=max(Decimal(0), points).quantize(CENT, ROUND_HALF_UP),
    )


def ndcg_of(order: Sequence[str], relevance: Mapping[str, float]) -> float:
    """Return the normalised discounted cumulative gain of an order, 0 to 1: DCG of the order by DCG of the best order.

    DCG = Σ relevance_i / log2(i + 1), i from 1. Source: K. Järvelin and J. Kekäläinen, "Cumulated gain-based evaluation of IR
    techniques", ACM Transactions on Information Systems 20(4), 2002, with the discount log2(i + 1) that is usual since.
    Where no card is relevant, referring nobody is right (1) and referring anybody is wrong (0).
    """
    best = _dcg(sorted(relevance.values(), reverse=True))
    if best == 0:
        return 0.0 if order else 1.0
    return min(1.0, _dcg([relevance.get(key, 0.0) for key in order]) / best)


def _dcg(gains: Sequence[float]) -> float:
    return sum(gain / log2(place + 1) for place, gain in enumerate(gains, 1))


def overlap_of(order: Sequence[str], panel: Panel, top_k: int) -> Fraction:
    """Return which share of the panel's shortlist (its first `top_k` cards) stands in one's own, in whatever order; of who refers cards
    that the whole panel refuses, that share of it which the other cards are of all that were referred.

    The second factor is the precision of the referrals (C. Manning, P. Raghavan, H. Schütze, "Introduction to Information Retrieval",
    2008, section 8.3). Neither the first `top_k` cards nor nDCG see what stands at the end of an order: without it whoever refers
    everybody, the unfit last, would reach what the panel reaches. Cards that stand equal at the end of the shortlist are equally good for the places left there: which of them was taken is not
    counted against anybody. When the panel refers nobody, referring nobody is all of it.
    """
    wanted = panel.order[:top_k]
    if not wanted:
        return Fraction(int(not order))
    last = panel.relevance[wanted[-1]]
    mine = [panel.relevance.get(key, 0) for key in order[:top_k]]
    above = sum(panel.relevance[key] > last for key in wanted)
    hits = sum(value > last for value in mine) + min(sum(value == last for value in mine), len(wanted) - above)
    sound = sum(panel.relevance.get(key, 0) > 0 for key in order)
    return Fraction(hits, len(wanted)) * (Fraction(sound, len(order)) if order else 0)


def violations(case: Case, ranking: Ranking) -> list[str]:
    """Return the keys of the constraints that a ranking breaks, in the order of the case."""
    referred, turned_down = set(order_of(ranking)), refused(ranking)
    broken = {
        ConstraintRule.REFUSE: lambda one: bool(referred & set(one["cards"])),
        ConstraintRule.KEEP: lambda one: bool(turned_down & set(one["cards"])),
        ConstraintRule.DECISION: lambda one: ranking.get("decision") not in one["decisions"],
    }
    return [one["key"] for one in case.get("constraints") or [] if broken[ConstraintRule(one["rule"])](one)]


def concordance(scores: Sequence[Sequence[float]]) -> float:
    """Return Kendall's W of raters (rows) over cards (columns), 0 (no agreement) to 1 (all the same), corrected for ties.

    W = 12 S / (m² (n³ − n) − m Σ T), S the squared deviations of the rank sums, T = Σ (t³ − t) over a rater's ties. Source:
    M. G. Kendall and B. Babington Smith, "The problem of m rankings", Annals of Mathematical Statistics 10(3), 1939.
    Raters who all tie everything (nobody is referred) agree.
    """
    raters, cards = len(scores), len(scores[0])
    ranks = [_midranks(row) for row in scores]
    sums = [sum(row[column] for row in ranks) for column in range(cards)]
    mean = sum(sums) / cards
    spread = sum((value - mean) ** 2 for value in sums)
    ties = sum(count**3 - count for row in scores for count in Counter(row).values())
    most = raters**2 * (cards**3 - cards) - raters * ties
    return 1.0 if most == 0 else min(1.0, 12 * spread / most)


def _midranks(values: Sequence[float]) -> list[float]:
    """Return the rank of each value, highest first; equal values share the mean of their places."""
    ordered = sorted(values, reverse=True)
    return [ordered.index(value) + (ordered.count(value) + 1) / 2 for value in values]


def _decimal(share: Fraction) -> Decimal:
    return Decimal(share.numerator) / Decimal(share.denominator)
