"""Where a review stands: the word of each column on each part, weighed against the part's present digest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lms.people.enums import Column
from lms.programme.enums import APPROVING, Verdict, WordState
from lms.programme.models import Review, ReviewPart, SignOff


@dataclass(frozen=True)
class Word:
    """The latest word of one column on one part; `sign_off` is None while it has never spoken."""

    state: WordState
    sign_off: SignOff | None

    @property
    def awaited(self) -> bool:
        return self.state in {WordState.AWAITED, WordState.LAPSED}


def word_of(part: ReviewPart, sign_off: SignOff | None) -> Word:
    """Weigh a column's latest word. A word on another digest has lapsed, objections too: the column is awaited."""
    if sign_off is None:
        return Word(WordState.AWAITED, None)
    if sign_off.digest != part.digest:
        return Word(WordState.LAPSED, sign_off)
    if sign_off.verdict in APPROVING:
        noted = sign_off.verdict == Verdict.APPROVE_NOTES
        return Word(WordState.APPROVED_WITH_NOTES if noted else WordState.APPROVED, sign_off)
    return Word(WordState.OBJECTED, sign_off)


@dataclass(frozen=True)
class Progress:
    """How far a column has come: counts of parts, who signed what holds, and when last."""

    column: str
    approved: int
    objected: int
    awaited: int
    lapsed: int
    people: list[str]
    last_at: datetime | None

    @property
    def label(self) -> str:
        return str(Column(self.column).label)

    @property
    def parts(self) -> int:
        return self.approved + self.objected + self.awaited


@dataclass(frozen=True)
class Standing:
    """A whole review: columns in the matrix's order, parts in reading order, and the word on each."""

    columns: list[str]
    parts: list[ReviewPart]
    words: dict[tuple[int, str], Word]

    def word(self, part: ReviewPart, column: str) -> Word:
        return self.words[part.pk, column]

    @property
    def complete(self) -> bool:
        """Whether every column approves every part at its present digest. A review without parts is never complete."""
        settled = {WordState.APPROVED, WordState.APPROVED_WITH_NOTES}
        return bool(self.words) and all(word.state in settled for word in self.words.values())

    def counts(self, column: str) -> dict[WordState, int]:
        """How many parts stand where for a column."""
        found = dict.fromkeys(WordState, 0)
        for part in self.parts:
            found[self.word(part, column).state] += 1
        return found

    def progress(self) -> list[Progress]:
        """Each column's part of the way, in the matrix's order."""
        return [self._progress(column) for column in self.columns]

    def _progress(self, column: str) -> Progress:
        counts = self.counts(column)
        holding = [
            word.sign_off
            for part in self.parts
            if (word := self.word(part, column)).sign_off is not None and not word.awaited
        ]
        return Progress(
            column=column,
            approved=counts[WordState.APPROVED] + counts[WordState.APPROVED_WITH_NOTES],
            objected=counts[WordState.OBJECTED],
            awaited=counts[WordState.AWAITED] + counts[WordState.LAPSED],
            lapsed=counts[WordState.LAPSED],
            people=list(dict.fromkeys(word.person.display_name for word in holding if word)),
            last_at=max((word.at for word in holding if word), default=None),
        )

    def awaited(self, column: str) -> list[ReviewPart]:
        """The parts on which this column has no word that holds."""
        return [part for part in self.parts if self.word(part, column).awaited]


def standing_of(review: Review) -> Standing:
    """Read where a review stands, in three queries whatever its size. Parts taken out are left aside."""
    columns = sorted_columns(review.columns.values_list("column", flat=True))
    parts = list(ReviewPart.objects.filter(review=review, is_present=True))
    current = {
        (row.part_id, row.column): row
        for row in SignOff.objects.filter(part__review=review, is_current=True).select_related("person")
    }
    words = {(part.pk, column): word_of(part, current.get((part.pk, column))) for part in parts for column in columns}
    return Standing(columns, parts, words)


def sorted_columns(columns: Iterable[str]) -> list[str]:
    """Put columns into the matrix's order."""
    order = Column.values
    return sorted(columns, key=order.index)
