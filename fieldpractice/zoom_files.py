"""The list of participants from Zoom's web page (CSV), read: heads in English or Indonesian, whatever order its days have. Knows no database."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from lms.people.errors import Refusal

LARGEST = 4 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 20_000, 60
# Zoom may put the meeting's own line and an empty one above the heads.
HEAD_WITHIN = 12
# A file whose times lie further from the session is of another one.
NEAR = timedelta(days=1)

HEADS = {
    "name": ("name", "name original name", "nama", "nama nama asli", "nama pengguna", "nama asli", "user name"),
    "email": ("email", "user email", "e mail", "email pengguna", "alamat email", "surel", "alamat surel"),
    "joined": ("join time", "waktu bergabung", "waktu gabung", "waktu masuk", "jam bergabung"),
    "left": ("leave time", "waktu keluar", "waktu meninggalkan", "waktu pergi", "jam keluar"),
    "waiting": ("in waiting room", "di ruang tunggu", "di dalam ruang tunggu", "dalam ruang tunggu"),
}
SUMS = ("total duration minutes", "total durasi menit", "durasi total menit")
REGISTRATION = ("registration time", "waktu pendaftaran", "approval status", "status persetujuan")
YES = frozenset({"yes", "ya", "true", "1"})
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januari",
            "feb february februari",
            "mar march maret",
            "apr april",
            "may mei",
            "jun june juni",
            "jul july juli",
            "aug august agu agt agustus",
            "sep sept september",
            "oct october okt oktober",
            "nov november",
            "dec december des desember",
        ),
        start=1,
    )
    for name in names.split()
}
_CLOCK = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?\s*(?P<half>[ap]\.?m\.?)?"
_NUMBERS = re.compile(rf"(\d{{1,2}})[/.\-](\d{{1,2}})[/.\-](\d{{4}}),?\s+{_CLOCK}", re.IGNORECASE)
_ISO = re.compile(rf"(\d{{4}})[-/](\d{{1,2}})[-/](\d{{1,2}})[T ]\s*{_CLOCK}(?P<zone>Z)?", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"([a-z]+)\.?\s+(\d{{1,2}}),?\s+(\d{{4}}),?\s+{_CLOCK}", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"(\d{{1,2}})[ \-]([a-z]+)\.?[ \-](\d{{4}}),?\s+{_CLOCK}", re.IGNORECASE)


@dataclass(frozen=True)
class Stayed:
    """One stay that the file tells, in UTC."""

    name: str
    email: str
    joined: datetime
    left: datetime
    waiting: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "email": self.email,
            "joined": self.joined.isoformat(),
            "left": self.left.isoformat(),
            "waiting": self.waiting,
        }


@dataclass
class ReadFile:
    """What a file tells: its stays, lines that cannot be read, and how many lines were there twice."""

    rows: list[Stayed] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)
    duplicates: int = 0


def read_file(content: bytes, *, zone: ZoneInfo, window: tuple[datetime, datetime]) -> ReadFile:
    """Return what Zoom's list of participants tells about a session. Raises Refusal, in one sentence, for what is no such list."""
    lines = _lines(content)
    place, keys = _head(lines)
    month_first = _month_first(lines[place + 1 :], keys, zone, window)
    found, seen = ReadFile(), set[Stayed]()
    for number, line in enumerate(lines[place + 1 :], start=place + 2):
        cells = {key: value.strip() for key, value in zip(keys, line, strict=False) if key}
        if not any(cells.values()):
            continue
        row = _stayed(cells, zone, month_first=month_first)
        if isinstance(row, str):
            found.faults.append({"line": number, "value": (cells.get("name") or "–")[:80], "message": row})
        elif row in seen:
            found.duplicates += 1
        else:
            seen.add(row)
            found.rows.append(row)
    _check(found, window)
    return found


def _lines(content: bytes) -> list[list[str]]:
    if not content.strip():
        raise Refusal(_("The file is empty."))
    if len(content) > LARGEST:
        raise Refusal(
            _("The file is larger than 4 MB. A list of participants is smaller: look whether it is the right one.")
        )
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise Refusal(_("This is a workbook. Take the CSV file as Zoom's web page gives it."))
    text = _text(content)
    head = "".join(islice(io.StringIO(text), HEAD_WITHIN))
    delimiter = max(",;\t", key=head.count)
    lines: list[list[str]] = []
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(lines) >= MOST_ROWS or len(line) > MOST_COLUMNS:
                raise Refusal(_("The file has far more rows or columns than a list of participants."))
            lines.append([_typed(cell) for cell in line])
    except csv.Error as error:
        raise Refusal(_("The CSV text is damaged. Export it from Zoom once more.")) from error
    return lines


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content:
        raise Refusal(_("This is no CSV text. Take the CSV file as Zoom's web page gives it."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _typed(cell: str) -> str:
    """Strip the apostrophe that keeps a spreadsheet from taking text for a formula."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@" else cell


def _plain(head: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", head.casefold()).split())


def _head(lines: Sequence[Sequence[str]]) -> tuple[int, list[str]]:
    """Return where the heads stand and the key of each column. Raises Refusal that says what was expected."""
    keys_of = {name: key for key, names in HEADS.items() for name in names}
    widest: Sequence[str] = ()
    for place, line in enumerate(lines[:HEAD_WITHIN]):
        heads = [_plain(cell) for cell in line]
        keys = [keys_of.get(head, "") for head in heads]
        if {"name", "joined", "left"} <= set(keys):
            return place, [key if keys.index(key) == where else "" for where, key in enumerate(keys)]
        if set(heads) & set(SUMS) or (
            "name" in keys and any(head.startswith(("duration", "durasi")) for head in heads)
        ):
            raise Refusal(
                _("This list has one line for each person, without times. Export it again without “Show unique users”.")
            )
        if set(heads) & set(REGISTRATION):
            raise Refusal(
                _("This is the list of who registered. Take “Participants” of the meeting under Reports → Usage.")
            )
        if len([head for head in heads if head]) > len([cell for cell in widest if cell.strip()]):
            widest = line
    raise Refusal(
        _(
            "These heads are not those of Zoom's list of participants: %(found)s. Expected are, in English or Indonesian, Name (original name), Email, Join time, Leave time. If Zoom is set to another language, set it to one of the two and export again."
        )
        % {"found": ", ".join(cell.strip()[:40] for cell in widest if cell.strip())[:200] or "–"}
    )


def _month_first(
    lines: Sequence[Sequence[str]], keys: Sequence[str], zone: ZoneInfo, window: tuple[datetime, datetime]
) -> bool:
    """Return whether the month stands before the day in this file: the order by which more of its times lie near the session."""
    place = list(keys).index("joined")
    cells = [line[place] for line in lines[:500] if len(line) > place]

    def near(*, month_first: bool) -> int:
        times = [instant(cell, zone, month_first=month_first) for cell in cells]
        return sum(1 for at in times if at and window[0] - NEAR <= at <= window[1] + NEAR)

    return near(month_first=True) > near(month_first=False)


def _stayed(cells: dict[str, str], zone: ZoneInfo, *, month_first: bool) -> Stayed | str:
    """Return the stay that a line tells, or what is wrong with it."""
    joined, left = (instant(cells.get(key, ""), zone, month_first=month_first) for key in ("joined", "left"))
    if joined is None or left is None:
        wrong = cells.get("joined" if joined is None else "left", "")
        return _("“%(value)s” is no time. Expected is day and hour, like 18/09/2026 10:05:00.") % {"value": wrong[:40]}
    if left < joined:
        return _("The end comes before the beginning.")
    if not cells.get("name") and not cells.get("email"):
        return _("There is neither a name nor an e-mail.")
    waiting = cells.get("waiting", "").casefold() in YES
    return Stayed(cells.get("name", "")[:200], cells.get("email", "").lower()[:254], joined, left, waiting)


def instant(text: str, zone: ZoneInfo, *, month_first: bool) -> datetime | None:
    """Return an instant from the ways Zoom and spreadsheets write it, in UTC; None for what is none."""
    text = " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())
    if found := _ISO.fullmatch(text):
        at = _made(int(found[1]), int(found[2]), int(found[3]), found, zone)
        return at.astimezone(zone).replace(tzinfo=UTC) if at and found["zone"] else at
    if found := _NUMBERS.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        day, month = (second, first) if month_first else (first, second)
        return _made(year, month, day, found, zone)
    if found := _MONTH_FIRST.fullmatch(text):
        return _made(int(found[3]), MONTHS.get(found[1].casefold(), 0), int(found[2]), found, zone)
    if found := _DAY_FIRST.fullmatch(text):
        return _made(int(found[3]), MONTHS.get(found[2].casefold(), 0), int(found[1]), found, zone)
    return None


def _made(year: int, month: int, day: int, found: re.Match[str], zone: ZoneInfo) -> datetime | None:
    hour, half = int(found["hour"]), (found["half"] or "").casefold().replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        at = datetime(year, month, day, hour, int(found["minute"]), int(found["second"] or 0), tzinfo=zone)
    except ValueError:
        return None
    return at.astimezone(UTC) if 2000 <= at.year <= 2200 else None


def _check(found: ReadFile, window: tuple[datetime, datetime]) -> None:
    if not found.rows and not found.faults:
        raise Refusal(_("There is nobody in this file: below the heads all lines are empty."))
    if found.rows and not any(row.joined <= window[1] + NEAR and row.left >= window[0] - NEAR for row in found.rows):
        day = min(row.joined for row in found.rows)
        raise Refusal(
            _("The times in this file (from %(day)s) are not those of this session. Look whether it is the right file.")
            % {"day": f"{day:%d/%m/%Y}"}
        )
