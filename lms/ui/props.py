"""Props of components: names are checked by Django when a template is parsed, values here when it is rendered."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings


class WrongProp(ValueError):
    """A component was given a value that it does not know."""


def chosen(component: str, prop: str, value: str, allowed: Collection[str]) -> str:
    """Return the value if the component knows it.

    Raises WrongProp where components are strict (tests, local); elsewhere a reader gets the first choice instead of
    an error page, because a wrong tone is no reason to withhold a page.
    """
    if value in allowed:
        return value
    if settings.PADAN_STRICT_COMPONENTS:
        raise WrongProp(f"{component}: {prop}={value!r} is none of {', '.join(map(repr, allowed))}.")
    return next(iter(allowed))


def said(component: str, **texts: Any) -> None:
    """Raise WrongProp, where components are strict, for a text that is empty: most often a misspelt variable."""
    if settings.PADAN_STRICT_COMPONENTS:
        for prop, text in texts.items():
            if not str(text).strip():
                raise WrongProp(f"{component}: {prop} is empty.")


def counted(component: str, **numbers: Any) -> None:
    """Raise WrongProp, where components are strict, for what is no number."""
    if settings.PADAN_STRICT_COMPONENTS:
        for prop, number in numbers.items():
            if isinstance(number, bool) or not isinstance(number, int | float | Decimal):
                raise WrongProp(f"{component}: {prop}={number!r} is no number.")


def listed(component: str, **lists: Any) -> None:
    """Raise WrongProp, where components are strict, for a text in a list's place: a misspelt variable is an empty one."""
    if settings.PADAN_STRICT_COMPONENTS:
        for prop, items in lists.items():
            if isinstance(items, str):
                raise WrongProp(f"{component}: {prop}={items!r} is no list.")


def shaped(
    component: str, items: Iterable[Mapping[str, Any]], *, needed: Collection[str], optional: Collection[str] = ()
) -> list[Mapping[str, Any]]:
    """Return the items of a component as a list. Raises WrongProp, where components are strict, for what is no list, and for a key
    that is missing or that the component does not know."""
    listed(component, items=items)
    rows = list(items)
    if settings.PADAN_STRICT_COMPONENTS:
        for item in rows:
            if missing := set(needed) - set(item):
                raise WrongProp(f"{component}: an item lacks {', '.join(sorted(missing))}.")
            if alien := set(item) - {*needed, *optional}:
                raise WrongProp(f"{component}: an item has {', '.join(sorted(alien))}, which nobody reads.")
    return rows
