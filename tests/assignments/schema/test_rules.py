"""Which fields are shown and which must be filled in."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from assignments.schema import required_fields, rule_in_words, shown_fields
from assignments.schema.rules import holds
from tests.assignments.schema.forms import EVERYTHING, TABLE, field, form

FIELDS = {one["key"]: one for one in EVERYTHING["sections"][0]["fields"]}


@pytest.mark.parametrize(
    ("key", "operator", "wanted", "answer", "expected"),
    [
        ("pilih", "is", "baru", "Baru", True),
        ("pilih", "is", "Baru", "Lama", False),
        ("pilih", "is", "Baru", None, False),
        ("pilih", "is_not", "Baru", "Lama", True),
        ("pilih", "is_not", "Baru", None, True),
        ("pilih", "one_of", "Baru | Lama", "Lama", True),
        ("pilih", "is", "lain", {"other": "Lain"}, True),
        ("banyak", "is", "Dua", ["Satu", "Dua"], True),
        ("banyak", "is_not", "Dua", ["Satu"], True),
        ("benar", "is", "ya", True, True),
        ("benar", "is", "tidak", False, True),
        ("benar", "filled", "", False, True),
        ("benar", "is", "ya", None, False),
        ("angka", "more", "1.000", "1000.5", True),
        ("angka", "less", "5", "5", False),
        ("angka", "more", "5", None, False),
        ("angka", "is", "1.000", "1000", True),
        ("tanggal", "less", "1/12/2026", "2026-11-30", True),
        ("jam", "more", "08.00", "08:30", True),
        ("tabel", "filled", "", [{"nama": ""}], False),
        ("tabel", "empty", "", [], True),
        ("teks", "empty", "", "  ", True),
    ],
)
def test_a_condition(key: str, operator: str, wanted: str, answer: Any, expected: bool) -> None:
    assert holds({"field": key, "operator": operator, "value": wanted}, FIELDS[key], answer) is expected


def chain() -> Any:
    return form(
        field("a", "bool"),
        field("b", "text", show_when=[{"field": "a", "operator": "is", "value": "ya"}], required=True),
        field("c", "text", show_when=[{"field": "b", "operator": "filled", "value": ""}]),
        field(
            "d",
            "text",
            required_when=[
                {"field": "a", "operator": "is", "value": "ya"},
                {"field": "c", "operator": "empty", "value": ""},
            ],
        ),
        TABLE,
    )


def keys(fields: list[dict[str, Any]]) -> list[str]:
    return [one["key"] for one in fields]


def test_what_hangs_on_a_hidden_field_is_hidden_too() -> None:
    assert keys(shown_fields(chain(), {"a": True, "b": "x"})) == ["a", "b", "c", "d", "tabel"]
    assert keys(shown_fields(chain(), {"a": False, "b": "x"})) == ["a", "d", "tabel"]


def test_all_conditions_of_a_rule_must_hold() -> None:
    assert keys(required_fields(chain(), {"a": True})) == ["b", "d"]
    assert keys(required_fields(chain(), {"a": True, "b": "x", "c": "y"})) == ["b"]
    assert keys(required_fields(chain(), {"a": False})) == []


def test_a_circle_does_not_hang() -> None:
    schema = form(
        field("a", "text", show_when=[{"field": "b", "operator": "filled", "value": ""}]),
        field("b", "text", show_when=[{"field": "a", "operator": "filled", "value": ""}]),
        field("n", "number", calculation="n + 1"),
    )
    assert shown_fields(schema, {"a": "x"}) is not None


def test_a_rule_is_said_in_words() -> None:
    rule = [
        {"field": "pilih", "operator": "one_of", "value": "Baru|Lama"},
        {"field": "benar", "operator": "is", "value": "ya"},
        {"field": "angka", "operator": "more", "value": "5"},
    ]
    with translation.override("en"):
        words = rule_in_words(rule, FIELDS)
    assert words == "“pilih (en)” is “Baru” or “Old”, and “benar (en)” is yes, and “angka (en)” is more than “5”"
