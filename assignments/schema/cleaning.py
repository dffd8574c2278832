"""Reading and checking what was typed into a form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assignments.enums import FieldType
from assignments.schema import reading
from assignments.schema.reading import plain
from assignments.schema.rules import Sheet
from assignments.schema.shapes import (
    LONG_LENGTH,
    TEXT_LENGTH,
    Answers,
    Context,
    Fault,
    Field,
    Schema,
    fields_of,
    is_empty,
)
from assignments.schema.written import number_in_words

T = FieldType
TAGS, TAG_LENGTH = 30, 60
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Unreadable(ValueError):
    """A value that cannot be taken as it is; the message says what would be right. `part` narrows the place down."""

    def __init__(self, message: str, part: str = "") -> None:
        super().__init__(message)
        self.part = part


def clean(
    schema: Schema, answers: Mapping[str, Any], *, final: bool, context: Context | None = None
) -> tuple[Answers, list[Fault]]:
    """Return the answers as they are kept, and every fault in the order of the form.

    What could not be read is kept as it was typed. Unknown keys are dropped; calculated and automatic fields are worked out here
    whatever was sent. A draft (`final` False) may have gaps and keeps what was typed into fields that are hidden at the
    moment; at hand-in these are dropped, and what must be filled in is asked for.
    """
    context = context or Context()
    kept, faults = _read_all(schema, answers, context)
    sheet = Sheet(schema, kept)
    kept = {key: value for key, value in kept.items() if not final or sheet.shown(key)}
    worked_out = {key: sheet.value(key) for key, one in sheet.fields.items() if one.get("calculation")}
    kept |= {key: value for key, value in worked_out.items() if value is not None}
    found = {
        key: [fault for fault in faults.get(key, []) if sheet.shown(key)]
        or _missing(sheet, one, kept, final=final)
        or _beyond(one, worked_out.get(key), final=final)
        for key, one in sheet.fields.items()
    }
    in_order = [fault for key in sheet.fields for fault in found[key]]
    if final and not in_order:
        kept = {key: _without_blank_rows(value) for key, value in kept.items()}
    return {key: kept[key] for key in sheet.fields if key in kept}, in_order


def _read_all(schema: Schema, answers: Mapping[str, Any], context: Context) -> tuple[Answers, dict[str, list[Fault]]]:
    kept: Answers = {}
    faults: dict[str, list[Fault]] = {}
    for one in fields_of(schema):
        key, typed = one["key"], answers.get(one["key"])
        if one["type"] == T.AUTO:
            kept[key] = str(context.auto.get(one.get("source", ""), ""))
        elif one.get("calculation") or is_empty(typed):
            continue
        elif one["type"] == T.TABLE:
            kept[key], faults[key] = _read_table(one, typed, context)
        else:
            kept[key], faults[key] = _read_one(one, typed, context, key)
    return {key: value for key, value in kept.items() if not is_empty(value)}, faults


def _read_one(one: Field, typed: Any, context: Context, where: str) -> tuple[Any, list[Fault]]:
    try:
        return _READERS[one["type"]](one, typed, context), []
    except Unreadable as unreadable:
        return typed, [Fault(where + unreadable.part, str(unreadable))]


def _read_table(one: Field, typed: Any, context: Context) -> tuple[Any, list[Fault]]:
    if not isinstance(typed, list) or not all(isinstance(row, Mapping) for row in typed):
        return typed, [Fault(one["key"], _("A table is a list of rows."))]
    rows = list(typed)
    while rows and is_empty(rows[-1]):
        rows.pop()
    kept, faults = [], []
    for number, row in enumerate(rows, 1):
        cells, wrong = _read_row(one, row, context, f"{one['key']}[{number}]")
        kept.append(cells)
        faults += wrong
    filled = sum(not is_empty(row) for row in kept)
    if filled > one.get("max_rows", 20):
        words = _("At most %(most)s rows; there are %(count)s.") % {"most": one["max_rows"], "count": filled}
        faults.insert(0, Fault(one["key"], words))
    return kept, faults


def _read_row(one: Field, row: Mapping[str, Any], context: Context, where: str) -> tuple[dict[str, Any], list[Fault]]:
    cells, faults = {}, []
    for column in one.get("columns", []):
        typed = row.get(column["key"])
        if not is_empty(typed):
            cells[column["key"]], wrong = _read_one(column, typed, context, f"{where}.{column['key']}")
            faults += wrong
    return cells, faults


def _missing(sheet: Sheet, one: Field, kept: Answers, *, final: bool) -> list[Fault]:
    """Return what is asked for and not there; nothing of a draft."""
    if not final or not sheet.shown(one["key"]):
        return []
    key, value = one["key"], kept.get(one["key"])
    required = sheet.required(key)
    if is_empty(value):
        return [Fault(key, _MISSING.get(one["type"], _missing_text)())] if required else []
    if one["type"] == T.TABLE and isinstance(value, list):
        return _missing_cells(one, value)
    return []


def _beyond(one: Field, value: Any, *, final: bool) -> list[Fault]:
    """Say of a calculated field that what comes out cannot be: the answers it is worked out from do not fit together."""
    if not final or value is None:
        return []
    least = one.get("minimum")
    if one["type"] == T.CURRENCY and least == "0":
        # Of an amount that somebody types, whether anybody said so or not; what is left of a budget may be less.
        least = None
    try:
        _within(Decimal(str(value)), least, one.get("maximum"))
    except Unreadable as limit:
        words = _("This comes to %(value)s. %(limit)s Look again at the answers that it is worked out from.")
        return [Fault(one["key"], words % {"value": number_in_words(Decimal(str(value))), "limit": limit})]
    return []


def _missing_cells(one: Field, rows: list[dict[str, Any]]) -> list[Fault]:
    filled = [(number, row) for number, row in enumerate(rows, 1) if not is_empty(row)]
    faults = [
        Fault(f"{one['key']}[{number}].{column['key']}", _("Fill this in."))
        for number, row in filled
        for column in one.get("columns", [])
        if column.get("required") and is_empty(row.get(column["key"]))
    ]
    least = one.get("min_rows", 1)
    if len(filled) < least:
        words = _("At least %(least)s rows; there are %(count)s.") % {"least": least, "count": len(filled)}
        faults.insert(0, Fault(one["key"], words))
    return faults


def _missing_text() -> str:
    return _("Fill this in.")


_MISSING: dict[str, Callable[[], str]] = {
    T.SELECT: lambda: _("Choose one."),
    T.MULTISELECT: lambda: _("Choose at least one."),
    T.BOOL: lambda: _("Choose yes or no."),
    T.SCALE: lambda: _("Choose a number on the scale."),
    T.TABLE: lambda: _("Fill in at least one row."),
    T.FILE: lambda: _("Attach at least one file."),
    T.REF: lambda: _("Choose the form it refers to."),
    T.APPROVAL: lambda: _("Say who approved it, and when."),
}


def _without_blank_rows(value: Any) -> Any:
    if isinstance(value, list) and any(isinstance(row, Mapping) for row in value):
        return [row for row in value if not is_empty(row)]
    return value


def _date(one: Field, typed: Any, context: Context) -> str:
    day = reading.read_date(typed)
    if day is None:
        raise Unreadable(_("Write a date, for example 25/11/2026 or 25 November 2026."))
    if one.get("not_future") and day > context.today:
        raise Unreadable(_("This day is still to come."))
    return day.isoformat()


def _month(one: Field, typed: Any, context: Context) -> str:
    month = reading.read_month(typed)
    if month is None:
        raise Unreadable(_("Write a month with its year, for example November 2026 or 11/2026."))
    if one.get("not_future") and month > f"{context.today:%Y-%m}":
        raise Unreadable(_("This month is still to come."))
    return month


def _time(_one: Field, typed: Any, _context: Context) -> str:
    time = reading.read_time(typed)
    if time is None:
        raise Unreadable(_("Write a time, for example 08.30."))
    return time


def _duration(_one: Field, typed: Any, _context: Context) -> int:
    minutes = reading.read_duration(typed)
    if minutes is None:
        raise Unreadable(_("Write a length of time, for example 1 jam 30 menit, 45 menit or 2 hari."))
    return minutes


def _number(one: Field, typed: Any, _context: Context) -> str:
    number = reading.read_money(typed) if one["type"] == T.CURRENCY else reading.read_number(typed)
    if number is None:
        raise Unreadable(
            _("Write an amount in rupiah, for example 4.500.000.")
            if one["type"] == T.CURRENCY
            else _("Write a number, for example 1.250 or 12,5.")
        )
    places = one.get("decimals") or 0
    if number != round(number, places):
        raise Unreadable(
            _("At most %(places)s decimals.") % {"places": places} if places else _("Write a whole number.")
        )
    _within(number, one.get("minimum"), one.get("maximum"))
    return plain(number)


def _within(number: Decimal, least: Any, most: Any) -> None:
    if least not in (None, "") and number < Decimal(str(least)):
        raise Unreadable(_("At least %(least)s.") % {"least": number_in_words(Decimal(str(least)))})
    if most not in (None, "") and number > Decimal(str(most)):
        raise Unreadable(_("At most %(most)s.") % {"most": number_in_words(Decimal(str(most)))})


def _scale(one: Field, typed: Any, _context: Context) -> int:
    number = reading.read_number(typed)
    least, most = one.get("minimum", 1), one.get("maximum", 5)
    if number is None or number != int(number) or not least <= number <= most:
        raise Unreadable(_("Choose a whole number from %(least)s to %(most)s.") % {"least": least, "most": most})
    return int(number)


def _bool(_one: Field, typed: Any, _context: Context) -> bool:
    truth = reading.read_bool(typed)
    if truth is None:
        raise Unreadable(_("Choose yes or no."))
    return truth


def _select(one: Field, typed: Any, _context: Context) -> Any:
    if isinstance(typed, list):
        raise Unreadable(_("Choose one only."))
    if isinstance(typed, Mapping):
        return _other(one, typed)
    text = str(typed).strip()
    known = {option["value"].casefold(): option["value"] for option in one.get("options", [])}
    if text.casefold() not in known:
        raise Unreadable(_("“%(value)s” is none of the choices.") % {"value": text[:60]})
    return known[text.casefold()]


def _other(one: Field, typed: Mapping[str, Any]) -> dict[str, str]:
    text = _tidy(typed.get("other", ""), keep_lines=False)
    if not one.get("other"):
        raise Unreadable(_("“%(value)s” is none of the choices.") % {"value": text[:60]})
    if len(text) > TEXT_LENGTH:
        raise Unreadable(_("At most %(most)s characters.") % {"most": TEXT_LENGTH})
    return {"other": text}


def _multiselect(one: Field, typed: Any, context: Context) -> list[Any]:
    entries = typed if isinstance(typed, list) else [typed]
    chosen: list[Any] = []
    for entry in entries:
        value = None if is_empty(entry) else _select(one, entry, context)
        if value is not None and value not in chosen:
            chosen.append(value)
    if sum(isinstance(value, Mapping) for value in chosen) > 1:
        raise Unreadable(_("Write everything else into one text."))
    order = [option["value"] for option in one.get("options", [])]
    return sorted(chosen, key=lambda value: order.index(value) if value in order else len(order))


def _tags(_one: Field, typed: Any, _context: Context) -> list[str]:
    pieces = typed if isinstance(typed, list) else re.split(r"[,;\n]", str(typed))
    tags: dict[str, str] = {}
    for piece in pieces:
        text = _tidy(piece, keep_lines=False)
        if len(text) > TAG_LENGTH:
            raise Unreadable(
                _("“%(tag)s …” is longer than %(most)s characters: part keywords by commas.")
                % {"tag": text[:20], "most": TAG_LENGTH}
            )
        if text:
            tags.setdefault(text.casefold(), text)
    if len(tags) > TAGS:
        raise Unreadable(_("At most %(most)s keywords.") % {"most": TAGS})
    return list(tags.values())


def _text(one: Field, typed: Any, _context: Context) -> str:
    long = one["type"] == T.TEXTAREA
    text = _tidy(typed, keep_lines=long)
    most = one.get("max_length") or (LONG_LENGTH if long else TEXT_LENGTH)
    if len(text) > most:
        raise Unreadable(_("At most %(most)s characters; there are %(count)s.") % {"most": most, "count": len(text)})
    return text


def _tidy(typed: Any, *, keep_lines: bool) -> str:
    if isinstance(typed, list | Mapping):
        raise Unreadable(_("Write a text."))
    text = _CONTROL.sub("", str(typed).replace("\r\n", "\n").replace("\r", "\n"))
    return text.strip() if keep_lines else " ".join(text.split())


def _file(one: Field, typed: Any, context: Context) -> list[str]:
    ids = list(dict.fromkeys(str(entry) for entry in (typed if isinstance(typed, list) else [typed]) if entry))
    if len(ids) > one.get("max_files", 3):
        raise Unreadable(
            _("At most %(most)s files; there are %(count)s.") % {"most": one["max_files"], "count": len(ids)}
        )
    if context.files is not None and not set(ids) <= context.files:
        raise Unreadable(_("A file is not here any more, or is not yours. Attach it again."))
    return ids


def _ref(_one: Field, typed: Any, context: Context) -> str:
    text = str(typed).strip()
    if context.refs is not None and text not in context.refs:
        raise Unreadable(_("This form is not here, or is not yours. Choose another."))
    return text


def _approval(_one: Field, typed: Any, context: Context) -> dict[str, str]:
    if not isinstance(typed, Mapping):
        raise Unreadable(_("Say who approved it, and when."))
    if is_empty(typed.get("by")):
        raise Unreadable(_("Write the name and position of who approved it."), ".by")
    if is_empty(typed.get("on")):
        raise Unreadable(_("Write the day on which it was approved."), ".on")
    try:
        by = _text({"type": T.TEXT, "max_length": 160}, typed["by"], context)
    except Unreadable as wrong:
        raise Unreadable(str(wrong), ".by") from wrong
    try:
        return {"by": by, "on": _date({"not_future": True}, typed["on"], context)}
    except Unreadable as wrong:
        raise Unreadable(str(wrong), ".on") from wrong


_READERS: dict[str, Callable[[Field, Any, Context], Any]] = {
    T.DATE: _date,
    T.MONTH: _month,
    T.TIME: _time,
    T.DURATION: _duration,
    T.NUMBER: _number,
    T.CURRENCY: _number,
    T.SCALE: _scale,
    T.BOOL: _bool,
    T.SELECT: _select,
    T.MULTISELECT: _multiselect,
    T.TAGS: _tags,
    T.TEXT: _text,
    T.TEXTAREA: _text,
    T.FILE: _file,
    T.REF: _ref,
    T.APPROVAL: _approval,
}
