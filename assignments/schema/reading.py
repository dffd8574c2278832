"""Numbers, days, hours and lengths of time as people type them in Indonesia. Each reader returns None for what it cannot read."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from assignments.questions.bodies import decimal_of

_MONTH_NAMES = [
    ("januari", "january", "jan"),
    ("februari", "february", "pebruari", "feb", "peb"),
    ("maret", "march", "mar", "mrt"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("agustus", "august", "agu", "agt", "ags", "agust", "aug"),
    ("september", "sep", "sept"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nopember", "nov", "nop"),
    ("desember", "december", "des", "dec"),
]
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names}
_WORD_MONTH = r"(?P<name>[a-z]{3,9})\.?"
_SEPARATOR = r"\s*[-/.\s]\s*"
_DAY_FIRST = re.compile(
    rf"(?P<d>\d{{1,2}}){_SEPARATOR}(?:(?P<m>\d{{1,2}})|{_WORD_MONTH}){_SEPARATOR}(?P<y>\d{{4}}|\d{{2}})"
)
_YEAR_FIRST = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})")
_WEEKDAY = re.compile(r"^(senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad)\s*,?\s*")
_MONTH_FIRST = re.compile(rf"(?:(?P<m>\d{{1,2}})|{_WORD_MONTH}){_SEPARATOR}(?P<y>\d{{4}}|\d{{2}})")
_MONTH_ISO = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})")
_TIME = re.compile(
    r"(?:pukul|pkl\.?|jam)?\s*(?P<h>\d{1,2})(?:\s*[:.]\s*(?P<m>\d{2})(?:[:.]\d{2})?)?\s*(?:wib|wita|wit)?"
)
_TIME_PLAIN = re.compile(r"(?P<h>\d{2})(?P<m>\d{2})")
_CLOCKED = re.compile(r"(?P<h>\d{1,4}):(?P<m>[0-5]\d)")
_AMOUNT = r"(\d{1,6}(?:[.,]\d{1,4})?)"
_UNITS = (("hari", "days?"), ("jam", "hours?|h"), ("menit", "mnt|minutes?|min|m"))
_MINUTES = {"hari": 1440, "jam": 60, "menit": 1}
_LENGTH = re.compile(r"\s*".join(rf"(?:(?P<{name}>{_AMOUNT})\s*(?:{name}|{others}))?" for name, others in _UNITS))
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9][0-9., \u00a0]*")
LARGEST = Decimal(10) ** 15
LONGEST = 366 * 1440


def read_number(typed: object) -> Decimal | None:
    """Return a number from `1.250`, `1.250,5`, `12.5`, `1,250,000` or ` 1 250 `; None for anything else or past 15 digits."""
    if isinstance(typed, float) or (isinstance(typed, int) and not isinstance(typed, bool)):
        number = Decimal(repr(typed))
        return number if number.is_finite() and abs(number) < LARGEST else None
    text = str(typed).strip()
    if not _PLAIN_NUMBER.fullmatch(text):
        return None
    if text.count(",") > 1 and "." not in text.split(",", 1)[0]:
        text = text.replace(",", "")
    read = decimal_of(text)
    return read if read is not None and abs(read) < LARGEST else None


def read_money(typed: object) -> Decimal | None:
    """Return an amount from `Rp 4.500.000,-`, `rp4500000` or `4,5 juta`."""
    text = re.sub(r"^(rp|idr)\.?\s*", "", str(typed).strip().lower())
    text = re.sub(r"(,\s*-+|\.\s*-+|-+)$", "", text).strip()
    scale = 1
    for word, factor in ((r"\s*(juta|jt)$", 1_000_000), (r"\s*(ribu|rb)$", 1_000), (r"\s*(miliar|milyar)$", 10**9)):
        shorter = re.sub(word, "", text)
        if shorter != text:
            text, scale = shorter, factor
            break
    number = read_number(text)
    return number * scale if number is not None and number * scale < LARGEST else None


def read_date(typed: object) -> date | None:
    """Return a day, the day first (`25/11/2026`, `25 Nov 26`, `Rabu, 25 November 2026`), or as machines write it."""
    text = _WEEKDAY.sub("", " ".join(str(typed).lower().split()))
    found = _YEAR_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text)
    if found is None:
        return None
    parts = found.groupdict()
    return _day(parts["y"], _month_number(parts), parts["d"])


def read_month(typed: object) -> str | None:
    """Return `2026-11` from `November 2026`, `11/2026` or itself."""
    text = " ".join(str(typed).lower().split())
    found = _MONTH_ISO.fullmatch(text) or _MONTH_FIRST.fullmatch(text)
    if found is None:
        return None
    parts = found.groupdict()
    day = _day(parts["y"], _month_number(parts), "1")
    return f"{day:%Y-%m}" if day else None


def read_time(typed: object) -> str | None:
    """Return `08:30` from `8.30`, `08:30 WIB`, `pukul 8` or `0830`."""
    text = str(typed).strip().lower()
    found = _TIME_PLAIN.fullmatch(text) or _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute = int(found["h"]), int(found["m"] or 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def read_duration(typed: object) -> int | None:
    """Return whole minutes from `1 jam 30 menit`, `1:30`, `1,5 jam`, `2 hari` or `90`; at most a year."""
    text = " ".join(str(typed).lower().split())
    if found := _CLOCKED.fullmatch(text):
        minutes = Decimal(int(found["h"]) * 60 + int(found["m"]))
    elif re.fullmatch(r"\d{1,6}", text):
        minutes = Decimal(text)
    elif text and (found := _LENGTH.fullmatch(text)):
        named = {name: found[name] for name, _others in _UNITS if found[name]}
        minutes = sum((Decimal(value.replace(",", ".")) * _MINUTES[name] for name, value in named.items()), Decimal(0))
    else:
        return None
    whole = int(minutes.quantize(Decimal(1), ROUND_HALF_UP))
    return whole if whole <= LONGEST else None


_YES = frozenset({"ya", "yes", "true", "1", "on", "y", "iya"})
_NO = frozenset({"tidak", "no", "false", "0", "off", "n", "t", "bukan"})


def read_bool(typed: object) -> bool | None:
    """Return yes or no in either language."""
    text = str(typed).strip().lower()
    return True if text in _YES else False if text in _NO else None


def plain(number: Decimal) -> str:
    """Return a number as it is kept: a point for decimals, no exponent, and read again as itself.

    Three decimals get a fourth: 1.125 would be read as a thousand.
    """
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text == "-0":
        return "0"
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text


def _month_number(parts: dict[str, str | None]) -> int:
    return int(parts["m"] or 0) if parts.get("m") else MONTHS.get(parts.get("name") or "", 0)


def _day(year: str | None, month: int, day: str | None) -> date | None:
    number = int(year or 0)
    try:
        return date(number + 2000 if number < 100 else number, month, int(day or 0))
    except ValueError:
        return None
