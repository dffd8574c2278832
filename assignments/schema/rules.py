"""Which fields are shown and which must be filled in, as the answers stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assignments.enums import FieldType
from assignments.schema import expressions
from assignments.schema.expressions import Reader, Value
from assignments.schema.reading import (
    plain,
    read_bool,
    read_date,
    read_duration,
    read_money,
    read_month,
    read_number,
    read_time,
)
from assignments.schema.shapes import Answers, Field, Schema, choice_text, fields_of, is_empty, local

T = FieldType


class Sheet:
    """A form with its answers: what is shown, what must be filled in, what is calculated. Each is worked out once.

    A field that is not shown counts as empty, in rules and in calculations. Circles are refused when a form is frozen; here
    a field that waits for itself counts as shown, and as blank.
    """

    def __init__(self, schema: Schema, answers: Answers) -> None:
        self.fields: dict[str, Field] = {one["key"]: one for one in fields_of(schema)}
        self.answers = answers
        self._shown: dict[str, bool] = {}
        self._values: dict[str, Any] = {}
        self._reader = Reader(self._number, self._column, self._rows)

    def shown(self, key: str) -> bool:
        """Whether a field is shown."""
        if key not in self._shown:
            self._shown[key] = True
            self._shown[key] = self._all_hold(self.fields[key].get("show_when", []))
        return self._shown[key]

    def required(self, key: str) -> bool:
        """Whether a shown field must be filled in. With conditions of its own, only when these hold."""
        one = self.fields[key]
        if not self.shown(key) or one.get("calculation") or one["type"] == T.AUTO:
            return False
        conditions = one.get("required_when") or []
        return self._all_hold(conditions) if conditions else bool(one.get("required"))

    def value(self, key: str) -> Any:
        """Return the answer that counts: None when the field is not shown or unknown, worked out when it is calculated."""
        if key not in self.fields or not self.shown(key):
            return None
        if key not in self._values:
            self._values[key] = None
            one = self.fields[key]
            self._values[key] = self._worked_out(one) if one.get("calculation") else self.answers.get(key)
        return self._values[key]

    def _worked_out(self, one: Field) -> str | None:
        try:
            result = expressions.evaluate(expressions.parse(one["calculation"]), self._reader)
        except expressions.ExpressionError:
            return None
        if not isinstance(result, Decimal) or abs(result) >= Decimal(10) ** 15:
            return None
        return plain(expressions.rounded(result, one.get("decimals") or 0))

    def _all_hold(self, conditions: list[dict[str, str]]) -> bool:
        return all(
            holds(condition, self.fields.get(condition["field"]), self.value(condition["field"]))
            for condition in conditions
        )

    def _number(self, name: str) -> Value:
        return as_value(self.fields.get(name), self.value(name))

    def _column(self, table: str, column: str) -> list[Value]:
        kinds = {one["key"]: one for one in self.fields.get(table, {}).get("columns", [])}
        return [as_value(kinds.get(column), row.get(column)) for row in self._filled_rows(table)]

    def _rows(self, table: str) -> int:
        return len(self._filled_rows(table))

    def _filled_rows(self, table: str) -> list[Mapping[str, Any]]:
        rows = self.value(table)
        return [row for row in rows if isinstance(row, Mapping) and not is_empty(row)] if isinstance(rows, list) else []


def as_value(one: Field | None, value: Any) -> Value:
    """Return an answer as calculations see it: times in minutes, days and months counted, yes as 1, choices as text."""
    if one is None or is_empty(value):
        return None
    read = _AS.get(one["type"])
    return read(value) if read else None


def _minutes(value: Any) -> Decimal | None:
    text = read_time(value)
    return Decimal(int(text[:2]) * 60 + int(text[3:])) if text else None


def _days(value: Any) -> Decimal | None:
    day = read_date(value)
    return Decimal(day.toordinal()) if day else None


def _months(value: Any) -> Decimal | None:
    text = read_month(value)
    return Decimal(int(text[:4]) * 12 + int(text[5:])) if text else None


def _length(value: Any) -> Decimal | None:
    minutes = read_duration(value)
    return None if minutes is None else Decimal(minutes)


def _truth(value: Any) -> Decimal | None:
    truth = read_bool(value)
    return None if truth is None else Decimal(truth)


_AS: dict[str, Callable[[Any], Value]] = {
    T.NUMBER: read_number,
    T.CURRENCY: read_money,
    T.SCALE: read_number,
    T.TIME: _minutes,
    T.DATE: _days,
    T.MONTH: _months,
    T.DURATION: _length,
    T.BOOL: _truth,
    T.SELECT: choice_text,
}


def holds(condition: Mapping[str, str], one: Field | None, value: Any) -> bool:
    """Whether a condition holds for a field and its answer. What is blank is neither more nor less, and is not any value."""
    operator, wanted = condition["operator"], condition["value"]
    if operator in {"filled", "empty"}:
        return is_empty(value) == (operator == "empty")
    if operator in {"more", "less"}:
        have, limit = as_value(one, value), as_value(one, wanted)
        if not isinstance(have, Decimal) or not isinstance(limit, Decimal):
            return False
        return have > limit if operator == "more" else have < limit
    texts = {wanted} if operator != "one_of" else {text.strip() for text in wanted.split("|")}
    matches = bool(_said(one, value) & {_folded(one, text) for text in texts})
    return not matches if operator == "is_not" else matches


def _said(one: Field | None, value: Any) -> set[str]:
    if is_empty(value):
        return set()
    return {_folded(one, choice_text(entry)) for entry in (value if isinstance(value, list) else [value])}


def _folded(one: Field | None, text: str) -> str:
    """Return a text so that what means the same compares the same: yes as ya, 1.000 as 1000, capitals as small letters."""
    seen = as_value(one, text) if one is not None and one["type"] != T.SELECT else None
    return plain(seen) if isinstance(seen, Decimal) else text.strip().casefold()


def shown_fields(schema: Schema, answers: Answers) -> list[Field]:
    """Return the fields that are shown as the answers stand, in order."""
    sheet = Sheet(schema, answers)
    return [one for key, one in sheet.fields.items() if sheet.shown(key)]


def required_fields(schema: Schema, answers: Answers) -> list[Field]:
    """Return the fields that must be filled in as the answers stand, in order."""
    sheet = Sheet(schema, answers)
    return [one for key, one in sheet.fields.items() if sheet.required(key)]


def rule_in_words(conditions: list[dict[str, str]], fields: Mapping[str, Field]) -> str:
    """Return conditions as a phrase for readers: `“Status” is “Selesai”, and “Skor” is filled in`."""
    return _(", and ").join(_condition_in_words(condition, fields) for condition in conditions)


def _condition_in_words(condition: Mapping[str, str], fields: Mapping[str, Field]) -> str:
    one = fields.get(condition["field"])
    values = {"field": local(one["label"]) if one else condition["field"], "value": _value_in_words(condition, one)}
    return {
        "is": _("“%(field)s” is %(value)s"),
        "is_not": _("“%(field)s” is not %(value)s"),
        "one_of": _("“%(field)s” is %(value)s"),
        "filled": _("“%(field)s” is filled in"),
        "empty": _("“%(field)s” is empty"),
        "more": _("“%(field)s” is more than %(value)s"),
        "less": _("“%(field)s” is less than %(value)s"),
    }[condition["operator"]] % values


def _value_in_words(condition: Mapping[str, str], one: Field | None) -> str:
    labels = {option["value"]: local(option["label"]) for option in (one or {}).get("options", [])}
    several = condition["operator"] == "one_of"
    texts = [text.strip() for text in condition["value"].split("|")] if several else [condition["value"]]
    if one is not None and one["type"] == T.BOOL:
        return _("yes") if read_bool(condition["value"]) else _("no")
    return _(" or ").join(_("“%(value)s”") % {"value": labels.get(text, text)} for text in texts)
