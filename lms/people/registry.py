"""Sockets for the upper rooms: what stands in the navigation, and what each role finds on its home.

People is the ground floor and knows no room above it, so every room says in its `AppConfig.ready()` what it adds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from lms.people.prepared import Prepared
from lms.people.together import Together


@dataclass(frozen=True)
class NavItem:
    """One entry of the navigation. `roles` holds Role values and PARTICIPANT; `url_name` needs no arguments."""

    url_name: str
    # Not hashed: a label is lazy, and would be translated each time.
    label: Any = field(hash=False)
    roles: frozenset[str] = field(hash=False)
    order: int
    icon: str = "dot"


@dataclass(frozen=True)
class Panel:
    """A piece of a home, drawn by a template of the room that offers it."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    # Whether it stands above all others now, whatever its place is otherwise: a class that is today.
    first: bool = False
    # Whether it asks for something now. The first of a home that does has the look of the one next thing: to its template `look` is
    # `next`, to all others `plain`.
    asks: bool = False


PanelSource = Callable[[HttpRequest], Panel | None]

_nav: list[NavItem] = []
_places: dict[str, tuple[str, ...]] = {}
_panels: dict[str, list[tuple[int, PanelSource, tuple[Prepared, ...]]]] = {}
_together: dict[tuple[Prepared, ...], Together] = {}
_hats: list[Callable[[Any], set[str]]] = []
_facts: dict[str, Callable[[], Any]] = {}


def add_nav(item: NavItem) -> None:
    """Add an entry to the navigation of its roles."""
    if item not in _nav:
        _nav.append(item)
        _nav.sort(key=lambda entry: entry.order)


def nav_for(role: str) -> list[NavItem]:
    """Return the navigation of one role, in order."""
    return [item for item in _nav if role in item.roles]


def add_places(url_name: str, *starts: str) -> None:
    """Let pages whose addresses begin so stand under an entry of the navigation (its `url_name`), for who has that entry.

    Several entries may name the same pages: of those that somebody has, the last in the navigation is marked. So what is named for
    the home (`dashboard`) stands there only for whose navigation has nothing nearer.
    """
    known = _places.get(url_name, ())
    _places[url_name] = known + tuple(start for start in starts if start not in known)


def places_of(url_name: str) -> tuple[str, ...]:
    """Return how the addresses begin that stand under an entry of the navigation, beside its own."""
    return _places.get(url_name, ())


def add_panel(role: str, order: int, source: PanelSource, reads: Iterable[Prepared] = ()) -> None:
    """Add a piece to the home of a role; the source returns None when it has nothing to say.

    `reads` are the prepared queries by the person's id that the source asks: a home asks those of all its pieces in one statement.
    """
    entry = (order, source, tuple(reads))
    entries = _panels.setdefault(role, [])
    if entry not in entries:
        entries.append(entry)
        entries.sort(key=lambda one: one[0])


def panels_for(role: str, request: HttpRequest) -> list[Panel]:
    """Return the pieces of this role's home that have something to say. What they declared to read is read first, in one query."""
    entries = _panels.get(role, [])
    reads = tuple(dict.fromkeys(read for _order, _source, reads in entries for read in reads))
    together = _together.setdefault(reads, Together(reads))
    with together.ahead(request.user.pk or 0):
        return [panel for _order, source, _reads in entries if (panel := source(request)) is not None]


def add_hats(source: Callable[[Any], set[str]]) -> None:
    """Let a room say which hats besides role assignments a user wears (courses: PARTICIPANT)."""
    if source not in _hats:
        _hats.append(source)


def extra_hats(user: Any) -> set[str]:
    """Return the hats that upper rooms give this user. One query a source at the most."""
    return set().union(*(source(user) for source in _hats)) if _hats else set()


def add_fact(name: str, expression: Callable[[], Any]) -> None:
    """Let a room put something about the person of a session on the person, read in the query that reads the person anyway.

    `expression` returns what a queryset of User is annotated with. It costs every page: only for what every page shows.
    """
    _facts[name] = expression


def facts() -> dict[str, Any]:
    """Return the expressions of all facts, by name."""
    return {name: expression() for name, expression in _facts.items()}


def facts_known() -> tuple[str, ...]:
    """Return the names of all facts, in order."""
    return tuple(_facts)
