"""What is wrong with a case or a ranking is said where it is."""

from __future__ import annotations

from typing import Any

import pytest

from assignments.lab.cards import case_faults, order_of, ranking_faults, refused
from assignments.services.lab_starter import read_cases
from tests.factories.assignments.lab import make_body, ranking


def places_of(faults: list[Any]) -> list[str]:
    return [fault.where for fault in faults]


def test_a_case_in_order_has_no_fault() -> None:
    assert case_faults(make_body()) == []


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"intro": " "}, "intro"),
        ({"debrief": ""}, "debrief"),
        ({"subject": {}}, "subject"),
        ({"cards": make_body()["cards"][:2], "constraints": []}, "cards"),
        ({"cards": make_body()["cards"] + make_body()["cards"][:1]}, "cards"),
        ({"cards": [*make_body()["cards"][:3], {"key": "k4", "title": "", "facts": []}]}, "k4"),
        ({"constraints": [{"key": "c1", "rule": "refuse", "cards": ["k9"], "why": "x"}]}, "constraints[1]"),
        ({"constraints": [{"key": "c1", "rule": "refuse", "cards": ["k1"], "why": ""}]}, "constraints[1]"),
        ({"constraints": [{"key": "c1", "rule": "decision", "decisions": [], "why": "x"}]}, "constraints[1]"),
    ],
)
def test_each_fault_of_a_case_is_named(changes: dict[str, Any], where: str) -> None:
    assert places_of(case_faults(make_body(**changes))) == [where]


def test_a_draft_may_have_gaps_but_no_two_cards_on_one_place() -> None:
    draft = {"places": {"k1": {"rank": 1}, "k2": {"rank": 1}}}
    assert places_of(ranking_faults(make_body(), draft, final=False)) == ["k2"]
    assert ranking_faults(make_body(), {}, final=False) == []
    assert places_of(ranking_faults(make_body(), {"places": {"k1": {"rank": 9}, "zz": {}}}, final=False)) == [
        "k1",
        "zz",
    ]


def test_handed_in_every_gap_is_named() -> None:
    assert places_of(ranking_faults(make_body(), {}, final=True)) == ["decision", "k1", "k2", "k3", "k4"]
    without_reason = ranking("k1", "k2", why="")
    without_reason["places"]["k3"]["reason"] = " "
    assert places_of(ranking_faults(make_body(), without_reason, final=True)) == ["why", "k3"]
    leaping = ranking("k1", "k2")
    leaping["places"]["k2"]["rank"] = 3
    assert places_of(ranking_faults(make_body(), leaping, final=True)) == ["ranks"]


def test_what_is_not_placed_is_neither_referred_nor_refused() -> None:
    given = {"places": {"k1": {"rank": 2}, "k2": {"rank": None}, "k3": {"reason": "nanti"}, "k4": {"rank": 1}}}
    assert order_of(given) == ["k4", "k1"]
    assert refused(given) == {"k2"}


def test_the_starter_cases_are_in_order_and_grow_harder() -> None:
    cases = read_cases()
    assert [case_faults(one["body"]) for one in cases] == [[]] * 6
    levels = [one["difficulty"] for one in cases]
    assert levels == sorted(levels)
    assert {one["kind"] for one in cases} == {"candidates", "vacancies"}
    assert {rule["rule"] for one in cases for rule in one["body"]["constraints"]} == {"refuse", "keep", "decision"}
