"""Between the editor's blocks and a schema: what the editor built as data, and data as blocks again."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from assignments.enums import FieldType
from assignments.schema.shapes import Field, Schema, normal

T = FieldType
# A section of a file gets the same id each time the file is read.
_NAMESPACE = uuid.UUID("6f0d3c1e-9f0b-4a53-8a55-3f1b0f3f5c21")
_OWN_NAMES = (
    "source",
    "not_future",
    "max_length",
    "client_data",
    "decimals",
    "calculation",
    "other",
    "min_rows",
    "max_rows",
    "accept",
    "max_files",
    "form",
)

COLUMN_LIMITS = ("minimum", "maximum", "max_length")


def schema_of(form: Any, sections: Any = None) -> Schema:
    """Return the schema of a TaskForm as it stands in the editor; `sections` replaces its own (while they are checked)."""
    return normal(
        {
            "code": form.code,
            "title": {"id": form.title, "en": form.title_en},
            "intro": {"id": form.intro, "en": form.intro_en},
            "sops": form.sops,
            "processes": form.processes,
            "sections": sections_from(form.sections if sections is None else sections),
        }
    )


def sections_from(stream: Any) -> list[dict[str, Any]]:
    """Return the sections of a stream of blocks, each with its block's id as key."""
    return [
        {
            "key": child.id or f"s{number}",
            "title": {"id": child.value["title_id"], "en": child.value["title_en"]},
            "steps": list(child.value["steps"] or []),
            "fields": [_field(one.block_type, one.value) for one in child.value["fields"]],
        }
        for number, child in enumerate(stream, 1)
    ]


def _field(kind: str, value: Mapping[str, Any]) -> Field:
    one: Field = {name: value[name] for name in _OWN_NAMES if name in value}
    if kind == T.SCALE:
        one |= {"minimum": value["minimum"], "maximum": value["maximum"]}
        for name in ("low", "high"):
            one[name] = {"id": value[f"{name}_label"], "en": value[f"{name}_label_en"]}
    elif "minimum" in value:
        one |= {name: None if value[name] is None else str(value[name]) for name in ("minimum", "maximum")}
    if "options" in value:
        one["options"] = [_option(option) for option in value["options"]]
    if "columns" in value:
        one["columns"] = [_column(column) for column in value["columns"]]
    return {
        **one,
        "key": value["key"],
        "type": kind,
        "label": {"id": value["label_id"], "en": value["label_en"]},
        "help": {"id": value["help_id"], "en": value["help_en"]},
        "required": value["required"],
        "show_when": [dict(condition) for condition in value["show_when"]],
        "required_when": [dict(condition) for condition in value["required_when"]],
        "evidence": value["evidence"],
    }


def _option(option: Mapping[str, Any]) -> dict[str, Any]:
    return {"value": option["value"], "label": {"id": option["value"], "en": option["label_en"]}}


def _column(column: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": column["key"],
        "label": {"id": column["label_id"], "en": column["label_en"]},
        "type": column["type"],
        "options": [_option(option) for option in column["options"]],
        "required": column["required"],
        "client_data": column["client_data"],
        **{name: column[name] for name in COLUMN_LIMITS},
    }


def blocks_from(schema: Schema) -> list[dict[str, Any]]:
    """Return the sections of a schema as raw stream data, the way the database keeps them."""
    schema = normal(schema)
    return [
        {
            "type": "section",
            "id": _block_id(schema["code"], section["key"]),
            "value": {
                "title_id": section["title"]["id"],
                "title_en": section["title"]["en"],
                "steps": _items(section["steps"]),
                "fields": [
                    {
                        "type": one["type"],
                        "id": _block_id(schema["code"], section["key"], one["key"]),
                        "value": _block(one),
                    }
                    for one in section["fields"]
                ],
            },
        }
        for section in schema["sections"]
    ]


def _block_id(*names: str) -> str:
    try:
        return str(uuid.UUID(names[-1]))
    except ValueError:
        return str(uuid.uuid5(_NAMESPACE, "/".join(names)))


def _items(values: list[Any]) -> list[dict[str, Any]]:
    """Return the entries of a list block. Without an id, the block would take the wrapping for the value."""
    return [{"type": "item", "id": str(uuid.uuid4()), "value": value} for value in values]


def _block(one: Field) -> dict[str, Any]:
    value = {name: one[name] for name in _OWN_NAMES if name in one}
    value |= {name: one[name] for name in ("minimum", "maximum") if name in one}
    if one["type"] == T.SCALE:
        for name in ("low", "high"):
            value |= {f"{name}_label": one[name]["id"], f"{name}_label_en": one[name]["en"]}
    if "options" in one:
        value["options"] = _items([_option_block(option) for option in one["options"]])
    if "columns" in one:
        value["columns"] = _items([_column_block(column) for column in one["columns"]])
    return {
        **value,
        "key": one["key"],
        "label_id": one["label"]["id"],
        "label_en": one["label"]["en"],
        "help_id": one["help"]["id"],
        "help_en": one["help"]["en"],
        "required": one["required"],
        "show_when": _items(one["show_when"]),
        "required_when": _items(one["required_when"]),
        "evidence": one["evidence"],
    }


def _option_block(option: Mapping[str, Any]) -> dict[str, Any]:
    return {"value": option["value"], "label_en": option["label"]["en"]}


def _column_block(column: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": column["key"],
        "label_id": column["label"]["id"],
        "label_en": column["label"]["en"],
        "type": column["type"],
        "options": _items([_option_block(option) for option in column["options"]]),
        "required": column["required"],
        "client_data": column["client_data"],
        **{name: column.get(name) for name in COLUMN_LIMITS},
    }
