"""What a pre-test and its post-test tell about learning: the same people, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean

from django.template.defaultfilters import floatformat

from assignments import statistics
from assignments.models import Quiz, Topic
from assignments.queries.quiz_results import asked_topics, topic_percents
from assignments.queries.quizzes import Counted, Scored, counted_attempts, percent_of, topic_name
from courses.models import Enrolment
from courses.queries.progress import display_name

# The bands of the picture, in percent; the last one holds 100 too.
BANDS = (0, 20, 40, 60, 80)


@dataclass(frozen=True)
class Pair:
    """One person's two results."""

    name: str
    before: Decimal
    after: Decimal

    @property
    def gain(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True)
class TopicGain:
    """The same people in one topic."""

    topic: Topic
    before: float
    after: float

    @property
    def name(self) -> str:
        """In the language of whoever reads."""
        return topic_name(self.topic)

    @property
    def gain(self) -> float:
        return self.after - self.before


@dataclass(frozen=True)
class Gain:
    """A pre-test and its post-test side by side. `unmatched` have only one of the two.

    `repeated`: for how many of the pairs a second or later attempt counts in one of the tests, which practice alone may have raised.
    """

    pre_test: Quiz
    post_test: Quiz
    pairs: list[Pair]
    only_before: list[str]
    only_after: list[str]
    figures: statistics.PairedGain | None
    topics: list[TopicGain]
    repeated: int = 0

    @property
    def hidden(self) -> bool:
        """Too few pairs for any figure."""
        return len(self.pairs) < statistics.HIDDEN_BELOW

    @property
    def caution(self) -> bool:
        return len(self.pairs) < statistics.CAUTION_BELOW

    @property
    def unmatched(self) -> int:
        return len(self.only_before) + len(self.only_after)

    @property
    def certain(self) -> bool:
        """Whether the interval leaves out 0: a gain (or a loss) that chance alone hardly makes."""
        return self.figures is not None and (self.figures.low > 0 or self.figures.high < 0)

    @property
    def sign(self) -> str:
        """A plus before a gain, so that nobody reads a loss as one."""
        return "+" if self.figures is not None and self.figures.gain > 0 else ""

    @property
    def tiny_p(self) -> str:
        """How a probability is written that four places would show as 0."""
        return f"< {floatformat(0.0001, 4)}"

    def bands(self) -> list[dict[str, object]]:
        """How many people lie in each band, before and after, for a picture."""
        labels = [f"{low}–{low + 20}%" for low in BANDS]
        sides = ([float(pair.before) for pair in self.pairs], [float(pair.after) for pair in self.pairs])
        counts = [[sum(_band(value) == place for value in side) for place in range(len(BANDS))] for side in sides]
        return [{"name": "", "points": list(zip(labels, row, strict=True))} for row in counts]


def gain_of(pre_test: Quiz, post_test: Quiz) -> Gain:
    """Return the gain of those who have a marked result in both: six queries, whatever their number."""
    before, after = counted_attempts(pre_test), counted_attempts(post_test)
    both = before.keys() & after.keys()
    names = _names(before.keys() | after.keys())
    ordered = [pk for pk in names if pk in both]
    early, late = before.keys() - both, after.keys() - both
    pairs = [Pair(names[pk], _value(before[pk]), _value(after[pk])) for pk in ordered]
    many = len(pairs) >= statistics.HIDDEN_BELOW
    return Gain(
        pre_test=pre_test,
        post_test=post_test,
        pairs=pairs,
        only_before=[names[pk] for pk in names if pk in early],
        only_after=[names[pk] for pk in names if pk in late],
        figures=statistics.paired_gain([float(one.before) for one in pairs], [float(one.after) for one in pairs])
        if many
        else None,
        repeated=sum(before[pk].number > 1 or after[pk].number > 1 for pk in both),
        topics=_topics(pre_test, [before[pk] for pk in ordered], [after[pk] for pk in ordered]) if many else [],
    )


def _topics(pre_test: Quiz, before: list[Counted], after: list[Counted]) -> list[TopicGain]:
    early, late = (topic_percents([one.pk for one in side]) for side in (before, after))
    found = []
    for topic in asked_topics(pre_test):
        first, second = (_mean(side, topic.pk) for side in (early, late))
        if first is not None and second is not None:
            found.append(TopicGain(topic, first, second))
    return found


def _mean(side: Mapping[int, Mapping[int, Decimal]], topic: int) -> float | None:
    values = [float(mine[topic]) for mine in side.values() if topic in mine]
    return fmean(values) if values else None


def _names(enrolments: set[int]) -> dict[int, str]:
    """By name, so that every list that follows is in order."""
    rows = Enrolment.objects.filter(pk__in=enrolments).order_by("user__name", "pk")
    named = rows.values("pk", "user__name", "user__title_before", "user__title_after")
    return {one["pk"]: display_name(one) for one in named}


def _value(attempt: Scored) -> Decimal:
    return percent_of(attempt) or Decimal(0)


def _band(value: float) -> int:
    return min(int(value // 20), len(BANDS) - 1)
