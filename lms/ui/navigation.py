"""The navigation as a page shows it: addresses worked out, the entry of this page marked, the phone's bar kept short."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import get_urlconf, reverse
from django.utils.translation import gettext_lazy as _

from lms.people.registry import NavItem
from lms.people.roles import HAT_LABELS, hats_of

BAR_ENTRIES = 4


@dataclass(frozen=True)
class Entry:
    label: Any
    href: str
    icon: str
    is_current: bool


@dataclass(frozen=True)
class Navigation:
    """`bar` and `rest` share out `entries` on a phone: five fit in its bar, more go under the last place."""

    entries: list[Entry]

    @property
    def bar(self) -> list[Entry]:
        return self.entries if len(self.entries) == BAR_ENTRIES + 1 else self.entries[:BAR_ENTRIES]

    @property
    def rest(self) -> list[Entry]:
        return self.entries[len(self.bar) :]

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
    """Reverse an address without arguments once: it is the same for everybody, and each costs as much as a small query."""
    return reverse(url_name, urlconf=urlconf)


# Whoever is signed in finds the way home first.
HOME = NavItem("dashboard", _("Home"), frozenset(), 0, "home")


def of(items: Iterable[NavItem], path: str) -> Navigation:
    """Return the navigation for the page at `path`; the entry with the longest address that begins it is current."""
    hrefs = [(item, _address(item.url_name, get_urlconf())) for item in items]
    fitting = [href for _item, href in hrefs if path == href or (href != "/" and path.startswith(href))]
    current = max(fitting, key=len, default="")
    return Navigation([Entry(item.label, href, item.icon, href == current) for item, href in hrefs])


def hats(user: Any, worn: str) -> list[Hat]:
    """Return the hats somebody can switch between, or nothing when there is no choice. Costs no query of its own."""
    values = hats_of(user).hats
    if len(values) < 2:
        return []
    return [Hat(value, str(HAT_LABELS[value]), value == worn) for value in values]
