"""What is wrong with a form itself, before it is frozen: every flaw with its exact place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from assignments.enums import FieldType
from assignments.schema import expressions
from assignments.schema.rules import as_value
from assignments.schema.shapes import CHOICES, COLUMN_TYPES, KEY, NUMBERS, TEXT_LENGTH, Field, Schema, fields_of, local

T = FieldType
OPERATORS = ("is", "is_not", "one_of", "filled", "empty", "more", "less")
COMPARED = frozenset({T.NUMBER, T.CURRENCY, T.SCALE, T.DATE, T.MONTH, T.TIME, T.DURATION})
CALCULABLE = COMPARED | {T.BOOL, T.SELECT}
NOT_IN_RULES = frozenset({T.FILE, T.TABLE, T.APPROVAL, T.REF})
MOST_FIELDS, MOST_OPTIONS = 150, 200


class Flaw(NamedTuple):
    """What is wrong: in which section and field (from 0; None: the whole), in which setting, and what would be right.

    A setting is a name, or a path into a list: "options", "columns.2.key", "show_when.0.field".
    """

    section: int | None
    field: int | None
    setting: str
    message: str


def flaws(schema: Schema) -> list[Flaw]:
    """Return everything that keeps a form from being frozen, in the order of the form. The schema is a normal one."""
    fields = {one["key"]: one for one in fields_of(schema)}
    twice = {key for key, count in Counter(one["key"] for one in fields_of(schema)).items() if count > 1}
    circle = _circle(fields)
    found = list(_of_the_whole(schema))
    for number, section in enumerate(schema["sections"]):
        if not local(section["title"], "id"):
            found.append(Flaw(number, None, "title_id", _("The section has no title.")))
        if not section["fields"]:
            found.append(Flaw(number, None, "fields", _("The section has no field.")))
        for place, one in enumerate(section["fields"]):
            found += [
                Flaw(number, place, setting, message) for setting, message in _of_field(one, fields, twice, circle)
            ]
    return found


def _of_the_whole(schema: Schema) -> Iterator[Flaw]:
    if not schema["sections"]:
        yield Flaw(None, None, "sections", _("The form has no section yet."))
    if len(fields_of(schema)) > MOST_FIELDS:
        yield Flaw(None, None, "sections", _("A form has at most %(most)s fields.") % {"most": MOST_FIELDS})


Found = Iterator[tuple[str, str]]


def _of_field(one: Field, fields: dict[str, Field], twice: set[str], circle: list[str]) -> Found:
    if one["type"] not in T.values:
        yield "type", _("There is no type of field called “%(type)s”.") % {"type": one["type"]}
        return
    if not KEY.fullmatch(one["key"]):
        yield "key", _("“%(key)s” is no key: small letters, digits and _ only, a letter first.") % {"key": one["key"]}
    if one["key"] in twice:
        yield "key", _("Another field of this form has the key “%(key)s” too.") % {"key": one["key"]}
    if not local(one["label"], "id"):
        yield "label_id", _("The field has no label.")
    for rule in ("show_when", "required_when"):
        for number, condition in enumerate(one[rule]):
            yield from _of_condition(f"{rule}.{number}", condition, one, fields)
    if one["key"] in circle:
        yield (
            "calculation" if one.get("calculation") else "show_when",
            _("These fields wait for each other in a circle: %(keys)s.") % {"keys": " → ".join(circle)},
        )
    yield from _OWN.get(one["type"], lambda _one, _fields: iter(()))(one, fields)


def _of_condition(place: str, condition: dict[str, str], one: Field, fields: dict[str, Field]) -> Found:
    other = fields.get(condition["field"])
    if other is None:
        yield f"{place}.field", _("There is no field with the key “%(key)s”.") % {"key": condition["field"]}
        return
    if condition["field"] == one["key"]:
        yield f"{place}.field", _("A field cannot wait for itself.")
    operator, value = condition["operator"], condition["value"]
    if operator not in OPERATORS:
        yield f"{place}.operator", _("There is no comparison “%(operator)s”.") % {"operator": operator}
    elif operator in {"filled", "empty"}:
        return
    elif other["type"] in NOT_IN_RULES:
        yield (
            f"{place}.operator",
            _("“%(label)s” can only be compared as filled in or empty.") % {"label": local(other["label"])},
        )
    elif not value:
        yield f"{place}.value", _("A value to compare with is missing.")
    else:
        yield from _of_value(place, operator, value, other)


def _of_value(place: str, operator: str, value: str, other: Field) -> Found:
    if operator in {"more", "less"}:
        if other["type"] not in COMPARED:
            yield f"{place}.operator", _("“%(label)s” has no more or less.") % {"label": local(other["label"])}
        elif as_value(other, value) is None:
            yield f"{place}.value", _("“%(value)s” cannot be compared with this field.") % {"value": value}
    elif other["type"] in CHOICES and not other.get("other"):
        known = {option["value"].casefold() for option in other["options"]}
        for text in value.split("|") if operator == "one_of" else [value]:
            if text.strip().casefold() not in known:
                yield (
                    f"{place}.value",
                    _("“%(value)s” is no choice of “%(label)s”.")
                    % {"value": text.strip(), "label": local(other["label"])},
                )
    elif other["type"] == T.BOOL and as_value(other, value) is None:
        yield f"{place}.value", _("Compare with “ya” or “tidak”.")


def _limits(one: dict[str, Any], place: str = "") -> Found:
    """Say of a number, or of a column of numbers, which limit is none."""
    limits = {}
    for name in ("minimum", "maximum"):
        try:
            limits[name] = None if one.get(name) is None else Decimal(one[name])
        except InvalidOperation:
            yield f"{place}{name}", _("“%(value)s” is no number.") % {"value": one[name]}
    least, most = limits.get("minimum"), limits.get("maximum")
    if least is not None and most is not None and least > most:
        yield f"{place}maximum", _("The most is less than the least.")


def _number(one: Field, fields: dict[str, Field]) -> Found:
    yield from _limits(one)
    if one["calculation"]:
        for message in calculation_flaws(one["calculation"], fields):
            yield "calculation", message


def calculation_flaws(calculation: str, fields: dict[str, Field]) -> list[str]:
    """Return why a calculation cannot work with these fields; empty when it can."""
    try:
        tree = expressions.parse(calculation)
    except expressions.ExpressionError as error:
        return [str(error)]
    return list(_of_node(tree, fields))


def _of_node(node: expressions.Node, fields: dict[str, Field]) -> Iterator[str]:
    if node.kind in {"sum", "count"}:
        yield from _of_table(node, fields)
        return
    if node.kind == "name":
        name = str(node.value)
        one = fields.get(name)
        if "." in name:
            yield _("“%(name)s”: a column can only be added up: sum(%(name)s).") % {"name": name}
        elif one is None:
            yield _("There is no field with the key “%(key)s”.") % {"key": name}
        elif one["type"] not in CALCULABLE:
            yield _("Nothing can be calculated from “%(label)s”.") % {"label": local(one["label"])}
    if node.kind not in {"=", "!=", "if"}:
        for part in node.parts:
            if _is_text(part, fields):
                yield _("A text or a choice can only be compared with = or !=.")
    for part in node.parts:
        yield from _of_node(part, fields)


def _is_text(node: expressions.Node, fields: dict[str, Field]) -> bool:
    if node.kind == "name":
        return fields.get(str(node.value), {}).get("type") == T.SELECT
    return node.kind == "text"


def _of_table(node: expressions.Node, fields: dict[str, Field]) -> Iterator[str]:
    table, _point, column = str(node.parts[0].value).partition(".")
    one = fields.get(table)
    if one is None or one["type"] != T.TABLE:
        yield _("There is no table with the key “%(key)s”.") % {"key": table}
        return
    if not column:
        return
    kinds = {entry["key"]: entry["type"] for entry in one["columns"]}
    if column not in kinds:
        yield _("The table “%(table)s” has no column “%(column)s”.") % {"table": table, "column": column}
    elif kinds[column] not in NUMBERS:
        yield _("The column “%(column)s” holds no numbers.") % {"column": column}


def _choices(one: Field, _fields: dict[str, Field]) -> Found:
    yield from _of_options("options", one["options"])


def _of_options(place: str, options: list[dict[str, Any]]) -> Found:
    if len(options) < 2:
        yield place, _("At least two choices are needed.")
    if len(options) > MOST_OPTIONS:
        yield place, _("At most %(most)s choices.") % {"most": MOST_OPTIONS}
    seen: set[str] = set()
    for number, option in enumerate(options):
        value = option["value"].casefold()
        if not value:
            yield f"{place}.{number}.value", _("This choice has no text.")
        elif value in seen:
            yield f"{place}.{number}.value", _("The choice “%(value)s” is here twice.") % {"value": option["value"]}
        elif "|" in value:
            yield f"{place}.{number}.value", _("A choice cannot hold the sign |.")
        seen.add(value)


def _scale(one: Field, _fields: dict[str, Field]) -> Found:
    least, most = one["minimum"], one["maximum"]
    if not isinstance(least, int) or not isinstance(most, int) or not 1 <= most - least <= 10:
        yield "maximum", _("A scale has from 2 to 11 steps.")


def _table(one: Field, _fields: dict[str, Field]) -> Found:
    if not one["columns"]:
        yield "columns", _("The table has no column.")
    if one["min_rows"] > one["max_rows"]:
        yield "max_rows", _("The most is less than the least.")
    seen: set[str] = set()
    for number, column in enumerate(one["columns"]):
        place = f"columns.{number}"
        if not KEY.fullmatch(column["key"]):
            yield (
                f"{place}.key",
                _("“%(key)s” is no key: small letters, digits and _ only, a letter first.") % {"key": column["key"]},
            )
        elif column["key"] in seen:
            yield f"{place}.key", _("Another column has the key “%(key)s” too.") % {"key": column["key"]}
        seen.add(column["key"])
        if not local(column["label"], "id"):
            yield f"{place}.label_id", _("The column has no label.")
        if column["type"] not in COLUMN_TYPES:
            yield f"{place}.type", _("A column cannot be of this type.")
        elif column["type"] == T.SELECT:
            yield from _of_options(f"{place}.options", column["options"])
        elif column["type"] in NUMBERS:
            yield from _limits(column, f"{place}.")
        elif column.get("max_length", 1) not in range(1, TEXT_LENGTH + 1):
            words = _("The longest text of a column is from 1 to %(most)s characters.")
            yield f"{place}.max_length", words % {"most": TEXT_LENGTH}


def _ref(one: Field, _fields: dict[str, Field]) -> Found:
    if not one["form"]:
        yield "form", _("The code of the other form is missing.")


_OWN: dict[str, Any] = {
    T.NUMBER: _number,
    T.CURRENCY: _number,
    T.SELECT: _choices,
    T.MULTISELECT: _choices,
    T.SCALE: _scale,
    T.TABLE: _table,
    T.REF: _ref,
}


def _circle(fields: dict[str, Field]) -> list[str]:
    """Return the keys of the first circle of fields that wait for each other, the first again at the end; empty: none."""
    needs = {key: sorted(_needed(one) & fields.keys()) for key, one in fields.items()}
    done: set[str] = set()
    for start in fields:
        path: list[str] = []
        if found := _walk(start, needs, path, done):
            return found
    return []


def _walk(key: str, needs: dict[str, list[str]], path: list[str], done: set[str]) -> list[str]:
    if key in path:
        return [*path[path.index(key) :], key]
    if key in done:
        return []
    path.append(key)
    for needed in needs[key]:
        if found := _walk(needed, needs, path, done):
            return found
    path.pop()
    done.add(key)
    return []


def _needed(one: Field) -> set[str]:
    """Return the fields without which it is not known whether a field is shown, or what it comes to."""
    needed = {condition["field"] for condition in one["show_when"]} - {one["key"]}
    if one.get("calculation"):
        try:
            needed |= expressions.names_in(expressions.parse(one["calculation"]))
        except expressions.ExpressionError:
            return needed
    return needed
