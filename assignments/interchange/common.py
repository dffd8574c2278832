"""What the formats share: what came out of a file, where it stood, and the limits a file must keep."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from assignments.questions.bodies import printable
from assignments.questions.drafts import Draft
from lms.people.errors import Refusal

MEGABYTE = 1024 * 1024
LARGEST_FILE = 5 * MEGABYTE
MOST_QUESTIONS = 2_000
TRUE, FALSE = "Benar", "Salah"


class CellFault(NamedTuple):
    """Something wrong in a file: where it stands, what stands there, and what would be right."""

    sheet: str
    row: int
    column: str
    value: str
    message: str


@dataclass(frozen=True)
class Placed:
    """A draft with where it stood. `find` leads from a fault's place in the body to row, column and value of the file."""

    draft: Draft
    sheet: str
    row: int
    find: Callable[[str], tuple[int, str, str]]

    def fault(self, where: str, message: str) -> CellFault:
        """Return what is wrong at this place of the body, as a place of the file."""
        row, column, value = self.find(where)
        return CellFault(self.sheet, row, column, shortened(value), message)


@dataclass
class Reading:
    """What a file held: drafts in order, what is wrong, and what was read but could not be kept."""

    placed: list[Placed] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def drafts(self) -> list[Draft]:
        """The drafts alone."""
        return [one.draft for one in self.placed]


def check_size(content: bytes) -> None:
    """Refuse a file beyond the limit, before anything reads it."""
    if len(content) > LARGEST_FILE:
        raise Refusal(_("The file is larger than %(size)s MB. Split it.") % {"size": LARGEST_FILE // MEGABYTE})


def check_count(count: int) -> None:
    """Refuse more questions than one import takes."""
    if count > MOST_QUESTIONS:
        raise Refusal(_("More than %(count)s questions in one file. Split it.") % {"count": MOST_QUESTIONS})


def text_of_file(content: bytes) -> str:
    """Return a text file's words: UTF-8, with or without a mark. Raises Refusal for anything else."""
    try:
        return printable(content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"))
    except UnicodeDecodeError:
        raise Refusal(_("This file is no text in UTF-8. Save it again as UTF-8.")) from None


def shortened(value: str) -> str:
    """Return enough of a value to know it by."""
    flat = " ".join(str(value).split())
    return flat if len(flat) <= 80 else f"{flat[:79]}…"


def number_text(number: Decimal) -> str:
    """Return a number as it is kept in a body: no exponent, a decimal comma."""
    return f"{number.normalize():f}".replace(".", ",")


_BREAKS = re.compile(r"<\s*(?:br\s*/?|/p|/div|/li|/tr|/h\d)\s*>", re.IGNORECASE)
_ITEM = re.compile(r"<\s*li[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_MEDIA = re.compile(r"<\s*(?:img|audio|video|iframe|object|embed|svg|math)\b|@@PLUGINFILE@@", re.IGNORECASE)


def has_media(text: str) -> bool:
    """Whether a text in HTML shows more than words."""
    return bool(_MEDIA.search(text))


def plain_text(text: str) -> str:
    """Return the words of a text in HTML, one paragraph a line."""
    broken = _ITEM.sub("– ", _BREAKS.sub("\n", text.replace("\n", " ")))
    lines = [" ".join(line.split()) for line in html.unescape(_TAG.sub("", broken)).replace("\u00a0", " ").split("\n")]
    return "\n".join(line for line in lines if line)
