"""Questions as data: what is asked of whom, how answers are read, and what keeps a questionnaire from being frozen."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.evaluation.enums import ItemKind
from lms.evaluation.item_flaws import flaws
from lms.evaluation.items import answer_words, clean, digest_of, items_of, normal
from lms.evaluation.survey_starter import bank, competencies, group_titles, starters
from tests.evaluation.surveys.asked import GOOD, KEPT, content, item


def only(*items: dict[str, Any]) -> dict[str, Any]:
    return {"sections": [{"key": "s", "title": {"id": "S"}, "items": list(items)}]}


def faults(typed: dict[str, Any], *items: dict[str, Any]) -> dict[str, str]:
    return {one.where: one.message for one in clean(only(*items) if items else content(), typed).faults}


def test_answers_of_every_kind_are_read() -> None:
    cleaned = clean(content(), GOOD)
    assert (cleaned.answers, cleaned.faults) == (KEPT, [])


def test_what_is_kept_is_read_again_as_itself() -> None:
    assert clean(content(), clean(content(), GOOD).answers).answers == KEPT


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    typed=st.fixed_dictionaries(
        {},
        optional={
            "clear": st.one_of(st.text(max_size=3), st.integers(-3, 9)),
            "why": st.text(max_size=9),
            "pick": st.sampled_from(["a", "b", "c", ""]),
            "many": st.lists(st.sampled_from("wxyz"), max_size=4),
            "grid": st.dictionaries(st.sampled_from(["r1", "r2", "r3"]), st.text(max_size=3)),
            "count": st.text(max_size=8),
            "score": st.text(max_size=4),
        },
    )
)
def test_nothing_typed_breaks_it_and_cleaning_is_idempotent(typed: dict[str, Any]) -> None:
    with override("en"):
        first = clean(content(), typed)
        again = clean(content(), first.answers)
    assert again.answers == first.answers
    assert "score" not in first.answers


@given(number=st.decimals(min_value=0, max_value=99999, places=2))
def test_a_kept_decimal_is_read_again_as_itself(number: Any) -> None:
    one = only(item("days", "number", number={"min": 0, "decimals": 2}))
    first = clean(one, {"days": f"{number:f}".replace(".", ",")}).answers
    assert clean(one, first).answers == first


def test_what_is_not_asked_falls_away() -> None:
    assert "why" not in clean(content(), {**GOOD, "clear": "5"}).answers
    # A chain: what depends on a question that is not asked is not asked either.
    chain = only(
        item("a", "scale"),
        item("b", "scale", when={"item": "a", "in": [1]}),
        item("c", "text", when={"item": "b", "in": [1]}),
    )
    assert clean(chain, {"a": "2", "b": "1", "c": "x"}).answers == {"a": 2}


@pytest.mark.parametrize(
    ("typed", "where", "says"),
    [
        ({"clear": ""}, "clear", "Choose an answer"),
        ({"clear": "6"}, "clear", "steps of the scale"),
        ({"clear": "--1"}, "clear", "steps of the scale"),
        ({"clear": "٣"}, "clear", "steps of the scale"),
        ({"pick": "q"}, "pick", "answers offered"),
        ({"many": ["q"]}, "many", "answers offered"),
        ({"many": ["x", "y", "z"]}, "many", "at most 2"),
        ({"grid": {"r1": "9"}}, "grid.r1", "steps of the scale"),
        ({"count": "banyak"}, "count", "Write a number"),
        ({"count": "-1"}, "count", "least is 0"),
        ({"count": "5001"}, "count", "most is 5000"),
        ({"count": "1,5"}, "count", "whole number"),
        ({"why": "x" * 2001}, "why", "2000 letters"),
    ],
)
def test_faults_name_their_place(typed: dict[str, Any], where: str, says: str) -> None:
    found = faults({**GOOD, **typed})
    assert says in found[where]
    assert set(found) == {where}


def test_an_empty_sheet_is_no_answer() -> None:
    assert "at least one" in faults({}, item("a", "scale"))[""]


def test_answers_in_words() -> None:
    items = {one.key: one for one in items_of(content())}
    with override("id"):
        assert list(answer_words(items["many"], ["x", "z"])) == ["X", "Z"]
        assert list(answer_words(items["grid"], {"r1": 3})) == ["Satu: 3"]
        assert list(answer_words(items["count"], 1250)) == ["1250"]


def test_the_digest_is_of_the_content_whatever_is_spelt_out() -> None:
    assert digest_of(content()) == digest_of(normal(content()))
    assert digest_of(only(item("a", "scale"))) != digest_of(only(item("a", "scale", required=True)))


# --- What is wrong with a questionnaire ---


def test_a_good_one_has_no_flaw() -> None:
    assert flaws(content()) == []


@pytest.mark.parametrize(
    ("items", "setting", "says"),
    [
        ([], "items", "no question"),
        ([item("a", "auto")], "items", "Nothing is asked"),
        ([item("A b", "scale")], "key", "no key"),
        ([item("a", "scale"), item("a", "text")], "key", "this key too"),
        ([item("a", "poem")], "kind", "poem"),
        ([item("a", "scale", text={"id": ""})], "text_id", "no words"),
        ([item("a", "scale", scale={"min": 1, "max": 1})], "scale_max", "2 to 11"),
        ([item("a", "scale", scale={"min": 0, "max": 11})], "scale_max", "2 to 11"),
        ([item("a", "scale", options=[{"key": "1", "id": "Ya"}])], "options", "every step"),
        ([item("a", "scale", measures="skm:1")], "measures", "1 to 4"),
        ([item("a", "scale", measures="joy")], "measures", "nothing known"),
        ([item("a", "choice", options=[{"key": "a", "id": "A"}])], "options", "at least two"),
        ([item("a", "choice", options=[{"key": "a", "id": "A"}, {"key": "a", "id": "B"}])], "options", "one key"),
        ([item("a", "choice", options=[{"key": "a", "id": ""}, {"key": "b", "id": "B"}])], "options", "Indonesian"),
        ([item("a", "matrix", rows=[{"key": "a", "id": "A"}])], "rows", "two lines"),
        ([item("a", "number", number={"min": 5, "max": 4})], "number_max", "more than"),
        ([item("a", "number", number={"decimals": 5})], "number_decimals", "two decimals"),
        ([item("a", "text", most=99999)], "most", "2000"),
        ([item("a", "text", when={"item": "z", "in": [1]})], "when_item", "before it"),
        ([item("a", "text"), item("b", "text", when={"item": "a", "in": ["x"]})], "when_item", "scale or on a choice"),
        ([item("a", "scale"), item("b", "text", when={"item": "a", "in": []})], "when_in", "at least one"),
        ([item("a", "scale"), item("b", "text", when={"item": "a", "in": [7]})], "when_in", "no answer"),
    ],
)
def test_flaws_name_their_place(items: list[dict[str, Any]], setting: str, says: str) -> None:
    assert [one for one in flaws(only(*items)) if one.setting == setting and says in one.message]


# --- The bank ---


def test_the_bank_holds_27_items_nine_elements_and_a_few_more() -> None:
    found = Counter(one.set for one in bank().values())
    assert (found["kirkpatrick"], found["skm"]) == (27, 9)
    levels = Counter(one.level for one in bank().values() if one.set == "kirkpatrick")
    assert dict(levels) == {1: 16, 2: 3, 3: 4, 4: 4}


def test_every_item_says_where_it_comes_from_and_none_passes_for_official() -> None:
    for one in bank().values():
        assert one.item["source"]
        assert one.item["evidence"] == "inferred"
        assert one.item["text"]["id"]
        assert one.item["text"]["en"]
        assert one.item["group"] in group_titles()


def test_the_nine_elements_are_asked_on_four_steps_with_words() -> None:
    elements = [one.item for one in bank().values() if one.set == "skm"]
    assert [one["measures"] for one in elements] == [f"skm:{number}" for number in range(1, 10)]
    for one in elements:
        assert (one["scale"]["min"], one["scale"]["max"], len(one["options"]), one["required"]) == (1, 4, 4, True)
        assert "PermenPAN-RB 14/2017" in one["source"]


def test_the_item_marked_0_to_10_has_that_scale() -> None:
    one = bank()["anjurkan"].item
    assert (one["scale"]["min"], one["scale"]["max"], one["measures"]) == (0, 10, "nps")


def test_every_competency_that_is_measured_has_a_name() -> None:
    measured = {
        one.item["measures"].split(":")[1] for one in bank().values() if one.item["measures"].startswith("competency:")
    }
    assert measured == set(competencies())


def test_the_starter_questionnaires_can_be_asked() -> None:
    for one in starters():
        assert flaws(one.content) == [], one.name
    asked = {item.kind for one in starters() for item in items_of(one.content)}
    assert {ItemKind.SCALE, ItemKind.TEXT, ItemKind.NUMBER, ItemKind.AUTO} <= asked
