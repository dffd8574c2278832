"""What a result can be made of: each component reads, for people of one cohort, a sum and of how much; never a rounded value.

A room or a part registers its components from its sockets; a scheme of evaluation chooses among them and weighs them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assignments.results import rounded
from courses.models import Cohort


@dataclass(frozen=True, slots=True)
class Sum:
    """One component of one person: `sum` out of `count`, exactly.

    `missing`: it is not there yet, so there is no result. `excused`: by a decision on record it does not count. `pending` says in words
    what is still under way; nothing is locked before it is over.
    """

    sum: Fraction = Fraction(0)
    count: Fraction | int = 0
    missing: bool = False
    excused: bool = False
    pending: Any = ""

    @property
    def share(self) -> Fraction | None:
        """Which share was reached; None where there is nothing to say it of."""
        if self.missing or self.excused or not self.count:
            return None
        return self.sum / self.count

    @property
    def percent(self) -> Decimal | None:
        """The share in percent, rounded half up to two places."""
        share = self.share
        return None if share is None else rounded(share * 100)


MISSING = Sum(missing=True)
EXCUSED = Sum(excused=True)


@dataclass(frozen=True)
class Component:
    """Something a result can be made of. `key` stays through the years; `about` says in one sentence what is summed.

    `read` gives the sums of people of one cohort, in as many queries for one as for all of them; who is not among them is missing.
    """

    key: str
    title: Any
    read: Callable[[Cohort, Collection[int]], dict[int, Sum]]
    about: Any = ""
    order: int = 50


_components: dict[str, Component] = {}


def add_component(component: Component) -> None:
    """Register a component. Raises ValueError when its key is taken by another."""
    if _components.setdefault(component.key, component) is not component:
        raise ValueError(f"Two components are called {component.key!r}.")


def component_of(key: str) -> Component | None:
    return _components.get(key)


def components() -> list[Component]:
    """Return every component, in the order in which people go through them."""
    return sorted(_components.values(), key=lambda one: (one.order, one.key))


def title_of(key: str) -> str:
    """Return what a component is called; its key where nobody offers it any more."""
    found = _components.get(key)
    return str(found.title) if found else key
