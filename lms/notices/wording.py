"""Words with variables in braces: `{name}`. Only plain names: no attribute, index, conversion or format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from string import Formatter
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, override

from lms.notices.registry import NoticeKind
from lms.people.enums import Language
from lms.ui.times import day_in_words, instant_in_words


class BadWords(ValueError):
    """Braces that open nothing, or something else than a plain name between them."""


def variables_in(words: str) -> set[str]:
    """Return the names that stand in braces. Raises BadWords when the braces do not hold plain names."""
    try:
        pieces = list(Formatter().parse(words))
    except ValueError as error:
        raise BadWords(words) from error
    names = set()
    for _text, name, form, conversion in pieces:
        if name is None:
            continue
        if form or conversion or not name.isidentifier():
            raise BadWords(name)
        names.add(name)
    return names


def filled(words: str, values: Mapping[str, str]) -> str:
    """Return the words with each variable's value in its place; one that has none shows its name."""
    return "".join(
        text + ("" if name is None else values.get(name, f"{{{name}}}"))
        for text, name, _form, _conversion in Formatter().parse(words)
    )


def stored(kind: NoticeKind, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as JSON can hold them. Raises ValueError unless they are exactly those that the kind declares.

    A text that is translated lazily, or given by language (`in_each_language`), is kept in every language.
    """
    if values.keys() != kind.variables.keys():
        raise ValueError(f"{kind.code} takes {sorted(kind.variables)}, not {sorted(values)}.")
    return {name: _stored(kind.variables[name].kind, value) for name, value in values.items()}


def in_each_language(say: Callable[[], Any]) -> dict[str, str]:
    """Return what is said in every language: a text that the writer reads in one language and the reader in another."""
    found = {}
    for code in Language.values:
        with override(code):
            found[code] = str(say())
    return found


def _stored(kind: str, value: Any) -> Any:
    if kind == "datetime":
        if timezone.is_naive(value):
            raise ValueError("A notice needs aware instants.")
        return value.isoformat()
    if kind == "date":
        return value.isoformat()
    if kind == "number":
        return str(value) if isinstance(value, Decimal) else value
    if isinstance(value, Promise):
        return in_each_language(lambda: value)
    if isinstance(value, Mapping):
        return {code: str(value[code]) for code in Language.values}
    return str(value)


def in_words(kind: NoticeKind, values: Mapping[str, Any]) -> dict[str, str]:
    """Return stored values in the active language and zone."""
    return {
        name: _in_words(kind.variables[name].kind, value) for name, value in values.items() if name in kind.variables
    }


def _in_words(kind: str, value: Any) -> str:
    if kind == "datetime":
        at = parse_datetime(value)
        return instant_in_words(at, style="long") if at else str(value)
    if kind == "date":
        return day_in_words(date.fromisoformat(value))
    if kind == "number":
        return str(number_format(Decimal(str(value)), use_l10n=True))
    if isinstance(value, Mapping):
        return str(value.get(get_language() or "") or value[Language.ID])
    return str(value)


def examples(kind: NoticeKind) -> dict[str, Any]:
    """Return the kind's own examples, as stored."""
    return stored(kind, {name: variable.example for name, variable in kind.variables.items()})


def example_at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    """Return an instant for a kind's example: 9.00 WIB of a day."""
    return datetime(year, month, day, hour, tzinfo=timezone.get_default_timezone())
