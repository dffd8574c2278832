"""Figures that are a share: so much of so much for each case, added up over all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from statistics import stdev
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from lms.evaluation.figures import Reading, Rows
from lms.people import clock

PERSON = _("Person (code)")


@dataclass(frozen=True, slots=True)
class Share:
    """What one case has of what it could have. `code` says which, in the rows."""

    code: str
    part: Fraction | int
    whole: int

    @property
    def percent(self) -> float:
        return float(self.part / self.whole * 100) if self.whole else 0.0


Shares = Callable[[Cohort], Sequence[Share]]


def share_of(rows: Sequence[Share], *, why: Any) -> Reading:
    """Return the whole share in percent, with the cases it rests on and the spread among them; `why` says why there is none."""
    counted = [one for one in rows if one.whole]
    if not counted:
        return Reading(None, why=why)
    # Parts are whole numbers but for some: added up as they are, and a fraction made of the sum alone.
    part, whole = Fraction(sum(one.part for one in counted)), sum(one.whole for one in counted)
    spread = Decimal(repr(stdev(one.percent for one in counted))) if len(counted) > 1 else None
    return Reading(decimal_of(part / whole * 100), n=len(counted), spread=spread)


def decimal_of(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def reads_share(shares: Shares, *, why: Any) -> Callable[[Cohort], Reading]:
    """Return how such a figure is read."""
    return lambda cohort: share_of(shares(cohort), why=why)


def rows_of_shares(shares: Shares, *, case: Any, part: Any, whole: Any) -> Callable[[Cohort], Rows]:
    """Return how its rows are read: case, part, whole, percent."""
    heads = [case, part, whole, "%"]
    return lambda cohort: Rows(
        heads, [[one.code, _number(one.part), one.whole, round(one.percent, 2)] for one in shares(cohort)]
    )


def _number(part: Fraction | int) -> int | float:
    return int(part) if part == int(part) else float(part)


def counts(rows: Callable[[Cohort], Sequence[Any]]) -> Callable[[Cohort], Reading]:
    """Return how a figure that counts rows is read."""
    return lambda cohort: Reading(Decimal(len(rows(cohort))))


def day_of(at: datetime) -> date:
    """Return the day of an instant in WIB, as the screens tell it: before seven in the morning it is another one in UTC."""
    return at.astimezone(clock.WIB).date()


def page_of(name: str) -> Callable[[Cohort], str]:
    """Return the address of a cohort's page."""
    return lambda cohort: reverse(name, args=[cohort.public_id])
