"""One definition of each figure: what a report, a screen and a spreadsheet say is read here, with the rows it was read from.

A part registers its figures from its module in `lms.evaluation.sockets`. The screen that shows one asks the same query, so that
nobody can find two values of one thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.models import Cohort


class Criterion(StrEnum):
    """The six criteria of the OECD's Development Assistance Committee (OECD-DAC, 2019)."""

    RELEVANCE = "relevance"
    COHERENCE = "coherence"
    EFFECTIVENESS = "effectiveness"
    EFFICIENCY = "efficiency"
    IMPACT = "impact"
    SUSTAINABILITY = "sustainability"

    @property
    def label(self) -> Any:
        return _LABELS[self]


_LABELS: dict[str, Any] = {
    "relevance": _("Relevance"),
    "coherence": _("Coherence"),
    "effectiveness": _("Effectiveness"),
    "efficiency": _("Efficiency"),
    "impact": _("Impact"),
    "sustainability": _("Sustainability"),
}


class Unit(StrEnum):
    """In what a figure is counted."""

    COUNT = "count"
    PERCENT = "percent"
    SCORE = "score"
    POINTS = "points"
    HOURS = "hours"
    DAYS = "days"
    RUPIAH = "rupiah"


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure as it stands. `value` is empty where there is none to be said, and `why` says then why.

    `n` is how many cases it rests on, `spread` their sample standard deviation, `low` and `high` the ends of a 95 % interval.
    """

    value: Decimal | None
    n: int | None = None
    of: int | None = None
    spread: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    why: Any = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows a figure was read from: heads, and one sequence of cells for each."""

    heads: Sequence[Any]
    lines: Iterable[Sequence[Any]]


@dataclass(frozen=True)
class Figure:
    """A figure of a cohort. `key` stays through the years; `href` leads to the screen that shows it, or is empty."""

    key: str
    title: Any
    unit: Unit
    criterion: Criterion
    read: Callable[[Cohort], Reading]
    rows: Callable[[Cohort], Rows]
    # Where it comes from, in words: the query as a reader understands it.
    source: Any
    activity_no: int | None = None
    href: Callable[[Cohort], str] | None = None


_figures: dict[str, Figure] = {}


def add_figure(figure: Figure) -> None:
    """Register a figure. Raises ValueError when its key is taken by another."""
    if _figures.setdefault(figure.key, figure) is not figure:
        raise ValueError(f"Two figures are called {figure.key!r}.")


def figure_of(key: str) -> Figure | None:
    return _figures.get(key)


def figures() -> Iterator[Figure]:
    """Yield every figure, by criterion in the order of the criteria, then by key."""
    order = list(Criterion)
    yield from sorted(_figures.values(), key=lambda one: (order.index(one.criterion), one.key))
