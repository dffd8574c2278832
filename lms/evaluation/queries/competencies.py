"""Competencies before and after: by topic of the pre-test and post-test, and as the people judge themselves in a confidential survey.

Test results of a person are shown to that person and to who is in charge. Of what people said of themselves only a cohort's figures
are shown, by the rules of surveys (`queries.results`): from five people up, and never for one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from statistics import fmean
from typing import Any

from django.db.models import QuerySet

from assignments.models import Attempt, Quiz
from assignments.queries.quiz_results import topic_percents, topics_in
from assignments.queries.quizzes import Counted, counted_attempts, not_released
from assignments.schema.shapes import local
from assignments.statistics import CAUTION_BELOW, HIDDEN_BELOW, PairedGain, paired_gain
from courses.enums import LEARNING
from courses.models import Cohort, Enrolment
from lms.evaluation import survey_starter
from lms.evaluation.enums import Audience, Privacy, RunState
from lms.evaluation.figures import shared, shared_facts
from lms.evaluation.models import SurveyRun
from lms.evaluation.queries.results import Line, comparison_of
from lms.people.models import User

MEASURES = "competency:"
PERCENT = 100


@dataclass(frozen=True)
class Competency:
    """One side of a profile. Without `figures` there is no interval; `value`s are means over the same people."""

    key: str
    label: str
    before: Decimal | None
    after: Decimal | None
    figures: PairedGain | None = None
    n: int = 0

    @property
    def gain(self) -> Decimal | None:
        """The difference, not rounded: of a cohort the mean its interval holds."""
        if self.figures is not None:
            return Decimal(repr(self.figures.gain))
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class Profile:
    """One source of a cohort's competencies: a pair of tests, or a pair of surveys. `hidden`: too few people for any figure."""

    source: str
    title: str
    top: int
    people: int
    competencies: list[Competency] = field(default_factory=list)
    why: str = ""

    @property
    def hidden(self) -> bool:
        return not self.competencies

    @property
    def caution(self) -> bool:
        return 0 < self.people < CAUTION_BELOW

    @property
    def is_test(self) -> bool:
        return self.source == "test"


@dataclass(frozen=True)
class PersonProfile:
    """One person's results by topic in one pair of tests, and the cohort's mean beside them (None for fewer than five people)."""

    title: str
    competencies: list[Competency]
    cohort_after: dict[str, Decimal]


# --- Tests ---


@dataclass(frozen=True)
class _Pair:
    """A pre-test and its post-test: by enrolment and topic what was earned, for those who have both marked."""

    post_test: Quiz
    topics: list[tuple[int, str]]
    before: dict[int, dict[int, Decimal]]
    after: dict[int, dict[int, Decimal]]

    def of(self, enrolment: int) -> list[Competency]:
        early, late = self.before.get(enrolment, {}), self.after.get(enrolment, {})
        return [
            Competency(str(topic), name, early.get(topic), late.get(topic))
            for topic, name in self.topics
            if topic in early or topic in late
        ]

    def values(self, topic: int) -> tuple[list[float], list[float]]:
        both = [
            (mine[topic], self.after[one][topic])
            for one, mine in sorted(self.before.items())
            if topic in mine and topic in self.after[one]
        ]
        return [float(early) for early, _late in both], [float(late) for _early, late in both]


def _pairs(cohort: Cohort, *, without: Collection[int] = ()) -> list[_Pair]:
    """Return the pairs of tests of a cohort. For each pair six queries, whatever the number of people.

    `without` names attempts that are left out: those whose result their participant does not know yet.
    """
    rows = Quiz.objects.filter(cohort=cohort, pre_test__isnull=False).select_related("pre_test")
    found = []
    for post in rows.order_by("opens_at", "pk"):
        pre = post.pre_test
        if pre is None:
            continue
        early, late = _known(counted_attempts(pre), without), _known(counted_attempts(post), without)
        both = early.keys() & late.keys()
        percents = [topic_percents([side[one].pk for one in sorted(both)]) for side in (early, late)]
        before, after = (
            {one: side.get(attempts[one].pk, {}) for one in both}
            for side, attempts in zip(percents, (early, late), strict=True)
        )
        found.append(_Pair(post, topics_in(post), before, after))
    return found


@shared
def _all_pairs(cohort: Cohort) -> list[_Pair]:
    return _pairs(cohort)


def _known(attempts: dict[int, Counted], without: Collection[int]) -> dict[int, Counted]:
    return {one: row for one, row in attempts.items() if row.pk not in without}


def _by_test(pair: _Pair) -> Profile:
    people = len(pair.before)
    if people < HIDDEN_BELOW:
        return Profile("test", pair.post_test.title, PERCENT, people)
    found = []
    for topic, name in pair.topics:
        early, late = pair.values(topic)
        if len(early) >= HIDDEN_BELOW:
            before, after = _exact(fmean(early)), _exact(fmean(late))
            found.append(Competency(str(topic), name, before, after, paired_gain(early, late), len(early)))
    return Profile("test", pair.post_test.title, PERCENT, people, found)


# --- Surveys ---


def _survey_pairs(cohort: Cohort) -> list[SurveyRun]:
    """Runs by pseudonym in which participants speak of themselves: nothing else can be called their own judgement, before and after."""
    own = {
        "privacy": Privacy.CONFIDENTIAL,
        "audience": Audience.PARTICIPANTS,
        "subject_user": None,
        "subject_meeting": None,
    }
    rows = SurveyRun.objects.filter(
        cohort=cohort, state=RunState.CLOSED, **own, **{f"before__{key}": value for key, value in own.items()}
    )
    return list(rows.select_related("version", "before__version").order_by("closes_at", "pk"))


def _by_survey(run: SurveyRun) -> Profile | None:
    """What people said of their competencies in two runs; None for a survey that asks for none."""
    if MEASURES not in str(run.version.content) or run.before is None:
        return None
    compared = comparison_of(run.before, run)
    lines = [one for one in compared.lines if one.line.item.measures.startswith(MEASURES)]
    shown = [one for one in lines if not one.hidden and one.before and one.after]
    if not lines and not compared.why:
        return None
    found = [
        Competency(
            one.line.item.measures.removeprefix(MEASURES),
            _name(one.line),
            _exact(float(one.before.value)),
            _exact(float(one.after.value)),
            one.gain,
            one.after.n,
        )
        for one in shown
        if one.before and one.after
    ]
    top = max((one.line.ends[1] for one in shown), default=5)
    return Profile("self", run.title, top, max((one.n for one in found), default=0), found, compared.why)


def _name(line: Line) -> str:
    """What the competency is called; where it has no name, what was asked."""
    named = survey_starter.competencies().get(line.item.measures.removeprefix(MEASURES))
    return local(named) if named else line.text


def _exact(value: float) -> Decimal:
    return Decimal(repr(value))


# --- What the screens read ---


def profiles_of(cohort: Cohort) -> list[Profile]:
    """Return a cohort's competencies from every source that has a before and an after."""
    surveys = (_by_survey(run) for run in _survey_pairs(cohort))
    return [*(_by_test(pair) for pair in _all_pairs(cohort)), *(one for one in surveys if one is not None)]


def person_profiles(enrolment: Enrolment, reader: User) -> list[PersonProfile]:
    """Return one person's results by topic: for the person as far as they are released, for who is in charge all that are marked."""
    held: set[int] = set()
    if enrolment.user_id == reader.pk:
        held = set(Attempt.objects.filter(not_released(), enrolment=enrolment).values_list("pk", flat=True))
    found = []
    for pair in _pairs(enrolment.cohort, without=held):
        if sides := pair.of(enrolment.pk):
            means = {one.key: one.after for one in _by_test(pair).competencies if one.after is not None}
            found.append(PersonProfile(pair.post_test.title, sides, means))
    return found


def people_in(cohort: Cohort, visible: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Return those of a cohort's people whose profile and portfolio can be opened, by name."""
    rows = visible.filter(cohort=cohort, state__in=LEARNING).select_related("user", "work_unit")
    return rows.order_by("user__name", "pk")


@shared_facts
def gains_by_person(cohort: Cohort) -> list[tuple[int, Fraction]]:
    """Return, by enrolment, the mean gain over the topics of the tests, in points of a hundred: the rows behind the figure of the report.

    Exact: it is rounded once, where it is written.
    """
    gains: dict[int, list[Decimal]] = defaultdict(list)
    for pair in _all_pairs(cohort):
        for enrolment, early in pair.before.items():
            late = pair.after[enrolment]
            gains[enrolment] += [late[topic] - early[topic] for topic in early.keys() & late.keys()]
    return [(one, Fraction(sum(mine)) / len(mine)) for one, mine in sorted(gains.items()) if mine]


def axes_of(competencies: Sequence[Competency], note: Any) -> list[dict[str, str]]:
    """Return the axes of a radar, each with what `note` says of it."""
    return [{"label": one.label, "note": note(one)} for one in competencies]
