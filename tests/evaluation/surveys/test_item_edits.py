"""Editing a questionnaire: each edit finds its place by key, and the rest stays."""

from __future__ import annotations

from typing import Any

from lms.evaluation import item_edits as edits
from lms.evaluation.items import normal
from tests.evaluation.surveys.asked import content, item


def two_sections() -> dict[str, Any]:
    return normal(
        {
            "sections": [
                {"key": "a", "title": {"id": "A"}, "items": [item("one", "scale"), item("two", "text")]},
                {"key": "b", "title": {"id": "B"}, "items": [item("three", "text")]},
            ]
        }
    )


def order(content: dict[str, Any]) -> list[list[str]]:
    return [[one["key"] for one in section["items"]] for section in content["sections"]]


def test_items_move_within_and_across_sections() -> None:
    start = two_sections()
    assert order(edits.moved_item(start, "one", 1)) == [["two", "one"], ["three"]]
    assert order(edits.moved_item(start, "two", 1)) == [["one"], ["two", "three"]]
    assert order(edits.moved_item(start, "three", -1)) == [["one", "two", "three"], []]
    assert order(edits.moved_item(start, "one", -1)) == order(start)
    assert order(edits.moved_item(start, "nowhere", 1)) == order(start)
    assert order(start) == [["one", "two"], ["three"]]


def test_sections_are_added_renamed_moved_and_taken_out() -> None:
    start = two_sections()
    added = edits.with_section(start, "", {"id": "Akhir kata", "en": "Last"})
    assert added["sections"][-1]["key"] == "akhir_kata"
    again = edits.with_section(added, "", {"id": "Akhir kata"})
    assert again["sections"][-1]["key"] == "akhir_kata_2"
    renamed = edits.with_section(start, "a", {"id": "Pertama", "en": ""})
    assert (renamed["sections"][0]["title"]["id"], order(renamed)) == ("Pertama", order(start))
    assert order(edits.moved_section(start, "b", -1)) == [["three"], ["one", "two"]]
    assert order(edits.without_section(start, "a")) == [["three"]]


def test_an_item_is_replaced_where_it_stands_or_added_at_the_end() -> None:
    start = two_sections()
    changed = edits.with_item(start, "", item("one", "number"))
    assert changed["sections"][0]["items"][0]["kind"] == "number"
    added = edits.with_item(start, "a", item("four", "text"))
    assert order(added) == [["one", "two", "four"], ["three"]]
    assert order(edits.without_item(start, "two")) == [["one"], ["three"]]


def test_items_of_the_bank_go_to_their_groups_once() -> None:
    found = edits.with_bank_items(content(), ["tujuan", "fas_jelas", "tujuan", "no_such_item"])
    assert order(found)[0][-1] == "tujuan"
    assert found["sections"][-1]["key"] == "fasilitator"
    assert order(edits.with_bank_items(found, ["tujuan"])) == order(found)


def test_keys_are_made_of_words_and_taken_by_nobody() -> None:
    assert edits.free_key("Apa kendala utama Anda di Kios?", []) == "apa_kendala_utama_anda"
    assert edits.free_key("3 bulan terakhir", []) == "q_3_bulan_terakhir"
    assert edits.free_key("???", ["q"]) == "q_2"


def test_what_stands_before_an_item() -> None:
    assert list(edits.items_before(two_sections(), "two")) == ["one"]
    assert list(edits.items_before(two_sections(), "")) == ["one", "two", "three"]
