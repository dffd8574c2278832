"""Our conditions and calculations in the expressions of the format, and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from assignments.enums import FieldType
from assignments.schema import expressions
from assignments.schema.expressions import Node
from assignments.schema.reading import plain, read_bool, read_date
from assignments.schema.rules import as_value
from assignments.schema.shapes import CHOICES, Field

T = FieldType
# Names of a choice by (key of the field, its value), and back.
Choices = Mapping[tuple[str, str], str]

_COMPARED = frozenset({T.NUMBER, T.CURRENCY, T.SCALE, T.DURATION})


class Untranslatable(ValueError):
    """An expression that cannot be taken over."""


# --- Out ---


def relevant_of(conditions: list[dict[str, str]], fields: Mapping[str, Field], names: Choices) -> str:
    """Return conditions as one expression."""
    return " and ".join(_condition(condition, fields[condition["field"]], names) for condition in conditions)


def _condition(condition: Mapping[str, str], one: Field, names: Choices) -> str:
    me, operator, value = f"${{{one['key']}}}", condition["operator"], condition["value"]
    if operator in {"filled", "empty"}:
        if one["type"] == T.TABLE:
            return f"count({me}) > 0" if operator == "filled" else f"count({me}) = 0"
        return f"{me} != ''" if operator == "filled" else f"{me} = ''"
    if operator in {"more", "less"}:
        return f"{me} {'>' if operator == 'more' else '<'} {_literal(one, value, names)}"
    if operator == "one_of":
        texts = [text.strip() for text in value.split("|")]
        return f"({' or '.join(_equal(me, one, text, names) for text in texts)})"
    return _equal(me, one, value, names, negated=operator == "is_not")


def _equal(me: str, one: Field, value: str, names: Choices, *, negated: bool = False) -> str:
    literal = _literal(one, value, names)
    if one["type"] == T.MULTISELECT:
        return f"not(selected({me}, {literal}))" if negated else f"selected({me}, {literal})"
    return f"{me} {'!=' if negated else '='} {literal}"


def _literal(one: Field, value: str, names: Choices) -> str:
    if one["type"] in CHOICES:
        return f"'{names.get((one['key'], value.casefold()), value)}'"
    if one["type"] == T.BOOL:
        return "'ya'" if read_bool(value) else "'tidak'"
    if one["type"] in _COMPARED:
        return plain(as_value(one, value))  # type: ignore[arg-type]
    if one["type"] == T.DATE and (day := read_date(value)):
        return f"date('{day.isoformat()}')"
    return "'" + value.replace("'", "’") + "'"


def calculation_of(text: str, fields: Mapping[str, Field], names: Choices, column: Callable[[str, str], str]) -> str:
    """Return a calculation; `column` says what a column of a table is called there."""
    return _node(expressions.parse(text), fields, names, column)


def _node(node: Node, fields: Mapping[str, Field], names: Choices, column: Callable[[str, str], str]) -> str:
    if node.kind == "number":
        return plain(node.value)
    if node.kind == "text":
        return f"'{node.value}'"
    if node.kind == "name":
        return _name(fields[node.value])
    if node.kind == "sum":
        return f"sum(${{{column(*node.parts[0].value.split('.'))}}})"
    if node.kind == "count":
        return f"count(${{{node.parts[0].value}}})"
    if node.kind in {"=", "!="}:
        return _compared(node, fields, names, column)
    parts = [_node(part, fields, names, column) for part in node.parts]
    if node.kind == "minus":
        return f"-({parts[0]})"
    if node.kind == "round":
        return f"round({parts[0]}, {parts[1] if len(parts) > 1 else '0'})"
    if node.kind == "if":
        return f"if({', '.join(parts)})"
    sign = " div " if node.kind == "/" else f" {node.kind} "
    return f"({parts[0]}{sign}{parts[1]})"


def _compared(node: Node, fields: Mapping[str, Field], names: Choices, column: Callable[[str, str], str]) -> str:
    """Compare with a choice by the name it has there."""
    left, right = node.parts
    of = fields.get(str(left.value), {}) if left.kind == "name" else {}
    if right.kind == "text" and of.get("type") == T.SELECT:
        value = f"'{names.get((of['key'], str(right.value).casefold()), right.value)}'"
    else:
        value = _node(right, fields, names, column)
    return f"({_node(left, fields, names, column)} {node.kind} {value})"


def _name(one: Field) -> str:
    me = f"${{{one['key']}}}"
    if one["type"] == T.TIME:
        return f"(decimal-time({me}) * 1440)"
    return f"decimal-date-time({me})" if one["type"] == T.DATE else me


# --- In ---

_REFERENCE = r"\$\{(\w+)\}"
_QUOTED = r"'([^']*)'|\"([^\"]*)\""
_ONE = re.compile(
    rf"""^(?:
    selected\(\s*{_REFERENCE}\s*,\s*(?:{_QUOTED})\s*\)
    | (not)\(\s*selected\(\s*{_REFERENCE}\s*,\s*(?:{_QUOTED})\s*\)\s*\)
    | count\(\s*{_REFERENCE}\s*\)\s*(>|=)\s*0
    | {_REFERENCE}\s*(!=|=|>|<)\s*(?:date\(\s*)?(?:{_QUOTED}|(-?\d+(?:\.\d+)?))\s*\)?
    )$""",
    re.VERBOSE,
)


def conditions_of(text: str, value_of: Callable[[str, str], str]) -> list[dict[str, str]]:
    """Return the conditions that an expression says, all of which must hold. `value_of` turns a choice's name into its value.

    Raises Untranslatable for what our rules cannot say (an "or" between different fields, arithmetic, functions).
    """
    return [_read_one(piece, value_of) for piece in _split(text, "and")]


def _read_one(piece: str, value_of: Callable[[str, str], str]) -> dict[str, str]:
    piece = _without_parentheses(piece)
    options = _split(piece, "or")
    if len(options) > 1:
        return _one_of([_read_one(option, value_of) for option in options])
    found = _ONE.match(piece)
    if found is None:
        raise Untranslatable(piece)
    groups = found.groups()
    if groups[0]:
        return _condition_in(groups[0], "is", value_of(groups[0], groups[1] or groups[2] or ""))
    if groups[3]:
        return _condition_in(groups[4], "is_not", value_of(groups[4], groups[5] or groups[6] or ""))
    if groups[7]:
        return _condition_in(groups[7], "filled" if groups[8] == ">" else "empty", "")
    key, sign, value = groups[9], groups[10], next((text for text in groups[11:] if text), "")
    if not value:
        return _condition_in(key, "filled" if sign == "!=" else "empty", "")
    operator = {"=": "is", "!=": "is_not", ">": "more", "<": "less"}[sign]
    return _condition_in(key, operator, value_of(key, value))


def _condition_in(field: str, operator: str, value: str) -> dict[str, str]:
    return {"field": field, "operator": operator, "value": value}


def _one_of(options: list[dict[str, str]]) -> dict[str, str]:
    if len({option["field"] for option in options}) > 1 or any(option["operator"] != "is" for option in options):
        raise Untranslatable("or")
    return _condition_in(options[0]["field"], "one_of", "|".join(option["value"] for option in options))


def _without_parentheses(text: str) -> str:
    text = text.strip()
    while text.startswith("(") and text.endswith(")") and _closes_at(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _closes_at(text: str) -> int:
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return at
    return -1


def _split(text: str, word: str) -> list[str]:
    """Split at a word outside parentheses and quotes."""
    pieces, depth, quote, begin = [], 0, "", 0
    for found in re.finditer(rf"['\"()]|\b{word}\b", text):
        sign = found.group()
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        elif depth == 0:
            pieces.append(text[begin : found.start()])
            begin = found.end()
    return [piece.strip() for piece in [*pieces, text[begin:]]]


def calculation_in(text: str, columns: Mapping[str, tuple[str, str]], value_of: Callable[[str, str], str]) -> str:
    """Return a calculation in our words. Raises Untranslatable."""
    said = re.sub(rf"decimal-time\(\s*{_REFERENCE}\s*\)\s*\*\s*1440", r"${\1}", text)
    said = re.sub(rf"decimal-date-time\(\s*{_REFERENCE}\s*\)", r"${\1}", said)
    said = re.sub(rf"{_REFERENCE}\s*(!?=)\s*'([^']*)'", lambda m: f'${{{m[1]}}} {m[2]} "{value_of(m[1], m[3])}"', said)
    said = re.sub(r"\bdiv\b", "/", said)
    said = re.sub(rf"sum\(\s*{_REFERENCE}\s*\)", lambda m: f"sum({'.'.join(columns.get(m[1], ('?', '?')))})", said)
    said = re.sub(_REFERENCE, r"\1", said)
    try:
        return in_our_words(expressions.parse(said))
    except expressions.ExpressionError as error:
        raise Untranslatable(text) from error


_RANK = {"=": 1, "!=": 1, "<": 1, "<=": 1, ">": 1, ">=": 1, "+": 2, "-": 2, "*": 3, "/": 3}


def in_our_words(node: Node) -> str:
    """Return an expression as an editor would type it: no parentheses but those it needs."""
    if node.kind == "number":
        return plain(node.value)
    if node.kind == "text":
        return f'"{node.value}"'
    if node.kind == "name":
        return str(node.value)
    if node.kind == "minus":
        return f"-{_within(node.parts[0], 4)}"
    if node.kind in expressions.FUNCTIONS:
        parts = [in_our_words(part) for part in node.parts]
        if node.kind == "round" and parts[1:] == ["0"]:
            parts.pop()
        return f"{node.kind}({', '.join(parts)})"
    rank = _RANK[node.kind]
    return f"{_within(node.parts[0], rank)} {node.kind} {_within(node.parts[1], rank + 1)}"


def _within(node: Node, rank: int) -> str:
    words: str = in_our_words(node)
    return f"({words})" if _RANK.get(node.kind, 9) < rank else words


def constraint_of(one: Field) -> str:
    """Return the limits of a field."""
    pieces = []
    if one["type"] in {T.NUMBER, T.CURRENCY}:
        pieces += [f". >= {one['minimum']}"] if one.get("minimum") not in (None, "") else []
        pieces += [f". <= {one['maximum']}"] if one.get("maximum") not in (None, "") else []
    if one.get("max_length"):
        pieces.append(f"string-length(.) <= {one['max_length']}")
    if one.get("not_future"):
        pieces.append(". <= today()")
    return " and ".join(pieces)


def limits_in(text: str) -> dict[str, Any]:
    """Return the settings that a constraint says. Raises Untranslatable."""
    settings: dict[str, Any] = {}
    for piece in filter(None, _split(text, "and")):
        piece = _without_parentheses(piece)
        if found := re.fullmatch(r"\.\s*(>=|<=)\s*(-?\d+(?:\.\d+)?)", piece):
            settings["minimum" if found[1] == ">=" else "maximum"] = found[2]
        elif found := re.fullmatch(r"string-length\(\s*\.\s*\)\s*<=\s*(\d+)", piece):
            settings["max_length"] = int(found[1])
        elif re.fullmatch(r"\.\s*<=\s*today\(\)", piece):
            settings["not_future"] = True
        else:
            raise Untranslatable(piece)
    return settings
