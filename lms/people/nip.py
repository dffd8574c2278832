"""The civil servant's number (NIP): 18 digits that say when somebody was born and appointed.

PNS:  `YYYYMMDD YYYYMM S NNN` - birth date, month of appointment, sex (1 man, 2 woman), serial number.
PPPK: `YYYYMMDD YYYY 21|22 S NNN` - birth date, year of appointment, kind of contract, sex, serial number.
Source: BKN's rules on the number (Perka BKN 22/2007 for PNS; the PPPK pattern as issued since 2019).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.people import clock
from lms.people.cells import was_a_number

USUAL_CONTRACTS = frozenset({"21", "22"})
LEAST_AGE = 16


class NipError(ValueError):
    """The text is no NIP; the message (translated) says which part is wrong and what would be right."""


@dataclass(frozen=True)
class Nip:
    """A NIP whose every part holds."""

    digits: str
    birth_date: date
    appointed_year: int
    appointed_month: int | None
    sex: str

    @property
    def kind(self) -> str:
        """`PNS` or `PPPK`."""
        return "PNS" if self.appointed_month else "PPPK"

    @property
    def warning(self) -> str:
        """A sentence (translated) when the number is possible but unusual, else an empty string."""
        contract = self.digits[12:14]
        if self.appointed_month or contract in USUAL_CONTRACTS:
            return ""
        return _("Digits 13–14 of the NIP are %(found)s. PPPK numbers usually have 21 or 22 there: please check.") % {
            "found": contract
        }

    def __str__(self) -> str:
        """The number as it is printed: `19850101 201001 1 001`."""
        found = self.digits
        return f"{found[:8]} {found[8:14]} {found[14]} {found[15:]}"


def parse_nip(value: Any) -> Nip:
    """Return the NIP in `value`, which may hold spaces. Raises NipError that says exactly what is wrong."""
    digits = _digits(value)
    born = _birth_date(digits)
    year, month = _appointment(digits, born)
    if digits[14] not in "12":
        raise NipError(_("Digit 15 of the NIP is %(found)s. It must be 1 (man) or 2 (woman).") % {"found": digits[14]})
    if digits[15:] == "000":
        raise NipError(_("The NIP ends in 000. The serial number begins with 001."))
    return Nip(digits, born, year, month, digits[14])


def _digits(value: Any) -> str:
    if was_a_number(value):
        raise NipError(
            _("The NIP came as a number, and a spreadsheet rounds such long numbers. Enter it as text, all 18 digits.")
        )
    text = re.sub(r"\s", "", value)
    strange = re.search(r"[^0-9]", text)
    if strange:
        raise NipError(
            _("The NIP holds the character “%(found)s”. Only digits and spaces belong there.") % {"found": strange[0]}
        )
    if len(text) != 18:
        raise NipError(_("The NIP has %(count)d digits. It must have 18.") % {"count": len(text)})
    return text


def _birth_date(digits: str) -> date:
    found = digits[:8]
    try:
        born = date(int(found[:4]), int(found[4:6]), int(found[6:8]))
    except ValueError as error:
        raise NipError(
            _(
                "The NIP begins with %(found)s. Its first 8 digits are the birth date (year, month, day), and there is no such day."
            )
            % {"found": found}
        ) from error
    if not born.year > 1900 or born > clock.today():
        raise NipError(
            _("By the first 8 digits of the NIP, the birth date is %(date)s. That cannot be.")
            % {"date": date_format(born, "j F Y")}
        )
    return born


def _appointment(digits: str, born: date) -> tuple[int, int | None]:
    year, part = int(digits[8:12]), digits[12:14]
    month = int(part) if 1 <= int(part) <= 12 else None
    if month is None and part[0] != "2":
        raise NipError(
            _(
                "Digits 13–14 of the NIP are %(found)s. They must be the month of appointment, 01 to 12 (PNS), or 21 or 22 (PPPK)."
            )
            % {"found": part}
        )
    today = clock.today()
    if (year, month or 1) > (today.year, today.month):
        raise NipError(
            _("Digits 9–14 of the NIP are %(found)s. That appointment lies in the future.") % {"found": digits[8:14]}
        )
    if year < born.year + LEAST_AGE:
        raise NipError(
            _(
                "By digits 9–12 of the NIP, the appointment was in %(year)d, but the birth year is %(born)d. One of the two is wrong."
            )
            % {"year": year, "born": born.year}
        )
    return year, month
