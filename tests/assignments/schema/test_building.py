"""Between the editor's blocks and a schema."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from wagtail.blocks.stream_block import StreamBlockValidationError

from assignments.blocks import SectionsBlock
from assignments.schema import Schema, normal
from assignments.schema.building import blocks_from, sections_from
from assignments.starter import read_forms
from tests.assignments.schema.forms import EVERYTHING, TABLE, field, form

ALL = [*map(normal, read_forms()), EVERYTHING]


def built(schema: Schema) -> Any:
    return SectionsBlock().to_python(blocks_from(schema))


@pytest.mark.parametrize("schema", ALL, ids=[one["code"] for one in ALL])
def test_a_form_goes_into_blocks_and_comes_back(schema: Schema) -> None:
    again = normal({**schema, "sections": sections_from(built(schema))})
    # In the editor a section's key is the id of its block, the same each time the same file is read.
    assert all(uuid.UUID(section["key"]) for section in again["sections"])
    keys = [section["key"] for section in schema["sections"]]
    named = [{**section, "key": key} for section, key in zip(again["sections"], keys, strict=True)]
    assert {**again, "sections": named} == schema
    assert blocks_from(again)[0]["id"] == blocks_from(schema)[0]["id"]


def wrong(*fields: dict[str, Any]) -> StreamBlockValidationError:
    with pytest.raises(StreamBlockValidationError) as caught:
        SectionsBlock().clean(built(form(*fields)))
    return caught.value


def test_a_good_form_is_clean() -> None:
    assert len(SectionsBlock().clean(built(EVERYTHING))) == 1


def test_an_error_stands_at_its_own_field() -> None:
    error = wrong(
        field("a", "text"),
        field("b", "text", show_when=[{"field": "asing", "operator": "filled", "value": ""}]),
        field("c", "number", calculation="a + 1"),
        {**TABLE, "columns": [{"key": "x", "label": {"id": "X"}}, {"key": "x", "label": {"id": "Y"}}]},
    )
    fields = error.block_errors[0].block_errors["fields"].block_errors
    assert set(fields) == {1, 2, 3}
    rule = fields[1].block_errors["show_when"].block_errors[0].block_errors["field"]
    assert "asing" in str(rule)
    assert "calculation" in fields[2].block_errors
    assert set(fields[3].block_errors["columns"].block_errors[1].block_errors) == {"key"}


def test_a_key_used_twice_is_shown_at_both() -> None:
    error = wrong(field("a", "text"), field("a", "date"))
    assert set(error.block_errors[0].block_errors["fields"].block_errors) == {0, 1}


def test_a_form_without_sections_says_so() -> None:
    with pytest.raises(StreamBlockValidationError) as caught:
        SectionsBlock().clean(SectionsBlock().to_python([]))
    assert caught.value.non_block_errors
