"""A questionnaire as data: its shape, what is shown to whom, and how answers are read. No database.

Content is plain JSON, frozen into `QuestionnaireVersion.content`:

    {"intro": T, "sections": [{"key", "title": T, "items": [I, …]}, …]}

T is a text in both languages, {"id": "…", "en": "…"}; an empty English one falls back on the Indonesian. An item I has

    "key" (unique in the questionnaire), "kind" (enums.ItemKind), "text": T, "help": T, "required": bool, "group": slug or "",
    "measures": "skm:1" … "skm:9", "competency:<key>", "nps", "facilitator" or "", "source": text, "evidence": people.enums.Evidence,
    "when": {"item": key of an earlier one, "in": [values]} or null: asked only of who answered that one so

and by kind

| kind | own settings | answer |
|---|---|---|
| scale | scale: {"min", "max", "low": T, "high": T}, options: words for single steps (key: the step), or none | whole number |
| choice | options: [{"key", "id", "en"}] | key |
| choices | options, most (at most so many, or null) | list of keys, in the order of the options |
| matrix | rows: [{"key", "id", "en"}], scale | {row: whole number} |
| number | number: {"min", "max" (whole, or null), "decimals", "unit": T} | whole number; a text that is a decimal where decimals are asked |
| text | most (letters) | text |
| auto | none: it is never asked, the results read it elsewhere | none |

Answers are one flat object {key of an item: answer}; what was not asked or was left out is absent.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from assignments.schema.reading import read_number
from assignments.schema.shapes import both, local
from lms.evaluation.enums import ItemKind
from lms.people.enums import Evidence

Content = dict[str, Any]
Answers = dict[str, Any]
Text = Mapping[str, str]

K = ItemKind
MEASURES = re.compile(r"(skm:[1-9]|competency:[a-z][a-z0-9_]{0,39}|nps|facilitator)?")
# Of a text without a limit of its own.
MOST_LETTERS = 2000
LARGEST = 10**9
USUAL_SCALE = {
    "min": 1,
    "max": 5,
    "low": {"id": "Sangat tidak setuju", "en": "Strongly disagree"},
    "high": {"id": "Sangat setuju", "en": "Strongly agree"},
}


class Fault(NamedTuple):
    """What is wrong with an answer: where (key of an item, or `key.row`), and what would be right."""

    where: str
    message: str


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


# --- Shape ---


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


# --- Answers ---


@dataclass(frozen=True)
class Cleaned:
    """Answers as they are kept, and what keeps them from being kept."""

    answers: Answers
    faults: list[Fault]


def is_shown(item: Item, answers: Mapping[str, Any]) -> bool:
    """Whether an item is asked of who answered so: no condition, or the earlier answer is among its values."""
    if not item.is_asked:
        return False
    if item.when is None:
        return True
    given, wanted = answers.get(item.when["item"]), {str(one) for one in item.when["in"]}
    return bool(wanted & {str(one) for one in (given if isinstance(given, list) else [given])}) and given is not None


def clean(content: Mapping[str, Any], typed: Mapping[str, Any]) -> Cleaned:
    """Read what was typed, item by item in order: what is not asked falls away, what is left out and needed is a fault.

    Cleaning what was kept gives the same again.
    """
    answers: Answers = {}
    faults: list[Fault] = []
    for item in items_of(content):
        if not is_shown(item, answers):
            continue
        answer, found = _READERS[item.kind](item, typed.get(item.key))
        faults += found
        if answer not in ("", None, [], {}):
            answers[item.key] = answer
        if item.required and not found and not _is_whole(item, answer):
            faults.append(Fault(item.key, _missing(item)))
    if not answers and not faults:
        faults.append(Fault("", _("Answer at least one question.")))
    return Cleaned(answers, faults)


Read = tuple[Any, list[Fault]]


def _is_whole(item: Item, answer: Any) -> bool:
    if item.kind == K.MATRIX:
        return len(answer or {}) == len(item.rows)
    return answer not in ("", None, [], {})


def _missing(item: Item) -> str:
    if item.kind == K.MATRIX:
        return _("Answer each line.")
    return _("Write an answer.") if item.kind in (K.TEXT, K.NUMBER) else _("Choose an answer.")


def _scale(item: Item, typed: Any) -> Read:
    return _step(item.key, item.scale, typed)


def _step(where: str, scale: Scale | None, typed: Any) -> Read:
    text = "" if typed is None else str(typed).strip()
    if not text:
        return None, []
    steps = scale.steps if scale else range(0)
    if not re.fullmatch(r"-?[0-9]{1,4}", text) or int(text) not in steps:
        return None, [Fault(where, _("Choose one of the steps of the scale."))]
    return int(text), []


def _choice(item: Item, typed: Any) -> Read:
    text = "" if typed is None else str(typed)
    if text and text not in {one.key for one in item.options}:
        return None, [Fault(item.key, _("Choose one of the answers offered."))]
    return text or None, []


def _choices(item: Item, typed: Any) -> Read:
    given = {str(one) for one in (typed if isinstance(typed, (list, tuple)) else [typed]) if one not in (None, "")}
    if given - {one.key for one in item.options}:
        return None, [Fault(item.key, _("Choose one of the answers offered."))]
    if item.most and len(given) > item.most:
        return None, [Fault(item.key, _("Choose at most %(most)s.") % {"most": item.most})]
    return [one.key for one in item.options if one.key in given], []


def _matrix(item: Item, typed: Any) -> Read:
    given = typed if isinstance(typed, Mapping) else {}
    answer: dict[str, int] = {}
    faults: list[Fault] = []
    for row in item.rows:
        step, found = _step(f"{item.key}.{row.key}", item.scale, given.get(row.key))
        faults += found
        if step is not None:
            answer[row.key] = step
    return answer, faults


def _number(item: Item, typed: Any) -> Read:
    if typed is None or not str(typed).strip():
        return None, []
    decimals = item.number.get("decimals") or 0
    number = read_number(typed if isinstance(typed, int) else _plain(str(typed), decimals))
    if number is None or abs(number) > LARGEST:
        return None, [Fault(item.key, _("Write a number, for example 1.250."))]
    least, most = item.number.get("min"), item.number.get("max")
    if least is not None and number < least:
        return None, [Fault(item.key, _("The least is %(least)s.") % {"least": least})]
    if most is not None and number > most:
        return None, [Fault(item.key, _("The most is %(most)s.") % {"most": most})]
    if number != number.quantize(Decimal(1).scaleb(-decimals)):
        words = _("Write a whole number.") if not decimals else _("At most %(count)s decimals.") % {"count": decimals}
        return None, [Fault(item.key, words)]
    return (f"{number:f}" if decimals else int(number)), []


def _plain(typed: str, decimals: int) -> str:
    """Return a kept decimal with its point written as a comma, so that `1.125` is read again as itself and not as a thousand."""
    return typed.replace(".", ",") if decimals and re.fullmatch(rf"-?\d+\.\d{{1,{decimals}}}", typed.strip()) else typed


def _text(item: Item, typed: Any) -> Read:
    words = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", str(typed or "").replace("\r\n", "\n")).strip()
    most = item.most or MOST_LETTERS
    if len(words) > most:
        return None, [Fault(item.key, _("At most %(most)s letters.") % {"most": most})]
    return words, []


_READERS: dict[str, Any] = {
    K.SCALE: _scale,
    K.CHOICE: _choice,
    K.CHOICES: _choices,
    K.MATRIX: _matrix,
    K.NUMBER: _number,
    K.TEXT: _text,
}


def answer_words(item: Item, answer: Any) -> Iterator[str]:
    """Yield an answer in words, one line each: for a list of answers and for a spreadsheet."""
    if item.kind == K.MATRIX:
        yield from (f"{row.text}: {answer[row.key]}" for row in item.rows if row.key in (answer or {}))
    elif item.kind in (K.CHOICE, K.CHOICES):
        keys = answer if isinstance(answer, list) else [answer]
        yield from (item.option_words.get(str(key), str(key)) for key in keys)
    else:
        yield str(answer)


__all__ = [
    "Answers",
    "Cleaned",
    "Content",
    "Fault",
    "Item",
    "Option",
    "Scale",
    "Section",
    "answer_words",
    "clean",
    "digest_of",
    "is_shown",
    "items_of",
    "normal",
    "normal_item",
    "sections_of",
]
