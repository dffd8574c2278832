"""Answers in words, in the reader's language: numbers, amounts, days and lengths of time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from assignments.enums import FieldType
from assignments.schema.reading import plain, read_bool, read_date, read_duration, read_money, read_month, read_number
from assignments.schema.shapes import Field, is_empty, local

T = FieldType


def number_in_words(number: Decimal) -> str:
    """Return `1.234,5` in Indonesian, `1,234.5` in English."""
    text = plain(number)
    whole, _point, decimals = text.lstrip("-").partition(".")
    decimals = decimals.rstrip("0")
    groups = f"{int(whole):,}"
    sign = "-" if text.startswith("-") else ""
    if get_language() == "en":
        return f"{sign}{groups}" + (f".{decimals}" if decimals else "")
    return f"{sign}{groups.replace(',', '.')}" + (f",{decimals}" if decimals else "")


def value_in_words(one: Field, value: Any) -> str:
    """Return one answer as text; what could not be read stands as it was typed. Tables and files are not for here."""
    if is_empty(value):
        return ""
    in_words = _WORDS.get(one["type"])
    words = in_words(one, value) if in_words else None
    return words if words is not None else str(value)


def _date(_one: Field, value: Any) -> str | None:
    day = read_date(value)
    return f"{day.day} {MONTHS[day.month]} {day.year}" if day else None


def _month(_one: Field, value: Any) -> str | None:
    text = read_month(value)
    return f"{MONTHS[int(text[5:])]} {text[:4]}" if text else None


def _time(_one: Field, value: Any) -> str:
    return str(value) if get_language() == "en" else str(value).replace(":", ".")


def _duration(_one: Field, value: Any) -> str | None:
    minutes = read_duration(value)
    if minutes is None:
        return None
    days, rest = divmod(minutes, 1440)
    hours, left = divmod(rest, 60)
    pieces = [
        ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days else "",
        ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours} if hours else "",
        ngettext("%(n)s minute", "%(n)s minutes", left) % {"n": left} if left or not minutes else "",
    ]
    return " ".join(filter(None, pieces))


def _number(_one: Field, value: Any) -> str | None:
    number = read_number(value)
    return None if number is None else number_in_words(number)


def _money(_one: Field, value: Any) -> str | None:
    amount = read_money(value)
    return None if amount is None else f"Rp {number_in_words(amount)}"


def _bool(_one: Field, value: Any) -> str | None:
    truth = read_bool(value)
    return None if truth is None else _("Yes") if truth else _("No")


def _choice(one: Field, value: Any) -> str:
    if isinstance(value, Mapping):
        return _("Other: %(text)s") % {"text": value.get("other", "")}
    labels = {option["value"]: local(option["label"]) for option in one.get("options", [])}
    return labels.get(str(value), str(value))


def _choices(one: Field, value: Any) -> str:
    entries = value if isinstance(value, list) else [value]
    return "; ".join(_choice(one, entry) for entry in entries)


def _tags(_one: Field, value: Any) -> str:
    return ", ".join(str(entry) for entry in value) if isinstance(value, list) else str(value)


def _scale(one: Field, value: Any) -> str:
    ends = {str(one.get("minimum", 1)): local(one.get("low")), str(one.get("maximum", 5)): local(one.get("high"))}
    meaning = ends.get(str(value), "")
    words = _("%(value)s of %(most)s") % {"value": value, "most": one.get("maximum", 5)}
    return f"{words} ({meaning})" if meaning else words


def _approval(_one: Field, value: Any) -> str | None:
    if not isinstance(value, Mapping):
        return None
    on = _date({}, value.get("on")) or str(value.get("on", ""))
    return _("%(by)s, on %(on)s") % {"by": value.get("by", ""), "on": on}


_WORDS: dict[str, Callable[[Field, Any], str | None]] = {
    T.DATE: _date,
    T.MONTH: _month,
    T.TIME: _time,
    T.DURATION: _duration,
    T.NUMBER: _number,
    T.CURRENCY: _money,
    T.BOOL: _bool,
    T.SELECT: _choice,
    T.MULTISELECT: _choices,
    T.TAGS: _tags,
    T.SCALE: _scale,
    T.APPROVAL: _approval,
}
