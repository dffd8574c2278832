"""What a filled-in page sends, read into answers. Names are places: `key`, `key[2].column`, `key.other`, `key.by`, `key.new`.

The browser's module reads the page the same way (`collect` in `tasks.js`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from assignments.enums import FieldType
from assignments.schema import Answers, Field, Schema, fields_of

T = FieldType
OTHER = "__other"
MOST_ROWS = 200


def answers_from(data: QueryDict, form: Schema) -> Answers:
    """Return the answers of a page that was sent, as they were typed. What is blank is left out."""
    found = {one["key"]: _READ.get(one["type"], _one)(data, one) for one in fields_of(form)}
    return {key: value for key, value in found.items() if value not in (None, "", [], {})}


def new_files(files: MultiValueDict[str, UploadedFile[Any]], form: Schema) -> list[tuple[str, UploadedFile[Any]]]:
    """Return the files chosen on a page without JavaScript, each with its field."""
    keys = [one["key"] for one in fields_of(form) if one["type"] == T.FILE]
    return [(key, file) for key in keys for file in files.getlist(f"{key}.new") if file.name]


def _one(data: QueryDict, one: Field) -> Any:
    return data.get(one["key"], "")


def _select(data: QueryDict, one: Field) -> Any:
    value = data.get(one["key"], "")
    other = data.get(f"{one['key']}.other", "").strip()
    return ({"other": other} if other else "") if value == OTHER else value


def _multiselect(data: QueryDict, one: Field) -> Any:
    chosen: list[Any] = [value for value in data.getlist(one["key"]) if value and value != OTHER]
    other = data.get(f"{one['key']}.other", "").strip()
    return [*chosen, {"other": other}] if other and OTHER in data.getlist(one["key"]) else chosen


def _table(data: QueryDict, one: Field) -> Any:
    place = re.compile(rf"{re.escape(one['key'])}\[(\d{{1,3}})\]\.")
    numbers = sorted({int(found[1]) for name in data if (found := place.match(name))})[:MOST_ROWS]
    rows = [
        {column["key"]: data.get(f"{one['key']}[{number}].{column['key']}", "") for column in one["columns"]}
        for number in numbers
    ]
    while rows and not any(rows[-1].values()):
        rows.pop()
    return [{key: value for key, value in row.items() if value} for row in rows]


def _files(data: QueryDict, one: Field) -> Any:
    gone = set(data.getlist(f"{one['key']}.remove"))
    return [pid for pid in data.getlist(one["key"]) if pid and pid not in gone]


def _approval(data: QueryDict, one: Field) -> Any:
    parts = {name: data.get(f"{one['key']}.{name}", "").strip() for name in ("by", "on")}
    return parts if any(parts.values()) else None


_READ: dict[str, Callable[[QueryDict, Field], Any]] = {
    T.SELECT: _select,
    T.MULTISELECT: _multiselect,
    T.TABLE: _table,
    T.FILE: _files,
    T.APPROVAL: _approval,
}
