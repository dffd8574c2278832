"""The public satisfaction index (Survei Kepuasan Masyarakat, SKM). Pure.

Source: PermenPAN-RB No. 14 of 2017 on guidelines for surveys of public satisfaction, annex. Nine elements on a scale of 1 to 4, each
weighing one ninth; the index is their weighted mean times 25, and is classed rounded to two places.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from lms.evaluation.statistics import Mean, mean_of, rounded

SOURCE = _("PermenPAN-RB No. 14 of 2017, annex")
ELEMENTS = 9
LEAST, MOST = 1, 4
TIMES = 25
# From which index on, the mark and what it says of the service. The table of the annex; all ends are inclusive.
BANDS = (
    (Decimal("88.31"), "A", _("Very good")),
    (Decimal("76.61"), "B", _("Good")),
    (Decimal("65.00"), "C", _("Less good")),
    (Decimal("25.00"), "D", _("Not good")),
)
TITLES = {
    1: _("Requirements of the service"),
    2: _("System, mechanism and procedure"),
    3: _("Time of completion"),
    4: _("Costs or tariffs"),
    5: _("Product of the service"),
    6: _("Competence of the officers"),
    7: _("Conduct of the officers"),
    8: _("Handling of complaints, suggestions and input"),
    9: _("Facilities and infrastructure"),
}


@dataclass(frozen=True, slots=True)
class Element:
    """One of the nine: its mean on 1–4 with what it rests on, the same times 25, and its mark."""

    number: int
    mean: Mean
    index: Decimal
    mark: str

    @property
    def title(self) -> str:
        return str(TITLES[self.number])


@dataclass(frozen=True, slots=True)
class Skm:
    """The index, 25 to 100. `n` is how many answered all nine elements, None where too few did; the interval is that of their own indices."""

    index: Decimal
    mark: str
    says: str
    n: int | None
    spread: Decimal | None
    low: Decimal | None
    high: Decimal | None
    elements: tuple[Element, ...]

    @property
    def weakest(self) -> tuple[Element, ...]:
        """The three elements to work on first."""
        return tuple(sorted(self.elements, key=lambda one: (one.mean.value, one.number))[:3])


def band_of(index: Decimal) -> tuple[str, str]:
    """Return the mark and the words of an index that is already rounded to two places."""
    for least, mark, says in BANDS:
        if index >= least:
            return mark, str(says)
    raise ValueError("An index begins at 25.")


def skm_from(elements: Mapping[int, Mean], whole: list[Fraction]) -> Skm | None:
    """Return the index from the means of the nine elements; None unless all nine are there.

    `whole` holds the mean of the nine for each person who answered them all.
    """
    if set(elements) != set(range(1, ELEMENTS + 1)):
        return None
    exact = sum((elements[number].value for number in elements), Fraction(0)) * TIMES / ELEMENTS
    index = rounded(exact)
    mark, says = band_of(index)
    own = mean_of([one * TIMES for one in whole], least=LEAST * TIMES, most=MOST * TIMES)
    return Skm(
        index=index,
        mark=mark,
        says=says,
        n=len(whole) or None,
        spread=rounded(own.spread) if own else None,
        low=rounded(own.low) if own else None,
        high=rounded(own.high) if own else None,
        elements=tuple(_element(number, elements[number]) for number in sorted(elements)),
    )


def _element(number: int, mean: Mean) -> Element:
    index = rounded(mean.value * TIMES)
    return Element(number, mean, index, band_of(index)[0])
