"""The column `padan`: what the format itself cannot say of a form, as JSON. What it says is checked before anything is made of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any


def own_of(text: str) -> dict[str, Any] | None:
    """Return what a cell says, without what nobody asks for; {} for an empty one, None for one that says what cannot be."""
    try:
        own = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return None
    if not isinstance(own, dict):
        return None
    known = {name: value for name, value in own.items() if name in _MAY_BE}
    return known if all(_MAY_BE[name](value) for name, value in known.items()) else None


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _truth(value: Any) -> bool:
    return isinstance(value, bool)


def _both(value: Any) -> bool:
    """A text in both languages."""
    return isinstance(value, dict) and all(map(_text, value.values()))


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _numbers(value: Any) -> bool:
    return isinstance(value, list) and all(type(one) is int for one in value)


def _between(least: int, most: int) -> Callable[[Any], bool]:
    """Within what the editor of forms allows."""
    return lambda value: type(value) is int and least <= value <= most


_MAY_BE: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("key", "type", "evidence", "title_en", "source", "form"), _text),
    **dict.fromkeys(("required", "client_data", "other"), _truth),
    **dict.fromkeys(("intro", "low", "high"), _both),
    **dict.fromkeys(("sops", "processes"), _numbers),
    "steps": _texts,
    "accept": lambda value: value in ("photos", "documents", "any"),
    "decimals": _between(0, 4),
    "min_rows": _between(0, 50),
    "max_rows": _between(1, 200),
    "max_files": _between(1, 10),
}
