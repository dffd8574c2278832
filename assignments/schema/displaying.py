"""A filled-in form for reading, for print and for PDF: the same rows everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation

from assignments.enums import FieldType
from assignments.schema.rules import Sheet
from assignments.schema.shapes import Answers, Field, Schema, is_empty, local
from assignments.schema.written import value_in_words

T = FieldType


@dataclass(frozen=True)
class ShownRow:
    """One field with its answer in words. A table has `header` and `rows` instead, a file field `files`; a reference `ref` as well."""

    key: str
    label: str
    type: str
    text: str = ""
    header: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    ref: str = ""
    long: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was answered."""
        return not (self.text or self.rows or self.files or self.ref)


@dataclass(frozen=True)
class ShownSection:
    """A section's title with its rows."""

    key: str
    title: str
    rows: list[ShownRow]


def display(
    schema: Schema, answers: Answers, language: str, refs: Mapping[str, str] | None = None
) -> list[ShownSection]:
    """Return the sections with the fields that are shown as the answers stand, in words of `language` ("id" or "en").

    `refs` are the words for what references name, by its id.
    """
    sheet = Sheet(schema, answers)
    with translation.override(language):
        sections = [
            ShownSection(
                section.get("key", ""),
                local(section.get("title"), language),
                [
                    _row(one, sheet.value(one["key"]), language, refs or {})
                    for one in section.get("fields", [])
                    if sheet.shown(one["key"])
                ],
            )
            for section in schema.get("sections", [])
        ]
    return [section for section in sections if section.rows]


def _row(one: Field, value: Any, language: str, refs: Mapping[str, str]) -> ShownRow:
    base = {"key": one["key"], "label": local(one["label"], language), "type": one["type"]}
    if one["type"] == T.TABLE:
        columns = one.get("columns", [])
        rows = value if isinstance(value, list) else []
        return ShownRow(
            **base,
            header=[local(column["label"], language) for column in columns],
            rows=[
                [value_in_words(column, row.get(column["key"])) for column in columns]
                for row in rows
                if isinstance(row, Mapping) and not is_empty(row)
            ],
        )
    if one["type"] == T.FILE:
        return ShownRow(**base, files=[str(entry) for entry in value] if isinstance(value, list) else [])
    if one["type"] == T.REF:
        return ShownRow(**base, text=refs.get(str(value), ""), ref=str(value or ""))
    return ShownRow(**base, text=value_in_words(one, value), long=one["type"] == T.TEXTAREA)
