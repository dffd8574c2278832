"""The shape of a schema and of answers, with every setting spelt out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import get_language

from assignments.enums import FieldType
from lms.people import clock
from lms.people.enums import Evidence

Schema = dict[str, Any]
Field = dict[str, Any]
Answers = dict[str, Any]

T = FieldType
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
COLUMN_TYPES = (T.TEXT, T.NUMBER, T.CURRENCY, T.DATE, T.SELECT, T.BOOL)
CHOICES = frozenset({T.SELECT, T.MULTISELECT})
NUMBERS = frozenset({T.NUMBER, T.CURRENCY})
# The most characters of a text of one line, and of one of many.
TEXT_LENGTH, LONG_LENGTH = 500, 10_000

_OWN: dict[str, dict[str, Any]] = {
    T.AUTO: {"source": "participant"},
    T.DATE: {"not_future": False},
    T.MONTH: {"not_future": False},
    T.NUMBER: {"minimum": None, "maximum": None, "decimals": 0, "calculation": ""},
    T.CURRENCY: {"minimum": "0", "maximum": None, "decimals": 0, "calculation": ""},
    T.SELECT: {"options": [], "other": False},
    T.MULTISELECT: {"options": [], "other": False},
    T.SCALE: {"minimum": 1, "maximum": 5, "low": {}, "high": {}},
    T.TEXT: {"max_length": None, "client_data": False},
    T.TEXTAREA: {"max_length": None, "client_data": False},
    T.TABLE: {"columns": [], "min_rows": 1, "max_rows": 20},
    T.FILE: {"accept": "any", "max_files": 3},
    T.REF: {"form": ""},
}


class Fault(NamedTuple):
    """What is wrong with an answer: where (see the package's own words), and what would be right."""

    where: str
    message: str


@dataclass(frozen=True)
class Context:
    """What a form is filled in with that the form itself does not know.

    `auto` holds the texts for fields of type auto by their source. `files` and `refs` are the ids that may be answered;
    None checks them not at all (a draft's files may still be on their way).
    """

    auto: Mapping[str, str] = field(default_factory=dict)
    today: date = field(default_factory=clock.today)
    files: frozenset[str] | None = None
    refs: frozenset[str] | None = None


def fields_of(schema: Schema) -> list[Field]:
    """Return every field of a form, in order."""
    return [one for section in schema.get("sections", []) for one in section.get("fields", [])]


def field_of_place(where: str) -> str:
    """Return the key of the field that a place lies in."""
    return re.split(r"[\[.]", where, maxsplit=1)[0]


def local(text: Any, language: str | None = None) -> str:
    """Return a text of both languages in the reader's, falling back on the Indonesian."""
    if not isinstance(text, Mapping):
        return str(text or "")
    return str(text.get(language or get_language() or "id") or text.get("id") or "")


def is_empty(value: Any) -> bool:
    """Whether nothing was answered. False and 0 are answers; rows without anything in them are none."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, Mapping):
        return all(is_empty(one) for one in value.values())
    if isinstance(value, list):
        return all(is_empty(one) for one in value)
    return value is None


def choice_text(value: Any) -> str:
    """Return what a choice says in data: its value, or what was typed as "other"."""
    return str(value.get("other", "")) if isinstance(value, Mapping) else str(value)


def both(text: Any) -> dict[str, str]:
    """Return a text in both languages; a plain one is Indonesian."""
    if isinstance(text, Mapping):
        return {"id": str(text.get("id") or "").strip(), "en": str(text.get("en") or "").strip()}
    return {"id": str(text or "").strip(), "en": ""}


def normal(schema: Schema) -> Schema:
    """Return a copy with every setting spelt out: what a short file leaves away has its usual value."""
    return {
        "code": str(schema.get("code", "")),
        "title": both(schema.get("title")),
        "intro": both(schema.get("intro")),
        "sops": sorted(schema.get("sops") or []),
        "processes": sorted(schema.get("processes") or []),
        "sections": [_section(section, number) for number, section in enumerate(schema.get("sections") or [], 1)],
    }


def _section(section: Mapping[str, Any], number: int) -> dict[str, Any]:
    return {
        "key": str(section.get("key") or f"s{number}"),
        "title": both(section.get("title")),
        "steps": [str(step) for step in section.get("steps") or []],
        "fields": [normal_field(one) for one in section.get("fields") or []],
    }


def normal_field(one: Mapping[str, Any]) -> Field:
    """Return a field with all the settings of its type and no others."""
    kind = str(one.get("type", ""))
    own = {
        name: deepcopy(one[name]) if one.get(name) is not None else deepcopy(usual)
        for name, usual in _OWN.get(kind, {}).items()
    }
    for name in ("options",):
        if name in own:
            own[name] = [normal_option(option) for option in own[name]]
    for name in ("low", "high"):
        if name in own:
            own[name] = both(own[name])
    if kind in NUMBERS:
        own |= {name: None if own[name] in (None, "") else str(own[name]) for name in ("minimum", "maximum")}
        own["calculation"] = str(own["calculation"]).strip()
    if "columns" in own:
        own["columns"] = [_column(column) for column in own["columns"]]
    return {
        "key": str(one.get("key", "")),
        "type": kind,
        "label": both(one.get("label")),
        "help": both(one.get("help")),
        "required": bool(one.get("required", True)),
        "show_when": [_condition(condition) for condition in one.get("show_when") or []],
        "required_when": [_condition(condition) for condition in one.get("required_when") or []],
        "evidence": str(one.get("evidence") or Evidence.INFERRED),
        **own,
    }


def normal_option(option: Any) -> dict[str, Any]:
    """Return a choice with its label; a plain text is value and label in one, {"value", "en"} a short way to write both."""
    if not isinstance(option, Mapping):
        return {"value": str(option).strip(), "label": both(option)}
    value = str(option.get("value", "")).strip()
    label = both(option.get("label"))
    return {"value": value, "label": {"id": label["id"] or value, "en": label["en"] or str(option.get("en") or "")}}


def column_limits(kind: str) -> tuple[str, ...]:
    """Return the names of the limits that a column of this type can have."""
    return ("minimum", "maximum") if kind in NUMBERS else ("max_length",) if kind == T.TEXT else ()


def _column(column: Mapping[str, Any]) -> dict[str, Any]:
    """Return a column. Its numbers are counts, averages or amounts: not below 0 unless it says so, with at most two decimals.

    A limit that nobody set is left away, so that forms made before columns had limits keep their digest.
    """
    kind = str(column.get("type") or T.TEXT)
    limits = {name: column[name] for name in column_limits(kind) if column.get(name) not in (None, "")}
    if kind in NUMBERS:
        limits = {"minimum": "0", "decimals": 2 if kind == T.NUMBER else 0} | {
            name: str(limit) for name, limit in limits.items()
        }
    return {
        "key": str(column.get("key", "")),
        "label": both(column.get("label")),
        "type": kind,
        "options": [normal_option(option) for option in column.get("options") or []],
        "required": bool(column.get("required", True)),
        "client_data": bool(column.get("client_data", False)),
        **limits,
    }


def _condition(condition: Mapping[str, Any]) -> dict[str, str]:
    value = condition.get("value")
    if isinstance(value, bool):
        value = "ya" if value else "tidak"
    return {
        "field": str(condition.get("field", "")),
        "operator": str(condition.get("operator") or "is"),
        "value": str(value if value is not None else "").strip(),
    }
