"""One definition of each figure: what a report, a screen and a spreadsheet say is read here, with the rows it was read from.

A part registers its figures from its module in `lms.evaluation.sockets`. The screen that shows one asks the same query, so that
nobody can find two values of one thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext
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

    @property
    def places(self) -> int:
        """How many decimals are shown; rounding is half up and happens once, here."""
        return _PLACES[self]


_PLACES = {"count": 0, "percent": 1, "score": 2, "points": 2, "hours": 1, "days": 1, "rupiah": 0}


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure as it stands. `value` is empty where there is none to be said, and `why` says then why.

    `n` is how many cases it rests on, `spread` their sample standard deviation, `low` and `high` the ends of a 95 % interval. `scale` says of
    a mean of answers on which scale they were given.
    """

    value: Decimal | None
    n: int | None = None
    of: int | None = None
    spread: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    why: Any = ""
    scale: Any = ""


class Worded:
    """A sentence with parts, put together when it is read: in the reader's language."""

    def __init__(self, words: Any, **parts: Any) -> None:
        self.words, self.parts = words, parts

    def __str__(self) -> str:
        return str(self.words) % {name: str(part) for name, part in self.parts.items()}


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
    # What a chart of it draws: pairs of a label and a value. Two at least, else there is nothing to see.
    series: Callable[[Cohort], Sequence[tuple[Any, Any]]] | None = None
    # Whether each reading names the scale it is on: values on different scales are not compared.
    scaled: bool = False


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


def rounded(value: Decimal, unit: Unit) -> Decimal:
    """Return a value as it is shown: half up, to the decimals of its unit."""
    return value.quantize(Decimal(1).scaleb(-unit.places), rounding=ROUND_HALF_UP)


def in_words(reading: Reading, unit: Unit) -> str:
    """Return a figure as every screen, paper and sheet writes it, in the reader's language: `92,5%`, `27 dari 30`, `Rp1.250.000`."""
    if reading.value is None:
        return "–"
    value = rounded(reading.value, unit)
    if unit == Unit.COUNT and reading.of is not None:
        shown = number_format(value, decimal_pos=0, force_grouping=True)
        return gettext("%(n)s of %(all)s") % {"n": shown, "all": number_format(reading.of, force_grouping=True)}
    return written(value, unit, unit.places)


def written(number: Decimal, unit: Unit, places: int) -> str:
    """Return a number that is rounded already, in its unit, in the reader's language."""
    shown = number_format(number, decimal_pos=places, use_l10n=True, force_grouping=True)
    if unit == Unit.RUPIAH:
        return f"Rp{shown}"
    if unit == Unit.PERCENT:
        return f"{shown}%"
    if unit == Unit.POINTS and number > 0:
        shown = f"+{shown}"
    return (
        f"{shown} {gettext('hours')}"
        if unit == Unit.HOURS
        else f"{shown} {gettext('days')}"
        if unit == Unit.DAYS
        else shown
    )


def basis_in_words(reading: Reading, unit: Unit) -> str:
    """Return what a figure rests on: cases, spread, interval; or why there is none. Empty when nothing is to be added."""
    if reading.value is None:
        return str(reading.why)
    said = []
    if reading.n is not None:
        said.append(f"n = {number_format(reading.n, force_grouping=True)}")
    if reading.spread is not None:
        said.append(gettext("spread %(sd)s") % {"sd": _plain(reading.spread, unit)})
    if reading.low is not None and reading.high is not None:
        said.append(
            gettext("95%% interval %(low)s to %(high)s")
            % {"low": _plain(reading.low, unit), "high": _plain(reading.high, unit)}
        )
    return "; ".join([*said, *(str(words) for words in (reading.scale, reading.why) if words)])


def _plain(value: Decimal, unit: Unit) -> str:
    return number_format(rounded(value, unit), decimal_pos=unit.places, use_l10n=True, force_grouping=True)


# --- Figures that are read together share what they read ---

T = TypeVar("T")
_kept: ContextVar[dict[Any, Any] | None] = ContextVar("figures", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Let the figures read in this block share their queries (`shared`). What was read is forgotten at its end."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def shared(read: Callable[[Cohort], T]) -> Callable[[Cohort], T]:
    """Read once for each cohort and language within `together`, else each time anew."""

    @wraps(read)
    def once(cohort: Cohort) -> T:
        return _once(read, cohort, get_language())

    return once


def shared_facts(read: Callable[[Cohort], T]) -> Callable[[Cohort], T]:
    """The same for what holds no word of the site: read once for each cohort, whoever reads in whichever language."""

    @wraps(read)
    def once(cohort: Cohort) -> T:
        return _once(read, cohort, None)

    return once


def _once(read: Callable[[Cohort], T], cohort: Cohort, language: str | None) -> T:
    kept = _kept.get()
    if kept is None:
        return read(cohort)
    key = (read, cohort.pk, language)
    if key not in kept:
        kept[key] = read(cohort)
    found: T = kept[key]
    return found
