"""What parts come to: percentages and results in exact fractions, rounded half up once, at the end. Knows no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

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

    @cached_property
    def share(self) -> Fraction | None:
        """Which share of the points was reached, exactly; None unless graded."""
        if self.state != PartState.GRADED or not self.most:
            return None
        return Fraction(self.got) / Fraction(self.most)

    @cached_property
    def percent(self) -> Decimal | None:
        """The share in percent, rounded half up to two places."""
        return None if self.share is None else rounded(self.share * 100)


@dataclass(frozen=True)
class Result:
    """A result, or the names of the parts that are missing for one."""

    value: Decimal | None
    missing: tuple[str, ...]
    parts: tuple[Part, ...]


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
    weights = sum((Fraction(part.weight) for part in counting), Fraction(0))
    if missing or not weights:
        return Result(None, missing, tuple(marked))
    total = sum((Fraction(part.weight) * (part.share or 0) for part in counting), Fraction(0))
    return Result(rounded(total / weights * 100), (), tuple(marked))


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
