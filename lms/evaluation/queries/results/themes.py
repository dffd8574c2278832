"""Open answers by theme: what two people sorted each for themselves, how far they agree, and what came of it."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from lms.evaluation.models import Coder, SurveyRun, TextCode, Theme
from lms.evaluation.queries.results.lines import Line, flat, lines_of
from lms.evaluation.queries.results.reading import answers_of, earlier_of, withheld
from lms.evaluation.statistics import Agreement, Share, agreement_of, cohen_kappa, pooled_kappa, share_of
from lms.evaluation.suppression import enough, least_shown
from lms.people.models import User

Codes = dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Text:
    """An open answer. `key` says which text it is, not whose; the same text from several people stands once."""

    key: str
    words: str
    count: int


@dataclass(frozen=True)
class Sorter:
    """Somebody who sorts, and how far the work is."""

    coder: Coder
    codes: Codes

    @property
    def done(self) -> bool:
        return self.coder.done_at is not None

    @property
    def many(self) -> int:
        return len(self.codes)


@dataclass(frozen=True)
class ThemeRow:
    """One theme: how many answers speak of it, and how far the two agreed about it."""

    theme: Theme
    texts: list[Text]
    share: Share | None
    agreement: Agreement | None
    # How many spoke of it in the earlier run of the same people, of how many.
    before: Share | None = None

    @property
    def count(self) -> int:
        return self.share.count if self.share else 0


@dataclass(frozen=True)
class Difference:
    """A text the two sorted differently, and how it was settled if it was."""

    text: Text
    first: list[Theme]
    second: list[Theme]
    settled: frozenset[str] | None


@dataclass(frozen=True)
class Sorted:
    """The open answers to one question of a run. `why` says why they are not shown."""

    run: SurveyRun
    line: Line
    why: str
    texts: list[Text]
    themes: list[Theme]
    sorters: list[Sorter]
    settled: Codes
    earlier: Mapping[str, Share]

    @property
    def n(self) -> int:
        """How many people wrote something."""
        return sum(one.count for one in self.texts)

    @property
    def few(self) -> bool:
        return not self.why and not enough(self.n)

    @property
    def least(self) -> int:
        return least_shown()

    @property
    def both_done(self) -> bool:
        return len(self.sorters) == 2 and all(one.done for one in self.sorters)

    @property
    def any_done(self) -> bool:
        return any(one.done for one in self.sorters)

    @property
    def alone(self) -> bool:
        """Whether one person alone has finished. A second who has only begun changes nothing yet, and may never finish."""
        return self.any_done and not self.both_done

    def sorter(self, user: User) -> Sorter | None:
        return next((one for one in self.sorters if one.coder.user_id == user.pk), None)

    @property
    def free(self) -> bool:
        """Whether a second person can still begin."""
        return len(self.sorters) < 2

    @cached_property
    def final(self) -> Codes:
        """The themes of each text that is decided: where the two agree, where it was settled, or by the one who sorted alone."""
        if self.alone:
            return next(dict(one.codes) for one in self.sorters if one.done)
        if not self.both_done:
            return {}
        first, second = (one.codes for one in self.sorters)
        agreed = {key: first[key] for key in first if first[key] == second.get(key)}
        return {**agreed, **self.settled}

    @property
    def open(self) -> int:
        """How many texts still wait to be settled."""
        return sum(one.settled is None for one in self.differences)

    @cached_property
    def differences(self) -> list[Difference]:
        if not self.both_done:
            return []
        first, second = (one.codes for one in self.sorters)
        return [
            Difference(text, self._themes(first[text.key]), self._themes(second[text.key]), self.settled.get(text.key))
            for text in self.texts
            if text.key in first and text.key in second and first[text.key] != second[text.key]
        ]

    def _themes(self, ids: frozenset[str]) -> list[Theme]:
        return [one for one in self.themes if one.public_id in ids]

    @cached_property
    def rows(self) -> list[ThemeRow]:
        """The themes, the most spoken of first. Empty until one has sorted alone, or both have."""
        if not self.final:
            return []
        of_theme: dict[str, list[Text]] = defaultdict(list)
        decided = [text for text in self.texts if text.key in self.final]
        for text in decided:
            for theme in self.final[text.key]:
                of_theme[theme].append(text)
        n = sum(text.count for text in decided)
        rows = [
            ThemeRow(
                theme,
                of_theme[theme.public_id] if self.both_done else [],
                share_of(sum(text.count for text in of_theme[theme.public_id]), n),
                self._agreement(theme.public_id),
                self.earlier.get(theme.public_id),
            )
            for theme in self.themes
        ]
        return sorted(rows, key=lambda row: (-row.count, row.theme.title))

    @property
    def without(self) -> int:
        """How many answers were found to speak of none of the themes."""
        return sum(text.count for text in self.texts if self.final.get(text.key) == frozenset())

    def _pairs(self) -> list[tuple[frozenset[str], frozenset[str]]]:
        if not self.both_done:
            return []
        first, second = (one.codes for one in self.sorters)
        return [(first[text.key], second[text.key]) for text in self.texts if text.key in first and text.key in second]

    def _agreement(self, theme: str) -> Agreement | None:
        pairs = self._pairs()
        return cohen_kappa([theme in one for one, _two in pairs], [theme in two for _one, two in pairs])

    @cached_property
    def same(self) -> Fraction | None:
        """For which share of the texts both chose exactly the same themes."""
        pairs = self._pairs()
        return agreement_of([one for one, _two in pairs], [two for _one, two in pairs])

    @cached_property
    def kappa(self) -> float | None:
        """Cohen's kappa over all themes together."""
        return pooled_kappa([row.agreement for row in self.rows if row.agreement is not None])


def open_questions(run: SurveyRun) -> list[Line]:
    """Return the questions of a run that are answered in one's own words."""
    return [line for line in flat(lines_of(run.version.content)) if line.is_text]


def question_of(run: SurveyRun, item: str) -> Line | None:
    return next((line for line in open_questions(run) if line.key == item), None)


def text_key(run: SurveyRun, item: str, words: str) -> str:
    """Return by what a text is known: what it says, in which run, to which question."""
    return hashlib.sha256(f"{run.pk}\n{item}\n{words}".encode()).hexdigest()


def texts_of(run: SurveyRun, line: Line) -> list[Text]:
    """Return the answers in the order of the alphabet, whatever order they came in; nothing of fewer than five. One query."""
    people = answers_of([run])[run.pk]
    given = Counter(words for one in people if (words := line.value(one.answers)))
    if not enough(sum(given.values()), people.least):
        return []
    ordered = sorted(given.items(), key=lambda pair: (pair[0].casefold(), pair[0]))
    return [Text(text_key(run, line.key, words), words, count) for words, count in ordered]


def sorted_answers(run: SurveyRun, line: Line) -> Sorted:
    """Return how far the answers to a question are sorted. Five queries, of a run that follows another nine."""
    return _read(run, line, earlier=_earlier(run, line))


def _read(run: SurveyRun, line: Line, *, earlier: Mapping[str, Share]) -> Sorted:
    if why := withheld(run):
        return Sorted(run, line, why, [], [], [], {}, {})
    themes = list(Theme.objects.filter(questionnaire=run.version.questionnaire_id, item=line.key))
    coders = list(Coder.objects.filter(run=run, item=line.key).select_related("user").order_by("seat"))
    codes: dict[int | None, Codes] = defaultdict(dict)
    rows = TextCode.objects.filter(run=run, item=line.key).values_list("coder_id", "text", "themes")
    for coder, text, ids in rows:
        codes[coder][text] = frozenset(ids)
    sorters = [Sorter(one, codes[one.pk]) for one in coders]
    return Sorted(run, line, "", texts_of(run, line), _known(themes, coders, codes), sorters, codes[None], earlier)


def _known(themes: Sequence[Theme], coders: Sequence[Coder], codes: Mapping[int | None, Codes]) -> list[Theme]:
    """The themes there were when the first had finished, and those that were given: what came later was not asked of these answers."""
    done = [one.done_at for one in coders if one.done_at is not None]
    if not done:
        return list(themes)
    given = {theme for mine in codes.values() for ids in mine.values() for theme in ids}
    return [one for one in themes if one.created_at <= min(done) or one.public_id in given]


def _earlier(run: SurveyRun, line: Line) -> dict[str, Share]:
    """What was spoken of in the run before, where the same question was asked and its answers are sorted."""
    before = earlier_of(run)
    there = question_of(before, line.key) if before is not None else None
    if before is None or there is None or there.shape != line.shape or withheld(before):
        return {}
    if before.version.questionnaire_id != run.version.questionnaire_id:
        return {}
    return {row.theme.public_id: row.share for row in _read(before, there, earlier={}).rows if row.share is not None}
