"""The navigation as a page shows it: addresses worked out, the entry of this page marked, the phone's bar kept short."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.translation import gettext_lazy as _

from lms.people.registry import NavItem, places_of
from lms.people.roles import HAT_LABELS

BAR_ENTRIES = 4
# What a row at 1280 px holds beside the name, the bell and the menu, whatever the language.
TOP_ENTRIES = 7


@dataclass(frozen=True)
class Entry:
    label: Any
    href: str
    icon: str
    is_current: bool


@dataclass(frozen=True)
class Navigation:
    """`bar` and `rest` share out `entries` on a phone: five fit in its bar, more go under the last place. `top` and `under` do so at a desk."""

    entries: list[Entry]

    @property
    def bar(self) -> list[Entry]:
        return self.entries if len(self.entries) == BAR_ENTRIES + 1 else self.entries[:BAR_ENTRIES]

    @property
    def rest(self) -> list[Entry]:
        return self.entries[len(self.bar) :]

    @property
    def top(self) -> list[Entry]:
        return self.entries if len(self.entries) == TOP_ENTRIES + 1 else self.entries[:TOP_ENTRIES]

    @property
    def under(self) -> list[Entry]:
        return self.entries[len(self.top) :]

    @property
    def current_under(self) -> bool:
        return any(entry.is_current for entry in self.under)

    @property
    def current_in_rest(self) -> bool:
        return any(entry.is_current for entry in self.rest)


@dataclass(frozen=True)
class Hat:
    value: str
    label: str
    is_worn: bool


@lru_cache(maxsize=256)
def _address(url_name: str, urlconf: str | None) -> str:
    try:
        return reverse(url_name, urlconf=urlconf)
    except NoReverseMatch:
        return ""


def address(url_name: str) -> str:
    """Return an address without arguments, or "" where there is none. Worked out once: it costs as much as a small query."""
    return _address(url_name, get_urlconf())


# Whoever is signed in finds the way home first.
HOME = NavItem("dashboard", _("Home"), frozenset(), 0, "home")


def items(offered: Iterable[NavItem], *, signed_in: bool) -> tuple[NavItem, ...]:
    """Return what stands in the navigation, home first for who is signed in."""
    found = tuple(offered)
    if signed_in and all(item.url_name != HOME.url_name for item in found):
        return (HOME, *found)
    return found


def current(items: Iterable[NavItem], path: str) -> str:
    """Return the address of the entry under which a page stands, or "" when it stands under none.

    It is the one whose own address, or one of its places (`lms.people.registry.add_places`), begins the path with the most letters.
    """
    best, found = 0, ""
    for item in items:
        href = address(item.url_name)
        for start in (href, *places_of(item.url_name)):
            if len(start) >= max(best, 1) and (path == start or (start != "/" and path.startswith(start))):
                best, found = len(start), href
    return found


def of(items: Iterable[NavItem], current: str) -> Navigation:
    """Return the navigation with the entry at the address `current` marked."""
    hrefs = [(item, address(item.url_name)) for item in items]
    return Navigation([Entry(item.label, href, item.icon, href == current) for item, href in hrefs])


def hats(held: tuple[str, ...], worn: str) -> list[Hat]:
    """Return the hats somebody can switch between, or nothing when there is no choice."""
    if len(held) < 2:
        return []
    return [Hat(value, str(HAT_LABELS[value]), value == worn) for value in held]
