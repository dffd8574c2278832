"""What parts come to: percentages and results in exact fractions, rounded half up once, at the end. Knows no database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PartState(TextChoices):
    """How one part of one person stands."""

    GRADED = "graded", _("Graded")
    WAITING = "waiting", _("To be graded")
    RETURNED = "returned", _("Returned for improvement")
    MISSING = "missing", _("Not handed in")
    EXCUSED = "excused", _("Excused")


@dataclass(frozen=True)
class Part:
    """One part of one person's result: its state, and points of how many when all of it is graded."""

    kind: str
    title: str
    weight: Decimal
    state: PartState
    got: Decimal = Decimal(0)
    most: Decimal = Decimal(0)
    dropped: bool = False

    @property
    def share(self) -> Fraction | None:
        """Which share of the points was reached, exactly; None unless graded."""
        return _reached(self.got, self.most)[0] if self.state == PartState.GRADED and self.most else None

    @property
    def percent(self) -> Decimal | None:
        """The share in percent, rounded half up to two places."""
        return _reached(self.got, self.most)[1] if self.state == PartState.GRADED and self.most else None


@dataclass(frozen=True)
class Result:
    """A result, or the names of the parts that are missing for one."""

    value: Decimal | None
    missing: tuple[str, ...]
    parts: tuple[Part, ...]


# A gradebook has a hundred thousand parts and, by its rubrics, a few hundred different sums of points.
@lru_cache(maxsize=8192)
def _reached(got: Decimal, most: Decimal) -> tuple[Fraction, Decimal]:
    share = Fraction(got) / Fraction(most)
    return share, rounded(share * 100)


@lru_cache(maxsize=1024)
def _exactly(weight: Decimal) -> Fraction:
    return Fraction(weight)


def rounded(value: Fraction) -> Decimal:
    """Return a fraction that is not negative as a Decimal with two places, half up."""
    cents = (value * 200 + 1) // 2
    return Decimal(cents).scaleb(-2)


def result_of(parts: Sequence[Part], drops: Mapping[str, int]) -> Result:
    """Return the weighted mean of what counts.

    A part without weight counts nothing, somebody excused is weighed on the rest. One part missing means no result, and it is
    named. Only when nothing is missing are the lowest `drops[kind]` of a kind left out, on a draw the earlier.
    """
    marked = _dropped(parts, drops)
    counting = [part for part in marked if part.weight and part.state != PartState.EXCUSED and not part.dropped]
    missing = tuple(part.title for part in counting if part.share is None)
    weights = sum((part.weight for part in counting), Decimal(0))
    if missing or not weights:
        return Result(None, missing, tuple(marked))
    return Result(rounded(_weighed(counting) / Fraction(weights) * 100), (), tuple(marked))


def _weighed(parts: Sequence[Part]) -> Fraction:
    """Return the sum of the shares by their weights, exactly. Those of one denominator are added as whole numbers: a sum of fractions
    one by one looks for a common divisor at each step."""
    sums: dict[int, int] = defaultdict(int)
    for part in parts:
        weight, share = _exactly(part.weight), part.share or Fraction(0)
        sums[weight.denominator * share.denominator] += weight.numerator * share.numerator
    return sum((Fraction(many, denominator) for denominator, many in sums.items()), Fraction(0))


def _dropped(parts: Sequence[Part], drops: Mapping[str, int]) -> list[Part]:
    found = list(parts)
    for kind, lowest in drops.items():
        of_kind = [n for n, part in enumerate(parts) if part.kind == kind and _counts(part)]
        if any(parts[n].share is None for n in of_kind):
            continue
        by_share = sorted(of_kind, key=lambda n: (parts[n].share or 0, n))
        for n in by_share[: min(lowest, max(0, len(of_kind) - 1))]:
            found[n] = replace(found[n], dropped=True)
    return found


def _counts(part: Part) -> bool:
    return bool(part.weight) and part.state != PartState.EXCUSED
