"""What a quiz tells about its questions. Rests on each person's first marked attempt: a second one has seen the questions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from assignments import statistics
from assignments.enums import QuestionKind
from assignments.models import Attempt, AttemptItem, QuestionVersion, Quiz, Topic
from assignments.queries.quizzes import topic_name
from assignments.queries.regrades import Applied, applied_keys
from assignments.questions.bodies import CHOICES
from assignments.questions.marking import plain

K = QuestionKind
# An item that fewer than this many in ten get right is hard, and one that more than these get right is easy.
HARD, EASY = 0.3, 0.9
# Ebel and Frisbie (1991), Essentials of Educational Measurement: below 0.2 an item is poor, from 0.3 it is good.
POOR, GOOD = 0.2, 0.3
GRAVITY = {"bad": 0, "warn": 1, "info": 2, "ok": 3}
# How many of the answers that people typed are listed.
TYPED = 5


@dataclass(frozen=True)
class OptionRow:
    """One option: how many chose it, in all and at each end of the group; `idle` when it misleads nobody.

    People who tie at the edge of a group count in it in part.
    """

    text: str
    correct: bool
    chosen: int
    share: float
    upper: float
    lower: float

    @property
    def misleads_the_best(self) -> bool:
        """Whether it is wrong and draws at least one person more of the best than of the weakest."""
        return not self.correct and self.upper - self.lower > 1 - 1e-9

    @property
    def idle(self) -> bool:
        return not self.correct and not self.chosen


@dataclass(frozen=True)
class ItemRow:
    """One question as its takers answered it. Figures are None where they have no meaning."""

    code: str
    prompt: str
    kind: str
    topic: str
    people: int
    omitted: int
    difficulty: float | None
    correlation: float | None
    upper_lower: float | None
    options: list[OptionRow] = field(default_factory=list)
    typed: list[tuple[str, int, bool]] = field(default_factory=list)

    @property
    def kind_label(self) -> str:
        return str(K(self.kind).label)

    @property
    def omitted_share(self) -> float:
        return self.omitted / self.people if self.people else 0.0

    @property
    def remarks(self) -> list[tuple[str, str]]:
        """What a facilitator should look at: tone and words, the gravest first."""
        return _remarks(self)


@dataclass(frozen=True)
class Analysis:
    """A quiz's questions and its reliability, with what they rest on."""

    people: int
    items: list[ItemRow]
    reliability: statistics.Reliability | None
    by_topic: bool

    @property
    def told(self) -> list[ItemRow]:
        """The questions with figures, those to be looked at first."""
        rows = (row for row in self.items if row.difficulty is not None)
        return sorted(rows, key=lambda row: (GRAVITY[row.remarks[0][0]], row.code))

    @property
    def hidden(self) -> bool:
        """Too few people for any figure."""
        return self.people < statistics.HIDDEN_BELOW

    @property
    def caution(self) -> bool:
        """Few people: the figures may come out otherwise with others."""
        return self.people < statistics.CAUTION_BELOW


@dataclass(frozen=True, slots=True)
class _Answer:
    person: int
    version: int
    question: int
    topic: int
    code: str
    kind: str
    answer: Any
    share: float
    points: float
    most: float
    rest: float
    total: float


def analysis_of(quiz: Quiz) -> Analysis:
    """Return the analysis: six queries at most, whatever the number of people and questions. Nothing is broken down below five people."""
    attempts = _first_marked(quiz)
    people = len(attempts)
    if people < statistics.HIDDEN_BELOW:
        return Analysis(people, [], None, False)
    answers = _answers(attempts)
    by_question: dict[int, list[_Answer]] = defaultdict(list)
    for one in answers:
        by_question[one.question].append(one)
    applied = applied_keys(quiz)
    versions = QuestionVersion.objects.in_bulk({one.version for one in answers})
    topics = {one.pk: topic_name(one) for one in Topic.objects.filter(pk__in={one.topic for one in answers})}
    rows = [_item(mine, versions, topics, applied) for mine in by_question.values()]
    found, by_topic = _reliability(answers)
    return Analysis(people, sorted(rows, key=lambda row: row.code), found, by_topic)


def _first_marked(quiz: Quiz) -> dict[int, Attempt]:
    rows = Attempt.objects.filter(quiz=quiz, points__isnull=False).order_by("-number")
    first = {one.enrolment_id: one for one in rows}
    return {one.pk: one for one in first.values()}


def _answers(attempts: Mapping[int, Attempt]) -> list[_Answer]:
    quiz = next(iter(attempts.values())).quiz_id
    rows = AttemptItem.objects.filter(attempt__quiz=quiz, points__isnull=False).values_list(
        "attempt_id", "version_id", "version__question_id", "version__question__topic_id", "version__question__code",
        "version__question__kind", "answer", "points", "points_max",
    )  # fmt: skip
    found = []
    for attempt_id, version, question, topic, code, kind, answer, points, most in rows.order_by("pk"):
        attempt = attempts.get(attempt_id)
        if attempt is None or attempt.points is None or points is None:
            continue
        others = float(attempt.points_max - most)
        rest = float(attempt.points - points) / others if others else 0.0
        total = float(attempt.points / attempt.points_max)
        share = float(points / most)
        found.append(
            _Answer(
                attempt_id, version, question, topic, code, kind, answer, share, float(points), float(most), rest, total
            )
        )
    return found


def _item(
    mine: Sequence[_Answer],
    versions: Mapping[int, QuestionVersion],
    topics: Mapping[int, str],
    applied: Mapping[int, Applied],
) -> ItemRow:
    newest = versions[max(one.version for one in mine)]
    later = applied.get(mine[0].question)
    if later is not None and later.version.number > newest.number:
        # The points rest on this key, which offers the same answers.
        newest = later.version
    first, many = mine[0], len(mine) >= statistics.HIDDEN_BELOW
    shares, totals = [one.share for one in mine], [one.total for one in mine]
    return ItemRow(
        code=first.code,
        prompt=str(newest.body.get("prompt") or newest.body.get("case", "")),
        kind=first.kind,
        topic=topics[first.topic],
        people=len(mine),
        omitted=sum(one.answer in (None, "", [], {}) for one in mine),
        difficulty=statistics.difficulty(shares) if many else None,
        correlation=statistics.item_rest_correlation(shares, [one.rest for one in mine]) if many else None,
        upper_lower=statistics.upper_lower_difference(shares, totals) if many else None,
        options=_options(mine, newest) if many and first.kind in CHOICES else [],
        typed=_typed(mine) if many and first.kind in {K.SHORT, K.NUMERIC} else [],
    )


def _options(mine: Sequence[_Answer], version: QuestionVersion) -> list[OptionRow]:
    totals = [one.total for one in mine]
    size = max(1, round(len(mine) * statistics.KELLEY))
    chosen = _chosen(mine, [1] * len(mine))
    upper = _chosen(mine, statistics.edge_parts(totals, size))
    lower = _chosen(mine, statistics.edge_parts([-total for total in totals], size))
    return [
        OptionRow(
            option["text"],
            bool(option.get("correct")),
            round(chosen[option["key"]]),
            chosen[option["key"]] / len(mine),
            upper[option["key"]],
            lower[option["key"]],
        )
        for option in version.body["options"]
    ]


def _chosen(group: Sequence[_Answer], parts: Sequence[float]) -> dict[str, float]:
    """How many chose each option, each person counted with its part."""
    found: dict[str, float] = defaultdict(float)
    for one, part in zip(group, parts, strict=True):
        for key in one.answer if isinstance(one.answer, list) else [one.answer]:
            found[key] += part
    return found


def _typed(mine: Sequence[_Answer]) -> list[tuple[str, int, bool]]:
    """The answers typed most often, spelled as their first writer did; whether they earned everything."""
    spelled: dict[str, tuple[str, bool]] = {}
    counts: Counter[str] = Counter()
    for one in mine:
        if one.answer:
            key = plain(str(one.answer)) or str(one.answer)
            counts[key] += 1
            spelled.setdefault(key, (str(one.answer), one.share >= 1))
    return [(spelled[key][0], count, spelled[key][1]) for key, count in counts.most_common(TYPED)]


def _reliability(answers: Sequence[_Answer]) -> tuple[statistics.Reliability | None, bool]:
    """Over the questions when everybody had the same ones, else over the topics, which are the same for everybody.

    In percentage points of the whole: a topic weighs what it is worth on average, whatever the questions drawn from it are worth.
    """
    for by_topic in (False, True):
        points: dict[int, Counter[int]] = defaultdict(Counter)
        most: dict[int, Counter[int]] = defaultdict(Counter)
        for one in answers:
            key = one.topic if by_topic else one.question
            points[one.person][key] += one.points  # type: ignore[assignment]
            most[one.person][key] += one.most  # type: ignore[assignment]
        columns = {frozenset(mine) for mine in most.values()}
        if len(columns) == 1:
            keys = sorted(columns.pop())
            worth = {key: sum(mine[key] for mine in most.values()) for key in keys}
            whole = sum(worth.values())
            rows = [
                [100 * worth[key] / whole * points[person][key] / mine[key] for key in keys]
                for person, mine in most.items()
            ]
            return statistics.reliability(rows), by_topic
    return None, True


def _remarks(row: ItemRow) -> list[tuple[str, str]]:
    if row.difficulty is None:
        return [("info", _("Too few people had this question to say anything about it."))]
    found = []
    if row.correlation is not None and row.correlation < 0:
        found.append(("bad", _("Those who know more get it wrong more often: check the key and the wording.")))
    elif row.correlation is not None and row.correlation < POOR and HARD <= row.difficulty <= EASY:
        found.append(("warn", _("It hardly tells those who know more from those who know less.")))
    if row.difficulty < HARD:
        found.append(("warn", _("Few get it right: is it taught, and is it said clearly?")))
    if row.difficulty > EASY:
        found.append(("info", _("Almost everybody gets it right.")))
    if any(option.misleads_the_best for option in row.options):
        found.append(("warn", _("A wrong answer attracts the best: it may be right in a way, or be read otherwise.")))
    if any(option.idle for option in row.options):
        found.append(("info", _("A wrong answer was chosen by nobody: a likelier mistake would tell more.")))
    if row.omitted_share > 0.1:
        found.append(("warn", _("More than one in ten left it out: was there time enough?")))
    return found or [("ok", _("Works well."))]
