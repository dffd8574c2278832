"""What is wrong with a form itself."""

from __future__ import annotations

from typing import Any

import pytest

from assignments.schema import flaws, normal
from assignments.schema.checking import Flaw
from tests.assignments.schema.forms import EVERYTHING, TABLE, field, form


def found(*fields: dict[str, Any]) -> list[tuple[int | None, str]]:
    return [(flaw.field, flaw.setting) for flaw in flaws(form(*fields))]


def when(key: str, operator: str = "filled", value: str = "") -> list[dict[str, str]]:
    return [{"field": key, "operator": operator, "value": value}]


def test_a_good_form_has_none() -> None:
    assert flaws(EVERYTHING) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([field("A b", "text")], [(0, "key")]),
        ([field("a", "text"), field("a", "text")], [(0, "key"), (1, "key")]),
        ([field("a", "lagu")], [(0, "type")]),
        ([{**field("a", "text"), "label": ""}], [(0, "label_id")]),
        ([field("a", "text", show_when=when("b"))], [(0, "show_when.0.field")]),
        ([field("a", "text", required_when=when("a"))], [(0, "required_when.0.field")]),
        ([field("a", "bool"), field("b", "text", show_when=when("a", "more", "1"))], [(1, "show_when.0.operator")]),
        ([field("a", "bool"), field("b", "text", show_when=when("a", "is", "kadang"))], [(1, "show_when.0.value")]),
        ([field("a", "number"), field("b", "text", show_when=when("a", "more", "x"))], [(1, "show_when.0.value")]),
        ([field("a", "text"), field("b", "text", show_when=when("a", "is"))], [(1, "show_when.0.value")]),
        ([field("a", "text"), field("b", "text", show_when=when("a", "mirip", "x"))], [(1, "show_when.0.operator")]),
        ([field("a", "file"), field("b", "text", show_when=when("a", "is", "x"))], [(1, "show_when.0.operator")]),
        ([field("a", "select", options=["X", "Y"]), field("b", "text", show_when=when("a", "one_of", "X|Z"))], [(1, "show_when.0.value")]),
        ([field("a", "select", options=["X"])], [(0, "options")]),
        ([field("a", "select", options=["X", "x", "a|b"])], [(0, "options.1.value"), (0, "options.2.value")]),
        ([field("a", "scale", minimum=3, maximum=3)], [(0, "maximum")]),
        ([field("a", "number", minimum="5", maximum="2")], [(0, "maximum")]),
        ([field("a", "number", minimum="lima")], [(0, "minimum")]),
        ([field("a", "table", columns=[])], [(0, "columns")]),
        ([field("a", "table", min_rows=5, max_rows=2, columns=[{"key": "x", "label": "X"}])], [(0, "max_rows")]),
        ([field("a", "table", columns=[{"key": "x", "label": ""}, {"key": "x", "label": "X", "type": "file"}, {"key": "Y", "label": "Y"}])],
         [(0, "columns.0.label_id"), (0, "columns.1.key"), (0, "columns.1.type"), (0, "columns.2.key")]),
        ([field("a", "table", columns=[{"key": "x", "label": "X", "type": "select"}])], [(0, "columns.0.options")]),
        ([field("a", "table", columns=[{"key": "x", "label": "X", "type": "number", "minimum": "5", "maximum": "2"}])],
         [(0, "columns.0.maximum")]),
        ([field("a", "table", columns=[{"key": "x", "label": "X", "type": "currency", "maximum": "lima"}])],
         [(0, "columns.0.maximum")]),
        ([field("a", "ref")], [(0, "form")]),
        ([field("a", "number", calculation="b +")], [(0, "calculation")]),
        ([field("a", "number", calculation="b + 1")], [(0, "calculation")]),
        ([field("a", "number", calculation="teks + 1"), field("teks", "text")], [(0, "calculation")]),
        ([field("a", "number", calculation="p + 1"), field("p", "select", options=["X", "Y"])], [(0, "calculation")]),
        ([field("a", "number", calculation="sum(b.c)")], [(0, "calculation")]),
        ([field("a", "number", calculation="sum(tabel.asing)"), TABLE], [(0, "calculation")]),
        ([field("a", "number", calculation="sum(tabel.nama)"), TABLE], [(0, "calculation")]),
        ([field("a", "number", calculation="tabel.jumlah + 1"), TABLE], [(0, "calculation")]),
        ([field("a", "number", calculation="tabel + 1"), TABLE], [(0, "calculation")]),
    ],
)  # fmt: skip
def test_a_flaw_has_its_place(fields: list[dict[str, Any]], expected: list[tuple[int, str]]) -> None:
    assert found(*fields) == expected


def test_a_good_calculation_has_none() -> None:
    fields = [
        field("a", "number", calculation='if(p = "X", sum(tabel.jumlah), count(tabel)) + 1'),
        field("p", "select", options=["X", "Y"]),
        TABLE,
    ]
    assert found(*fields) == []


@pytest.mark.parametrize(
    "fields",
    [
        [field("a", "number", calculation="b"), field("b", "number", calculation="a")],
        [field("a", "number", calculation="a + 1")],
        [field("a", "text", show_when=when("b")), field("b", "text", show_when=when("a"))],
        [field("a", "number", calculation="b"), field("b", "number", show_when=when("a"))],
    ],
)
def test_circles_are_refused(fields: list[dict[str, Any]]) -> None:
    messages = [flaw.message for flaw in flaws(form(*fields))]
    assert messages
    assert all("a → " in message for message in messages)


def test_the_whole_form_and_its_sections() -> None:
    assert [(flaw.section, flaw.setting) for flaw in flaws(normal({"code": "X"}))] == [(None, "sections")]
    empty = normal({"code": "X", "sections": [{"title": ""}]})
    assert [(flaw.section, flaw.field, flaw.setting) for flaw in flaws(empty)] == [
        (0, None, "title_id"),
        (0, None, "fields"),
    ]
    many = form(*[field(f"f{number}", "text") for number in range(151)])
    assert flaws(many) == [Flaw(None, None, "sections", flaws(many)[0].message)]
