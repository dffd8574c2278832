"""What is counted: each item of a questionnaire that has one answer a person, and each row of a matrix. No database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from lms.evaluation import skm
from lms.evaluation.enums import ItemKind
from lms.evaluation.items import Item, Section, sections_of

K = ItemKind
NPS = "nps"
NPS_ENDS = (0, 10)
# More steps than these are shown in three groups: a bar of eleven pieces tells nothing on a phone.
MOST_STEPS = 7

Value = Any


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was asked and has one answer: an item, or a row of a matrix (`row` is then its key)."""

    item: Item
    row: str = ""

    @property
    def key(self) -> str:
        return f"{self.item.key}.{self.row}" if self.row else self.item.key

    @property
    def text(self) -> str:
        """What was asked, in the reader's language."""
        if not self.row:
            return self.item.text
        return next((one.text for one in self.item.rows if one.key == self.row), self.row)

    @property
    def about(self) -> str:
        """What the matrix asks, for one of its rows."""
        return self.item.text if self.row else ""

    @property
    def is_scale(self) -> bool:
        return self.item.kind in {K.SCALE, K.MATRIX}

    @property
    def is_text(self) -> bool:
        return self.item.kind == K.TEXT

    @property
    def ends(self) -> tuple[int, int]:
        """The ends of the scale; of what has none, nothing in between."""
        scale = self.item.scale
        return (scale.min, scale.max) if scale and self.is_scale else (0, 0)

    @property
    def is_nps(self) -> bool:
        return self.is_scale and self.item.measures == NPS and self.ends == NPS_ENDS

    @property
    def skm(self) -> int:
        """Which of the nine elements of the satisfaction index it asks; 0 for none."""
        head, _colon, number = self.item.measures.partition(":")
        fits = self.is_scale and not self.row and head == "skm" and self.ends == (skm.LEAST, skm.MOST)
        return int(number) if fits and number.isdigit() else 0

    @property
    def middle(self) -> Fraction:
        return Fraction(sum(self.ends), 2)

    @property
    def shape(self) -> tuple[Any, ...]:
        """What must be the same for answers to be compared: the words as asked, how they were answered, and on which scale."""
        item = self.item
        words = item.label["id"]
        row = next((one.label["id"] for one in item.rows if one.key == self.row), "")
        options = tuple((one.key, one.label["id"]) for one in item.options)
        return (self.key, item.kind, words, row, self.ends, options)

    def steps(self) -> list[tuple[Any, str]]:
        """Return what could be answered, in order, each with its words; nothing for numbers and texts."""
        item = self.item
        if self.is_scale and item.scale:
            words = item.option_words
            named = {str(item.scale.min): item.scale.low_text, str(item.scale.max): item.scale.high_text} | words
            return [(step, _step_words(step, named.get(str(step), ""))) for step in item.scale.steps]
        return [(one.key, one.text) for one in item.options]

    def value(self, answers: Mapping[str, Any]) -> Value | None:
        """Return what was answered: a whole number, a key, keys, a Fraction or a text; None for nothing."""
        given = answers.get(self.item.key)
        if self.row:
            given = given.get(self.row) if isinstance(given, Mapping) else None
        return _VALUES[self.item.kind](given) if given not in (None, "", [], {}) else None


def _step_words(step: int, words: str) -> str:
    return f"{step} – {words}" if words else str(step)


def _whole(given: Any) -> int | None:
    return given if isinstance(given, int) and not isinstance(given, bool) else None


def _number(given: Any) -> Fraction | None:
    try:
        number = Decimal(str(given))
    except InvalidOperation:
        return None
    return Fraction(number) if number.is_finite() else None


_VALUES: dict[str, Any] = {
    K.SCALE: _whole,
    K.MATRIX: _whole,
    K.CHOICE: str,
    K.CHOICES: lambda given: [str(one) for one in given] if isinstance(given, list) else [str(given)],
    K.NUMBER: _number,
    K.TEXT: lambda given: str(given).strip() or None,
}


def lines_of(content: Mapping[str, Any]) -> list[tuple[Section, list[Line]]]:
    """Return what is counted, section by section in the order it is asked; what nobody is asked is left out."""
    return [(section, list(_lines(section.items))) for section in sections_of(content)]


def flat(sections: Iterable[tuple[Section, Sequence[Line]]]) -> list[Line]:
    return [line for _section, lines in sections for line in lines]


def _lines(items: Iterable[Item]) -> Iterator[Line]:
    for item in items:
        if item.kind == K.MATRIX:
            yield from (Line(item, row.key) for row in item.rows)
        elif item.is_asked:
            yield Line(item)
