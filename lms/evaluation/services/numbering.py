"""Numbers of certificates: taken in the transaction that writes them, so that none is lost and none is given twice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import F

from lms.evaluation.models import NumberSeries
from lms.evaluation.numerals import roman_month
from lms.settings.env import as_pattern

STATUS = "status-list"


@dataclass(frozen=True)
class Number:
    """One number of a series, as printed, and the place in the list of revoked credentials that goes with it."""

    series: NumberSeries
    serial: int
    text: str
    status_index: int


def take_numbers(*, on: date, count: int) -> list[Number]:
    """Take the next numbers of the series of that year. Needs a transaction: rolled back, they are free again.

    Locks the rows of both series, always in the same order, until the transaction ends.
    """
    first_status = _taken(STATUS, "{n}", count)[1] - 1
    series, first = _taken(code_of(on.year), pattern(), count)
    return [
        Number(series, first + step, printed(series.pattern, first + step, on), first_status + step)
        for step in range(count)
    ]


def code_of(year: int) -> str:
    """Return the code of the series that certificates are numbered with in a year."""
    return f"certificates-{year}"


def pattern() -> str:
    """Return the pattern of new series. Raises ImproperlyConfigured for one that would give a number twice."""
    return as_pattern("PADAN_CERTIFICATE_NUMBER", str(settings.PADAN_CERTIFICATE_NUMBER))


def printed(pattern: str, n: int, on: date) -> str:
    """Return a number as printed: `0007/SERT-PK/XI/2026`."""
    return pattern.format(n=n, year=on.year, month=on.month, roman=roman_month(on.month))


def file_stem(number: str) -> str:
    """Return a number as part of a file's name."""
    return re.sub(r"[^A-Za-z0-9]+", "-", number).strip("-")


def _taken(code: str, pattern: str, count: int) -> tuple[NumberSeries, int]:
    """Raise a series by `count` and return it with the first of the numbers taken."""
    # Ignoring the conflict waits for who is making it, and fails no transaction.
    NumberSeries.objects.bulk_create([NumberSeries(code=code, pattern=pattern)], ignore_conflicts=True)
    series = NumberSeries.objects.select_for_update().get(code=code)
    NumberSeries.objects.filter(pk=series.pk).update(last=F("last") + count)
    return series, series.last + 1
