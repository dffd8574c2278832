"""Nobody is read out of what is shown, whatever the groups: against somebody who subtracts everything from everything."""

from __future__ import annotations

import hashlib
from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lms.evaluation.suppression import FLOOR, enough, hidden_groups, least_answers, least_shown, safe_set

groups = st.dictionaries(st.sampled_from("ABCDEFGHIJ"), st.integers(0, 40), max_size=10)
people = st.frozensets(st.integers(0, 40), max_size=41)


def lot(person: int) -> str:
    return hashlib.sha256(f"undian {person}".encode()).hexdigest()


def test_five_is_enough_and_four_is_not() -> None:
    assert enough(5)
    assert not enough(4)


def test_an_installation_may_ask_for_more_and_never_for_fewer(settings: Any) -> None:
    settings.PADAN_SMALL_GROUP = 8
    assert (least_shown(), enough(7)) == (8, False)
    settings.PADAN_SMALL_GROUP = 1
    assert (least_shown(), enough(4)) == (FLOOR, False)


def test_nothing_small_hides_nothing() -> None:
    assert hidden_groups({"A": 5, "B": 12, "C": 0}) == frozenset()
    assert hidden_groups({}) == frozenset()


def test_with_one_small_group_the_next_smallest_is_hidden_too() -> None:
    assert hidden_groups({"A": 20, "B": 3, "C": 7}) == {"B", "C"}


def test_two_small_groups_that_are_too_few_together_hide_a_third() -> None:
    assert hidden_groups({"A": 20, "B": 1, "C": 2, "D": 6}) == {"B", "C", "D"}
    assert hidden_groups({"A": 20, "B": 3, "C": 2, "D": 6}) == {"B", "C"}


def test_where_nothing_could_hide_it_everything_is_hidden() -> None:
    assert hidden_groups({"A": 20, "B": 1}) == {"A", "B"}
    assert hidden_groups({"B": 1}) == {"B"}


@given(groups)
def test_what_is_left_of_the_whole_is_never_one_group_nor_a_few_people(counts: dict[str, int]) -> None:
    hidden = hidden_groups(counts)
    peopled = {name for name, count in counts.items() if count}
    assert {name for name in peopled if counts[name] < FLOOR} <= hidden <= peopled
    if hidden and hidden != peopled:
        assert len(hidden) >= 2
        assert sum(counts[name] for name in hidden) >= FLOOR


@given(groups, st.randoms())
def test_the_order_of_the_groups_changes_nothing(counts: dict[str, int], chance: object) -> None:
    names = list(counts)
    chance.shuffle(names)  # type: ignore[attr-defined]
    assert hidden_groups({name: counts[name] for name in names}) == hidden_groups(counts)


@given(groups)
def test_whoever_adds_and_subtracts_what_is_shown_finds_no_small_group(counts: dict[str, int]) -> None:
    """The whole and every shown group are known sums: the people behind any sum or difference of them are nobody or at least five."""
    shown = [name for name, count in counts.items() if count and name not in hidden_groups(counts)]
    whole = sum(counts.values())
    for many in range(len(shown) + 1):
        for some in combinations(shown, many):
            rest = whole - sum(counts[name] for name in some)
            assert rest == 0 or rest >= FLOOR or whole < FLOOR


@given(people, st.lists(people, max_size=4))
def test_a_set_differs_from_every_known_one_by_nobody_or_by_enough(
    candidates: frozenset[int], known: list[frozenset[int]]
) -> None:
    found = safe_set(candidates, known, lot)
    assert found <= candidates
    assert not found or len(found) >= FLOOR
    if found:
        for one in known:
            assert len(found - one) == 0 or len(found - one) >= FLOOR
            assert len(one - found) == 0 or len(one - found) >= FLOOR
            assert len(one & found) == 0 or len(one & found) >= FLOOR


def test_where_one_gives_several_answers_more_of_them_are_asked_for() -> None:
    """Five people gave four, four, three, one and one: eleven might be of three of them, and only thirteen are of all."""
    assert least_answers([4, 1, 3, 4, 1]) == 13
    assert least_answers([1] * 30) == FLOOR
    assert least_answers([]) == FLOOR
    everybody = frozenset(range(20))
    assert len(safe_set(everybody, [everybody], lot, 9)) == 20
    assert len(safe_set(frozenset(range(19)), [everybody], lot, 9)) == 11


def test_nobody_is_left_out_where_nothing_could_be_told() -> None:
    everybody = frozenset(range(12))
    assert safe_set(everybody, [everybody], lot) == everybody
    assert safe_set(everybody, [everybody | frozenset(range(20, 25))], lot) == everybody


def test_just_so_many_are_left_out_as_the_two_without_a_pair_need() -> None:
    pairs, all_before = frozenset(range(18)), frozenset(range(20))
    found = safe_set(pairs, [all_before, pairs], lot)
    # Three fewer would hide the two among five; but then the second survey less its pairs would tell those three. With five both hold.
    assert len(found) == 13


@given(people, st.lists(people, max_size=3), st.randoms())
def test_the_lot_falls_the_same_way_each_time(
    candidates: frozenset[int], known: list[frozenset[int]], chance: object
) -> None:
    shuffled = list(candidates)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert safe_set(shuffled, known, lot) == safe_set(candidates, known, lot)


@given(people, st.lists(people, min_size=1, max_size=6))
def test_a_series_of_comparisons_tells_no_few_people_apart(first: frozenset[int], later: list[frozenset[int]]) -> None:
    """One survey before, several after: each comparison is chosen with an eye to those shown already, and none is changed later."""
    known = [first] if len(first) >= FLOOR else []
    shown: list[frozenset[int]] = []
    for after in later:
        found = safe_set(first & after, [*known, *shown, *([after] if len(after) >= FLOOR else [])], lot)
        if found:
            shown.append(found)
    for one, two in combinations([*known, *shown], 2):
        assert len(one - two) == 0 or len(one - two) >= FLOOR
        assert len(two - one) == 0 or len(two - one) >= FLOOR
