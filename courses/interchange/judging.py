"""A row judged by itself: what it says about a person, and what is wrong with which cell. Knows no database."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from courses.interchange.columns import NAMES, NEEDED
from courses.interchange.reading import Line, shown
from lms.people.names import tidy
from lms.people.nip import NipError, parse_nip
from lms.people.phones import PhoneError, parse_phone
from lms.people.ranks import RANKS

LENGTHS = {
    "name": 120,
    "title_before": 40,
    "title_after": 60,
    "position": 120,
    "birth_place": 80,
    "email": 254,
    "letter_number": 80,
}
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb pebruari february",
            "maret mar march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu ags agt aug august",
            "september sep sept",
            "oktober okt oct october",
            "november nov nopember",
            "desember des dec december",
        ),
        start=1,
    )
    for name in names.split()
}
# Day 0 of a spreadsheet's calendar.
EPOCH = date(1899, 12, 30)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell, and what would be right."""

    column: str
    value: str
    message: str

    def as_json(self) -> dict[str, str]:
        return {"column": self.column, "value": self.value[:120], "message": self.message}


@dataclass
class Judged:
    """A row with what it says, its faults, and what should be looked at but keeps nobody out."""

    number: int
    shown: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def fault(self, key: str, message: str) -> None:
        """Note a fault of a column."""
        self.faults.append(Fault(NAMES[key], self.shown.get(key, ""), message))

    def warn(self, key: str, message: str) -> None:
        """Note something to look at."""
        self.warnings.append(Fault(NAMES[key], self.shown.get(key, ""), message))


class Units:
    """The work units by code and by name, and those that are nearly what somebody wrote."""

    def __init__(self, units: Mapping[int, tuple[str, str]]) -> None:
        self.by_word = {word.casefold(): pk for pk, words in units.items() for word in words}
        self.names = {pk: name for pk, (_code, name) in units.items()}

    def find(self, text: str) -> int | None:
        return self.by_word.get(" ".join(text.split()).casefold())

    def like(self, text: str) -> str:
        """Return the name of the unit that comes nearest, or an empty text."""
        near = difflib.get_close_matches(text.casefold(), self.by_word, n=1, cutoff=0.6)
        return self.names[self.by_word[near[0]]] if near else ""


def judge(line: Line, units: Units) -> Judged:
    """Return what a row says and what is wrong with it."""
    row = Judged(line.number, {key: shown(value) for key, value in line.cells.items()})
    for key, most in LENGTHS.items():
        text = row.values[key] = tidy(row.shown.get(key, ""))
        if len(text) > most:
            row.fault(key, _("At most %(most)s characters fit here. Shorten it.") % {"most": most})
    for column in NEEDED:
        if not row.shown.get(column.key, ""):
            row.fault(column.key, _("This cell is empty. It is needed of everybody."))
    _judge_error_cells(row)
    _judge_email(row)
    _judge_nip(row, line.cells.get("nip", ""))
    _judge_phone(row, line.cells.get("phone", ""))
    _judge_unit(row, units)
    _judge_rank(row)
    _judge_days(row, line.cells)
    return row


def _judge_error_cells(row: Judged) -> None:
    """A formula that came to nothing shows a word with a hash in front."""
    for key, text in row.shown.items():
        if re.fullmatch(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)", text):
            row.fault(key, _("The formula in this cell has no result. Type the value itself."))


def _judge_email(row: Judged) -> None:
    email = row.values["email"] = row.values["email"].lower()
    if not email:
        return
    try:
        validate_email(email)
    except ValidationError:
        row.fault("email", _("This is no e-mail address. It looks like name@office.go.id."))


def _judge_nip(row: Judged, cell: Any) -> None:
    row.values["nip"] = ""
    if cell in ("", None):
        return
    try:
        nip = parse_nip(cell)
    except NipError as error:
        row.fault("nip", str(error))
        return
    row.values["nip"] = nip.digits
    row.values["born_by_nip"] = nip.birth_date.isoformat()
    if nip.warning:
        row.warn("nip", nip.warning)


def _judge_phone(row: Judged, cell: Any) -> None:
    row.values["phone"] = ""
    if cell in ("", None):
        return
    try:
        row.values["phone"] = parse_phone(cell)
    except PhoneError as error:
        row.fault("phone", str(error))


def _judge_unit(row: Judged, units: Units) -> None:
    text = row.shown.get("unit", "")
    row.values["unit"] = units.find(text) if text else None
    if text and row.values["unit"] is None:
        near = units.like(text)
        words = _("There is no such unit. Did you mean “%(near)s”?") if near else _("There is no such unit. Take code or name from the sheet “Unit kerja” of the template.")  # fmt: skip
        row.fault("unit", words % {"near": near} if near else words)


def _judge_rank(row: Judged) -> None:
    text = row.shown.get("rank", "")
    row.values["rank"] = ""
    if not text:
        return
    found = re.search(r"\b(IV|III|II|I)\s*/\s*([a-e])\b", text, re.IGNORECASE)
    grade = f"{found[1].upper()}/{found[2].lower()}" if found else ""
    if grade in RANKS:
        row.values["rank"] = grade
    else:
        row.fault("rank", _("There is no such grade. Write it like III/c."))


def _judge_days(row: Judged, cells: Mapping[str, Any]) -> None:
    for key in ("birth_date", "letter_date"):
        row.values[key] = None
        cell = cells.get(key, "")
        if cell in ("", None):
            continue
        day = parse_day(cell)
        if day is None:
            row.fault(key, _("This is no day. Write day, month and year, like 17/08/1985."))
        else:
            row.values[key] = day.isoformat()
    born, by_nip = row.values["birth_date"], row.values.pop("born_by_nip", None)
    if born and by_nip and born != by_nip:
        row.warn(
            "birth_date", _("By the NIP the birth date is %(day)s. Check which is right.") % {"day": _day_first(by_nip)}
        )
    if row.values["letter_date"] and not row.values["letter_number"]:
        row.fault("letter_number", _("The letter has a date and no number. Fill in both, or none."))


def _day_first(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))


def parse_day(cell: Any) -> date | None:
    """Return a day from a date cell, a spreadsheet's serial number, or text with the day first; None when it is none."""
    if isinstance(cell, datetime):
        return _within(cell.date())
    if isinstance(cell, date):
        return _within(cell)
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return _serial(float(cell))
    text = str(cell).strip().casefold()
    if re.fullmatch(r"\d{5}(?:[.,]0+)?", text):
        return _serial(float(text.replace(",", ".")))
    if iso := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]00:00(?::00)?)?", text):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    if first := re.fullmatch(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4})", text):
        return _day(int(first[3]), int(first[2]), int(first[1]))
    if worded := re.fullmatch(r"(\d{1,2})[\s.\-/]+([a-z]+)\.?[\s.\-/]+(\d{4})", text):
        return _day(int(worded[3]), MONTHS.get(worded[2], 0), int(worded[1]))
    return None


def _serial(number: float) -> date | None:
    return _within(EPOCH + timedelta(days=int(number))) if 60 < number < 110_000 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return _within(date(year, month, day))
    except ValueError:
        return None


def _within(day: date) -> date | None:
    return day if 1900 <= day.year <= 2200 else None


def name_duplicates(rows: Sequence[Judged]) -> None:
    """Give each row of a pair with the same address or NIP a fault that names the others."""
    for key, words in (
        ("email", _("The same address stands in row %(rows)s. Each person has one row and an own address.")),
        ("nip", _("The same NIP stands in row %(rows)s. Each person has one row.")),
    ):
        by_value: dict[str, list[Judged]] = {}
        for row in rows:
            if value := row.values.get(key):
                by_value.setdefault(value, []).append(row)
        for same in by_value.values():
            for row in same if len(same) > 1 else []:
                others = [str(one.number) for one in same if one is not row]
                row.fault(key, words % {"rows": ", ".join(others[:5])})
