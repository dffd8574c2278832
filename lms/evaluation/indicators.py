"""What a unit's work in job matching is measured by, and how months before a training are held against months after it. Knows no database.

A figure of a month that a unit did not report is unknown, and never 0. Counts are compared by the month, so that a period in which a
month is missing is not smaller for it; shares and days are worked out of sums, never as a mean of means.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.utils.dates import MONTHS as MONTH_NAMES
from django.utils.translation import gettext_lazy as _

from assignments.statistics import PairedGain, paired_gain
from lms.people.enums import Evidence

# Months of a period. The first period after the training ends three months after it, the second six.
MONTHS = 3
# Fewer units than this give no interval: one difference says nothing of how differences spread.
LEAST_UNITS = 2
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Field:
    """One thing a unit reports of a month."""

    key: str
    label: Any
    meaning: Any
    most: int = 1_000_000
    decimals: int = 0


FIELDS = (
    Field("registered", _("Jobseekers registered"), _("New jobseekers in the month, each once.")),
    Field("counselled", _("Jobseekers counselled"), _("People who had job counselling, each once in the month.")),
    Field("referred", _("Jobseekers referred"), _("People sent to an employer with a letter or by the system.")),
    Field("placed", _("Jobseekers placed"), _("People who began to work, by the employer’s word.")),
    Field("vacancies", _("Vacancies registered"), _("Posts, not advertisements: one advertisement for ten is ten.")),
    Field("filled", _("Vacancies filled"), _("Posts that were filled in the month.")),
    Field(
        "days_to_fill",
        _("Days to fill a vacancy"),
        _("On average over the posts filled in the month, from being registered to being filled."),
        most=3650,
        decimals=1,
    ),
)
KEYS = tuple(field.key for field in FIELDS)
LABELS: dict[str, Any] = {field.key: field.label for field in FIELDS}
Values = Mapping[str, Any]


def left_open(values: Values) -> tuple[str, ...]:
    """Return the keys of what a month does not say. Where no post was filled, nobody asks how many days it took."""
    empty = tuple(key for key in KEYS if values.get(key) is None)
    return tuple(key for key in empty if key != "days_to_fill" or values.get("filled") != 0)


@dataclass(frozen=True)
class Indicator:
    """One figure that is compared: a count by the month, or one sum in another (`of`), times `times`.

    `fewer_is_better` turns round what a growth means. `evidence` says how sure we are that the ministry counts it so.
    """

    key: str
    label: Any
    sum: str
    of: str = ""
    times: int = 1
    unit: Any = ""
    fewer_is_better: bool = False
    evidence: str = Evidence.INFERRED


_MONTHLY = _("a month")
INDICATORS = (
    *(Indicator(field.key, field.label, field.key, unit=_MONTHLY) for field in FIELDS if field.key != "days_to_fill"),
    Indicator("placement_rate", _("Placed of 100 registered"), "placed", of="registered", times=100, unit=_("of 100")),
    Indicator("fill_rate", _("Filled of 100 vacancies"), "filled", of="vacancies", times=100, unit=_("of 100")),
    Indicator(
        "days_to_fill",
        _("Days to fill a vacancy"),
        "fill_days",
        of="filled",
        unit=_("days"),
        fewer_is_better=True,
    ),
)
BY_KEY = {indicator.key: indicator for indicator in INDICATORS}


# --- Months ---


def first_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def shifted(month: date, by: int) -> date:
    """Return the month so many months later (or earlier)."""
    number = month.year * 12 + month.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)


def months_from(month: date, many: int = MONTHS) -> tuple[date, ...]:
    """Return so many months, beginning with this one."""
    return tuple(shifted(month, step) for step in range(many))


def month_name(month: date) -> str:
    """Return a month as people say it: `September 2026`."""
    return f"{MONTH_NAMES[month.month]} {month.year}"


@dataclass(frozen=True)
class Windows:
    """The months before and after a training: a baseline, and two periods of the same length after it."""

    baseline_from: date
    after_from: date

    @classmethod
    def around(cls, begins: date, ends: date) -> Windows:
        """Return the usual windows: the three whole months before the one it begins in, and the six after the one it ends in."""
        return cls(shifted(first_of(begins), -MONTHS), shifted(first_of(ends), 1))

    @property
    def baseline(self) -> tuple[date, ...]:
        return months_from(self.baseline_from)

    @property
    def three(self) -> tuple[date, ...]:
        return months_from(self.after_from)

    @property
    def six(self) -> tuple[date, ...]:
        return months_from(shifted(self.after_from, MONTHS))

    @property
    def all_months(self) -> tuple[date, ...]:
        return (*self.baseline, *self.three, *self.six)


# --- One unit in one period ---


@dataclass(frozen=True)
class Period:
    """What a unit reported of some months for one indicator. `sum` and `count` are kept; `reported` of `asked` months have the figure."""

    sum: Fraction
    count: Fraction
    reported: int
    asked: int
    times: int = 1

    @property
    def value(self) -> Fraction | None:
        """The figure: by the month, or the share; None while nothing is known or there is nothing to divide by."""
        return self.sum / self.count * self.times if self.count else None

    @property
    def is_whole(self) -> bool:
        return self.reported == self.asked


def period_of(indicator: Indicator, months: Sequence[date], values: Mapping[date, Values]) -> Period:
    """Return one indicator over some months. A month counts when all it needs is reported."""
    rows = [pair for month in months if (pair := _pair(indicator, values.get(month, {}))) is not None]
    total = sum((first for first, _second in rows), Fraction(0))
    count = sum((second for _first, second in rows), Fraction(0))
    return Period(total, count, len(rows), len(months), indicator.times)


def _pair(indicator: Indicator, row: Values) -> tuple[Fraction, Fraction] | None:
    if indicator.sum == "fill_days":
        days, filled = row.get("days_to_fill"), row.get("filled")
        if filled == 0:
            return Fraction(0), Fraction(0)
        return None if days is None or filled is None else (Fraction(days) * filled, Fraction(filled))
    first, second = row.get(indicator.sum), row.get(indicator.of) if indicator.of else 1
    return None if first is None or second is None else (Fraction(first), Fraction(second))


# --- Before and after ---


@dataclass(frozen=True)
class UnitChange:
    """One unit's figure before and after. `counts`: every month of both periods is reported, and both have a value."""

    unit_id: int
    before: Period
    after: Period

    @property
    def counts(self) -> bool:
        both = self.before.value is not None and self.after.value is not None
        return both and self.before.is_whole and self.after.is_whole

    @property
    def difference(self) -> Fraction | None:
        if not self.counts or self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value


@dataclass(frozen=True)
class Change:
    """One indicator over several units: the mean of the units before and after, and of their differences with its 95% interval by t.

    `figures` is None while fewer than two units have all months of both periods.
    """

    indicator: Indicator
    units: list[UnitChange]
    figures: PairedGain | None

    @property
    def counted(self) -> list[UnitChange]:
        return [unit for unit in self.units if unit.counts]

    @property
    def n(self) -> int:
        return len(self.counted)

    @property
    def difference(self) -> Decimal | None:
        """The mean of the units' differences; of one unit, its difference."""
        found = [one.difference for one in self.counted if one.difference is not None]
        return rounded(sum(found, Fraction(0)) / len(found)) if found else None

    @property
    def before(self) -> Decimal | None:
        return self._mean([one.before for one in self.counted])

    @property
    def after(self) -> Decimal | None:
        return self._mean([one.after for one in self.counted])

    @property
    def direction(self) -> str:
        """`better` or `worse` where the interval leaves out 0, else `open`: chance alone may have made it.

        Units that all changed alike do not tell how units differ, so their interval says nothing.
        """
        if self.figures is None or not self.figures.spread or self.figures.low <= 0 <= self.figures.high:
            return "open"
        grown = self.figures.gain > 0
        return "better" if grown != self.indicator.fewer_is_better else "worse"

    @staticmethod
    def _mean(periods: Sequence[Period]) -> Decimal | None:
        found = [one.value for one in periods if one.value is not None]
        return rounded(sum(found, Fraction(0)) / len(found)) if found else None


def change_of(
    indicator: Indicator,
    reports: Mapping[int, Mapping[date, Values]],
    units: Iterable[int],
    before: Sequence[date],
    after: Sequence[date],
) -> Change:
    """Return one indicator of these units before and after. `reports` holds, by unit and month, what was reported."""
    rows = [
        UnitChange(
            unit,
            period_of(indicator, before, reports.get(unit, {})),
            period_of(indicator, after, reports.get(unit, {})),
        )
        for unit in units
    ]
    pairs = [(one.before.value, one.after.value) for one in rows if one.counts]
    early = [float(first) for first, _second in pairs if first is not None]
    late = [float(second) for _first, second in pairs if second is not None]
    return Change(indicator, rows, paired_gain(early, late) if len(pairs) >= LEAST_UNITS else None)


def rounded(value: Fraction | float) -> Decimal:
    """Return a value rounded half up to two places, once, at the end."""
    exact = Fraction(value)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(CENT, ROUND_HALF_UP)


# --- What looks odd ---


def doubts(values: Values) -> list[Any]:
    """Return what is unusual about a month's figures and should be looked at; none of it keeps anything out."""
    found: list[Any] = []
    for part, whole, words in (
        ("placed", "referred", _("More people were placed than referred. Check both.")),
        ("filled", "vacancies", _("More posts were filled than registered. That happens when older ones are filled.")),
        ("counselled", "registered", _("More people were counselled than registered. That happens with older ones.")),
    ):
        first, second = values.get(part), values.get(whole)
        if first is not None and second is not None and first > second:
            found.append(words)
    if values.get("days_to_fill") is not None and not values.get("filled"):
        found.append(_("Days to fill are given, and no post filled. Check both."))
    return found
