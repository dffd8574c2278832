"""What a question is: its settings, spelt out from what is stored."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assignments.schema.shapes import both, local
from lms.evaluation.enums import ItemKind
from lms.people.enums import Evidence

Content = dict[str, Any]
Text = Mapping[str, str]

K = ItemKind
MEASURES = re.compile(r"(skm:[1-9]|competency:[a-z][a-z0-9_]{0,39}|nps|facilitator)?")
USUAL_SCALE = {
    "min": 1,
    "max": 5,
    "low": {"id": "Sangat tidak setuju", "en": "Strongly disagree"},
    "high": {"id": "Sangat setuju", "en": "Strongly agree"},
}


@dataclass(frozen=True, slots=True)
class Option:
    """A choice, a row of a matrix, or the words of one step of a scale."""

    key: str
    label: Text

    @property
    def text(self) -> str:
        return local(self.label)


@dataclass(frozen=True, slots=True)
class Scale:
    min: int
    max: int
    low: Text
    high: Text

    @property
    def steps(self) -> range:
        return range(self.min, self.max + 1)

    @property
    def low_text(self) -> str:
        return local(self.low)

    @property
    def high_text(self) -> str:
        return local(self.high)


@dataclass(frozen=True, slots=True)
class Item:
    """One question with every setting spelt out."""

    key: str
    kind: str
    label: Text
    aid: Text
    required: bool
    group: str
    measures: str
    source: str
    evidence: str
    when: Mapping[str, Any] | None
    scale: Scale | None = None
    options: Sequence[Option] = ()
    rows: Sequence[Option] = ()
    number: Mapping[str, Any] = field(default_factory=dict)
    most: int | None = None

    @property
    def text(self) -> str:
        return local(self.label)

    @property
    def help(self) -> str:
        return local(self.aid)

    @property
    def unit(self) -> str:
        """In what a number is counted, in words."""
        return local(self.number.get("unit"))

    @property
    def option_words(self) -> dict[str, str]:
        """What the choices, or the single steps of a scale, are called."""
        return {one.key: one.text for one in self.options}

    @property
    def is_asked(self) -> bool:
        return self.kind != K.AUTO


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title_texts: Text
    items: Sequence[Item]

    @property
    def title(self) -> str:
        return local(self.title_texts)


def normal(content: Mapping[str, Any]) -> Content:
    """Return a copy with every setting spelt out, and none that is not of the kind."""
    return {
        "intro": both(content.get("intro")),
        "sections": [
            {
                "key": str(one.get("key") or f"s{number}"),
                "title": both(one.get("title")),
                "items": [normal_item(item) for item in one.get("items") or []],
            }
            for number, one in enumerate(content.get("sections") or [], 1)
        ],
    }


def normal_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item with all the settings of its kind and no others."""
    kind = str(item.get("kind") or "")
    when = item.get("when") or None
    spelt: dict[str, Any] = {
        "key": str(item.get("key") or ""),
        "kind": kind,
        "text": both(item.get("text")),
        "help": both(item.get("help")),
        "required": bool(item.get("required", False)),
        "group": str(item.get("group") or ""),
        "measures": str(item.get("measures") or ""),
        "source": str(item.get("source") or ""),
        "evidence": str(item.get("evidence") or Evidence.INFERRED),
        "when": {"item": str(when.get("item") or ""), "in": list(when.get("in") or [])} if when else None,
    }
    if kind in (K.SCALE, K.MATRIX):
        spelt["scale"] = _normal_scale(item.get("scale") or USUAL_SCALE)
    if kind in (K.SCALE, K.CHOICE, K.CHOICES):
        spelt["options"] = [_normal_option(one) for one in item.get("options") or []]
    if kind == K.MATRIX:
        spelt["rows"] = [_normal_option(one) for one in item.get("rows") or []]
    if kind == K.NUMBER:
        spelt["number"] = _normal_number(item.get("number") or {})
    if kind in (K.TEXT, K.CHOICES):
        spelt["most"] = _whole(item.get("most"))
    return spelt


def _normal_scale(scale: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "min": _whole(scale.get("min"), 1),
        "max": _whole(scale.get("max"), 5),
        "low": both(scale.get("low")),
        "high": both(scale.get("high")),
    }


def _normal_option(option: Mapping[str, Any]) -> dict[str, str]:
    return {"key": str(option.get("key", "")).strip(), **both(option)}


def _normal_number(number: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "min": _whole(number.get("min")),
        "max": _whole(number.get("max")),
        "decimals": _whole(number.get("decimals"), 0),
        "unit": both(number.get("unit")),
    }


def _whole(value: Any, usual: int | None = None) -> int | None:
    """Return a whole number; what is none stands for the usual one."""
    try:
        return usual if value is None or isinstance(value, bool) else int(str(value))
    except ValueError:
        return usual


def sections_of(content: Mapping[str, Any]) -> list[Section]:
    """Return the sections with their items, typed."""
    return [
        Section(one["key"], one["title"], tuple(_item(item) for item in one["items"]))
        for one in normal(content)["sections"]
    ]


def items_of(content: Mapping[str, Any]) -> list[Item]:
    """Return every item in order, those that are never asked too."""
    return [item for section in sections_of(content) for item in section.items]


def _item(item: Mapping[str, Any]) -> Item:
    scale = item.get("scale")
    own = ("key", "kind", "required", "group", "measures", "source", "evidence", "when")
    return Item(
        **{name: item[name] for name in own},
        label=item["text"],
        aid=item["help"],
        scale=Scale(**scale) if scale else None,
        options=tuple(Option(one["key"], one) for one in item.get("options", ())),
        rows=tuple(Option(one["key"], one) for one in item.get("rows", ())),
        number=item.get("number", {}),
        most=item.get("most"),
    )


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of content as canonical JSON."""
    text = json.dumps(normal(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
