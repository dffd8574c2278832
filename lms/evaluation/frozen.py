"""A figure as a report keeps it: plain data in both languages, with the digest of the rows it was read from.

`live` is what was read last: value, basis, and why there is none. `frozen` adds everything a reader of the report needs, so that the
report says the same when the query, its words or its rows have changed since.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property
from io import BytesIO, TextIOWrapper
from json import JSONDecodeError
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.models import Cohort
from lms.evaluation.figures import Figure, Reading, Unit, basis_in_words, figure_of, in_words
from lms.people.enums import Language
from lms.programme.reviewable import digest_of

LANGUAGES = tuple(Language.values)
# Values are kept to so many decimals, the rest cut off: rounded here, they would be rounded a second time where they are shown.
KEPT = Decimal("0.000001")
_DECODER = json.JSONDecoder()
# So much text of kept rows is unpacked at once.
CHUNK = 1 << 16


def words(lazy: Any) -> dict[str, str]:
    """Return a text in each language."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = str(lazy)
    return found


def in_each(first: Sequence[Any], again: Callable[[], Sequence[Any]]) -> dict[str, list[str]]:
    """Return words that came with data read in Indonesian, in each language. Words that are written already are read `again` for English.

    What has no letter in it is no word: for a head of "%" nothing is read a second time.
    """
    with override(Language.ID):
        found = {Language.ID.value: [str(word) for word in first]}
    with override(Language.EN):
        if any(isinstance(word, str) and any(map(str.isalpha, word)) for word in first):
            fresh = again()
            first = fresh if len(fresh) == len(first) else first
        found[Language.EN.value] = [str(word) for word in first]
    return found


def live_of(figure: Figure, cohort: Cohort) -> dict[str, Any]:
    """Read a figure; return what it says as plain data, the same for whoever asks."""
    with override(Language.ID):
        reading = figure.read(cohort)
    said = in_each(_words_of(reading), lambda: _words_of(figure.read(cohort)))
    why, scale = ({language: found[place] for language, found in said.items() if found[place]} for place in (0, 1))
    return {
        "value": _decimal(reading.value),
        "n": reading.n,
        "of": reading.of,
        "spread": _decimal(reading.spread),
        "low": _decimal(reading.low),
        "high": _decimal(reading.high),
        "why": why,
        **({"scale": scale} if scale else {}),
    }


def _words_of(reading: Reading) -> list[Any]:
    return [reading.why, reading.scale]


def reading_of(data: dict[str, Any], language: str) -> Reading:
    """Return the reading that plain data stands for, its reason in a language."""
    numbers = {name: Decimal(data[name]) if data.get(name) is not None else None for name in _DECIMALS}
    why, scale = (data.get(name, {}).get(language, "") for name in ("why", "scale"))
    return Reading(n=data.get("n"), of=data.get("of"), why=why, scale=scale, **numbers)


_DECIMALS = ("value", "spread", "low", "high")


def _decimal(value: Decimal | None) -> str | None:
    if value is None:
        return None
    plain = Decimal(value).quantize(KEPT, ROUND_DOWN).normalize()
    return f"{plain:f}"


def described(figure: Figure, cohort: Cohort) -> dict[str, Any]:
    """Return what a figure is, whatever it says now."""
    return {
        "key": figure.key,
        "cohort": {"number": cohort.number, "name": cohort.name},
        "title": words(figure.title),
        "unit": figure.unit.value,
        "criterion": figure.criterion.value,
        "activity_no": figure.activity_no,
        "source": words(figure.source),
    }


def frozen_of(figure: Figure, cohort: Cohort) -> tuple[dict[str, Any], bytes]:
    """Read a figure with its rows; return it as plain data, and the rows compressed: the same for whoever asks."""
    with override(Language.ID):
        rows = figure.rows(cohort)
        lines = [[cell if type(cell) in _PLAIN else _cell(cell) for cell in line] for line in rows.lines]
    heads = in_each(rows.heads, lambda: figure.rows(cohort).heads)
    packed = json.dumps(lines, ensure_ascii=False, separators=(",", ":")).encode()
    data = {
        **described(figure, cohort),
        **live_of(figure, cohort),
        "series": series_of(figure, cohort),
        "rows": {"count": len(lines), "sha256": hashlib.sha256(packed).hexdigest(), "heads": heads},
    }
    return data, gzip.compress(packed, compresslevel=3, mtime=0)


def series_of(figure: Figure, cohort: Cohort) -> list[list[Any]]:
    """Return what its chart draws: pairs of a label in each language and a number, cut off as values are."""
    read = figure.series
    if read is None:
        return []
    with override(Language.ID):
        pairs = list(read(cohort))
    labels = in_each([label for label, _value in pairs], lambda: [label for label, _value in read(cohort)])
    return [
        [{language: said[place] for language, said in labels.items()}, _cut(value)]
        for place, (_label, value) in enumerate(pairs)
    ]


def _cut(value: Decimal | Fraction | float) -> float:
    exact = (
        Decimal(value.numerator) / value.denominator if isinstance(value, Fraction)
        else Decimal(repr(value)) if isinstance(value, float)
        else Decimal(value)
    )  # fmt: skip
    return float(exact.quantize(KEPT, ROUND_DOWN))


def drawn(value: float, unit: str) -> Decimal:
    """Return the number beside a bar, rounded half up once: to one decimal at most, and none where things are counted. Never minus nothing."""
    places = min(Unit(unit).places, 1)
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0


def top_of(unit: str) -> float | None:
    """Return what the longest bar there could be stands for: a share is drawn against its whole, all else against the longest."""
    return 100.0 if unit == Unit.PERCENT else None


# What most cells are, and JSON holds as it is. Subclasses (lazy text, enums) are put into plain words by `_cell`.
_PLAIN = frozenset({str, int, bool, type(None)})


def _cell(cell: Any) -> Any:
    """Return a cell as JSON holds it: whole numbers, numbers, or text."""
    if isinstance(cell, (float, Decimal)):
        number = round(float(cell), 4)
        return int(number) if number.is_integer() else number
    if cell is None or isinstance(cell, int):
        return cell
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()
    return str(cell)


class Kept:
    """The rows that were kept with a frozen figure, unpacked one after another each time they are asked for.

    `sha256` is the digest that was signed with the figure; rows that were read just now have none to hold to.
    """

    def __init__(self, packed: bytes | memoryview | None, sha256: str = "") -> None:
        self.packed = bytes(packed or b"")
        self.sha256 = sha256

    @cached_property
    def holds(self) -> bool:
        """Whether these are the rows that were signed, to the letter. Unpacked piece by piece."""
        if not self.sha256:
            return True
        found = hashlib.sha256()
        try:
            with gzip.GzipFile(fileobj=BytesIO(self.packed)) as source:
                while chunk := source.read(CHUNK):
                    found.update(chunk)
        except (OSError, EOFError, zlib.error):
            return False
        return found.hexdigest() == self.sha256

    def __iter__(self) -> Iterator[list[Any]]:
        text = ""
        with TextIOWrapper(gzip.GzipFile(fileobj=BytesIO(self.packed)), "utf-8", newline="") as source:
            while chunk := source.read(CHUNK):
                text += chunk
                place = 0
                # `[[…],[…]]`, as `frozen_of` writes it: a row follows the bracket or comma of the outer list, and is whole or not at all.
                while True:
                    try:
                        row, end = _DECODER.raw_decode(text, place + 1)
                    except JSONDecodeError:
                        break
                    yield row
                    place = end
                text = text[place:]


def not_signed() -> str:
    """Return what stands in place of rows that do not hold."""
    return _("The rows kept here are not those whose digest was signed. They are left out.")


def digest_of_figure(data: dict[str, Any]) -> str:
    """Return the SHA-256 of a frozen figure as canonical JSON, the digest of its rows in it."""
    return digest_of(data)


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two readings say the same: value and basis. Other words for the reason are no movement."""
    return all(one.get(name) == other.get(name) for name in (*_DECIMALS, "n", "of"))


def said(data: dict[str, Any], language: str) -> str:
    """Return what a figure says, in a language."""
    with override(language):
        return in_words(reading_of(data, language), Unit(data["unit"]))


def basis(data: dict[str, Any], language: str) -> str:
    """Return what a figure rests on, in a language."""
    with override(language):
        return basis_in_words(reading_of(data, language), Unit(data["unit"]))


def whole(key: str, cohort: Cohort, live: dict[str, Any]) -> dict[str, Any] | None:
    """Return a figure that is not frozen as if it were, without rows; None when nobody registers it any more."""
    figure = figure_of(key)
    return {"series": [], **described(figure, cohort), **live} if figure is not None and live else None


def by_cohort(found: dict[tuple[str, int], dict[str, Any]], key: str) -> Iterator[dict[str, Any]]:
    """Yield a figure of each cohort, in their order."""
    for (name, _number), data in sorted(found.items(), key=lambda pair: pair[0][1]):
        if name == key:
            yield data
