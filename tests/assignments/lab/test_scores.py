"""How a ranking is scored, against figures worked out by hand or published."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignments.lab.scores import Panel, concordance, ndcg_of, overlap_of, panel_of, score_of, violations
from tests.factories.assignments.lab import KEYS, make_body, ranking

HALF = Fraction(1, 2)


def scored(mine: dict[str, object], *, case: dict[str, object] | None = None, panel: Panel | None = None) -> Decimal:
    case = case or make_body()
    panel = panel or panel_of(case, [ranking("k1", "k2", "k3")] * 2)
    return score_of(case, mine, panel, top_k=2, overlap_share=HALF, violation_costs=Decimal(25)).points


def test_the_panels_own_order_reaches_everything() -> None:
    assert scored(ranking("k1", "k2", "k3")) == 100


def test_ndcg_by_hand() -> None:
    """Gains 4, 3, 2, 0; the order k2, k1, k3."""
    relevance = {"k1": 4, "k2": 3, "k3": 2, "k4": 0}
    best = 4 + 3 / log2(3) + 2 / 2
    assert ndcg_of(["k2", "k1", "k3"], relevance) == pytest.approx((3 + 4 / log2(3) + 2 / 2) / best)
    assert ndcg_of([], relevance) == 0


def test_a_card_nobody_refers_pushes_the_others_down() -> None:
    relevance = {"k1": 4, "k2": 3, "k3": 2, "k4": 0}
    assert ndcg_of(["k4", "k1", "k2", "k3"], relevance) < ndcg_of(["k1", "k2", "k3"], relevance)


def test_where_nobody_fits_referring_nobody_is_right() -> None:
    panel = panel_of(make_body(), [ranking(decision="hold")] * 2)
    assert panel.order == []
    assert panel.decision == "hold"
    assert scored(ranking(decision="hold"), panel=panel) == 100
    assert scored(ranking("k1"), panel=panel) == 0


def test_each_broken_constraint_costs_and_points_never_fall_below_nothing() -> None:
    assert violations(make_body(), ranking("k1", "k2", "k3", "k4")) == ["c1"]
    broken = ranking("k1", "k2", "k3", "k4")
    assert scored(broken, case=make_body(constraints=[])) - scored(broken) == 25
    three = [{"key": f"c{n}", "rule": "refuse", "cards": ["k4"], "decisions": [], "why": "x"} for n in range(5)]
    assert scored(ranking("k1", "k2", "k3", "k4"), case=make_body(constraints=three)) == 0


def test_keeping_and_deciding_are_constraints_too() -> None:
    keep = {"key": "keep", "rule": "keep", "cards": ["k1"], "decisions": [], "why": "x"}
    decide = {"key": "decide", "rule": "decision", "cards": [], "decisions": ["fix", "hold"], "why": "x"}
    case = make_body(constraints=[keep, decide])
    assert violations(case, ranking("k2")) == ["keep", "decide"]
    assert violations(case, ranking("k1", decision="fix")) == []


def test_a_draw_of_the_panel_goes_to_the_stricter_decision() -> None:
    panel = panel_of(make_body(), [ranking("k1", decision="go"), ranking("k1", decision="fix")])
    assert panel.decision == "fix"


def test_one_alone_is_no_panel() -> None:
    with pytest.raises(ValueError, match="two members"):
        panel_of(make_body(), [ranking("k1")])


def test_overlap_counts_the_shortlist_in_whatever_order() -> None:
    panel = panel_of(make_body(), [ranking("k1", "k2", "k3")] * 2)
    assert overlap_of(["k2", "k1"], panel, 2) == 1
    assert overlap_of(["k3", "k1"], panel, 2) == HALF
    assert overlap_of(["k3", "k4"], panel, 2) == 0


def test_referring_everybody_is_worth_less_than_telling_who_fits() -> None:
    """The unfit last: nDCG and the first places see nothing of it, the precision of the referrals does."""
    panel = panel_of(make_body(), [ranking("k1", "k2")] * 2)
    everybody = ["k1", "k2", "k3", "k4"]
    assert ndcg_of(everybody, panel.relevance) == 1
    assert overlap_of(everybody, panel, 2) == HALF
    assert overlap_of([], panel, 2) == 0
    assert scored(ranking(*everybody), panel=panel, case=make_body(constraints=[])) == 75


def test_cards_of_equal_standing_share_their_place_and_nobody_loses_for_the_one_not_taken() -> None:
    """Two heads who turn k2 and k3 round: either of them fills the second place of the shortlist, both together fill one."""
    panel = panel_of(make_body(), [ranking("k1", "k2", "k3"), ranking("k1", "k3", "k2")])
    assert panel.places == {"k1": 1, "k2": 2, "k3": 2}
    assert overlap_of(["k1", "k2"], panel, 2) == overlap_of(["k1", "k3"], panel, 2) == 1
    assert overlap_of(["k2", "k3"], panel, 2) == HALF
    assert scored(ranking("k1", "k2", "k3"), panel=panel) == scored(ranking("k1", "k3", "k2"), panel=panel) == 100


def test_concordance_of_a_published_example() -> None:
    """Six candidates by three judges, W = 0.162 (Siegel and Castellan, Nonparametric Statistics, 1988, table 9.10)."""
    judges = [[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]]
    assert concordance([[-rank for rank in row] for row in judges]) == pytest.approx(0.162, abs=0.0005)


def test_concordance_at_its_ends() -> None:
    assert concordance([[3, 2, 1], [3, 2, 1]]) == 1
    assert concordance([[3, 2, 1], [1, 2, 3]]) == 0
    assert concordance([[0, 0, 0], [0, 0, 0]]) == 1


orders = st.permutations(KEYS).flatmap(lambda keys: st.integers(0, 4).map(lambda count: list(keys[:count])))


@given(mine=orders, first=orders, second=orders)
def test_points_stay_on_their_scale_and_agreeing_is_best(mine: list[str], first: list[str], second: list[str]) -> None:
    case = make_body(constraints=[])
    panel = panel_of(case, [ranking(*first), ranking(*second)])
    got = score_of(case, ranking(*mine), panel, top_k=2, overlap_share=HALF, violation_costs=Decimal(25))
    assert 0 <= got.ndcg <= 1
    assert 0 <= got.overlap <= 1
    assert 0 <= got.points <= 100
    best = score_of(case, ranking(*panel.order), panel, top_k=2, overlap_share=HALF, violation_costs=Decimal(25))
    assert best.points == 100
    assert 0 <= panel.agreement <= 1
