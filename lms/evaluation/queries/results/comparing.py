"""Two runs of one cohort, before and after, and the same questionnaire in several cohorts.

Confidential runs are compared person by person, through the pseudonym; anonymous ones as two groups. Beside the figures of a whole run
those of its pairs would tell what the few without a pair said; so some pairs are left out by lot where that could be worked out.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Greatest

from lms.evaluation.enums import Privacy, RunState
from lms.evaluation.models import SurveyResponse, SurveyRun
from lms.evaluation.queries.results.keeping import counted_once, key_of
from lms.evaluation.queries.results.lines import Line, flat, lines_of
from lms.evaluation.queries.results.reading import (
    Answered,
    Answers,
    Results,
    answers_of,
    is_broken_down,
    least_of,
    withheld,
)
from lms.evaluation.queries.results.shown import results_of_many
from lms.evaluation.statistics import (
    CAUTION_BELOW,
    Difference,
    Mean,
    PairedGain,
    difference_of,
    mean_of,
    paired_gain,
)
from lms.evaluation.suppression import enough, hidden_groups, refined, safe_set

# How many cohorts stand beside one another at most: the latest.
MOST_COHORTS = 12

Values = dict[str, Any]


@dataclass(frozen=True)
class Compared:
    """One question before and after. Paired: `gain` of so many people, `left_out` further pairs to protect the few without one.

    Else `difference` of two groups. `hidden`: too few for any figure.
    """

    line: Line
    before: Mean | None
    after: Mean | None
    gain: PairedGain | None = None
    difference: Difference | None = None
    left_out: int = 0
    hidden: bool = False

    @property
    def change(self) -> Any:
        """By how much the mean has changed, whichever way it was compared."""
        return self.gain.gain if self.gain else self.difference.value if self.difference else None

    @property
    def _interval(self) -> PairedGain | Difference | None:
        """What has an interval: not pairs that all changed alike, where there is nothing to judge chance by."""
        if self.gain and self.gain.spread == 0:
            return None
        return self.gain or self.difference

    @property
    def low(self) -> float | None:
        one = self._interval
        return one.low if one else None

    @property
    def high(self) -> float | None:
        one = self._interval
        return one.high if one else None

    @property
    def n(self) -> int:
        return self.gain.people if self.gain else 0

    @property
    def certain(self) -> bool:
        """Whether the interval leaves out 0, and the test of pairs that stands beside it says the same."""
        if self.gain and (self.gain.wilcoxon_p is None or self.gain.wilcoxon_p >= 0.05):
            return False
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side. `why` says why nothing is shown."""

    before: SurveyRun
    after: SurveyRun
    paired: bool
    why: str = ""
    lines: list[Compared] = field(default_factory=list)
    # Questions that are not asked alike in both.
    other: int = 0

    @property
    def caution(self) -> bool:
        return any(0 < min(_people(one)) < CAUTION_BELOW for one in self.lines if not one.hidden)

    @property
    def left_out(self) -> bool:
        """Whether pairs were left out by lot at any question."""
        return any(one.left_out for one in self.lines)


def _people(one: Compared) -> tuple[int, int]:
    return (one.before.n if one.before else 0, one.after.n if one.after else 0)


def comparison_of(before: SurveyRun, after: SurveyRun) -> Comparison:
    """Return the comparison of two runs of one cohort: of two groups one query the first time, then none.

    Of the same people three queries, then one: for the chain of runs that theirs is a part of.
    """
    paired = before.privacy == after.privacy == Privacy.CONFIDENTIAL
    for run in (before, after):
        if why := withheld(run):
            return Comparison(before, after, paired, f"{run.title}: {why}")
    if not paired:
        told = counted_once(key_of("groups", [before, after]), lambda: _told_by(_groups(before, after)))
    else:
        chain = _chain(before.cohort_id)
        key = key_of("pairs", [before, after], [(one.before_id, one.pk, one.closed_at) for one in chain])
        told = counted_once(key, lambda: _told_by(_pairs(before, after, chain)))
    return Comparison(before, after, paired, **told)


def _told_by(comparison: Comparison) -> dict[str, Any]:
    return {name: getattr(comparison, name) for name in ("why", "lines", "other")}


def _pairs(before: SurveyRun, after: SurveyRun, chain: list[SurveyRun]) -> Comparison:
    same, other = _same(before, after)
    values = _by_person(chain)
    for run in (before, after):
        if why := withheld(run, len(values[run.pk]), values.least_of(run.pk)):
            return Comparison(before, after, True, f"{run.title}: {why}")
    lines = [_paired(line, before, after, values) for line in same]
    return Comparison(before, after, True, lines=lines, other=other)


def _same(before: SurveyRun, after: SurveyRun) -> tuple[list[Line], int]:
    """The questions with a mean that are asked alike in both, and how many are not."""
    early = {line.key: line.shape for line in _measured(before)}
    late = _measured(after)
    same = [line for line in late if early.get(line.key) == line.shape]
    return same, len(early) + len(late) - 2 * len(same)


def _measured(run: SurveyRun) -> list[Line]:
    return [line for line in flat(lines_of(run.version.content)) if line.is_scale or line.item.kind == "number"]


# --- Two groups ---


def _groups(before: SurveyRun, after: SurveyRun) -> Comparison:
    same, other = _same(before, after)
    people = answers_of([before, after])
    for run in (before, after):
        if why := withheld(run, len(people[run.pk]), people[run.pk].least):
            return Comparison(before, after, False, f"{run.title}: {why}")
    lines = []
    for line in same:
        early, late = (_given(line, people[run.pk]) for run in (before, after))
        if not (enough(len(early), people[before.pk].least) and enough(len(late), people[after.pk].least)):
            lines.append(Compared(line, None, None, hidden=True))
            continue
        lines.append(Compared(line, _mean(line, early), _mean(line, late), difference=difference_of(early, late)))
    return Comparison(before, after, False, lines=lines, other=other)


def _given(line: Line, people: Sequence[Answered]) -> list[Any]:
    return [value for one in people if (value := line.value(one.answers)) is not None]


def _mean(line: Line, values: Sequence[Any]) -> Mean | None:
    low, high = line.ends if line.is_scale else (None, None)
    return mean_of(values, least=low, most=high)


# --- The same people ---


def _chain(cohort_id: int) -> list[SurveyRun]:
    """The closed confidential runs of a cohort that follow an earlier one, with that one, in the order in which both were closed."""
    rows = SurveyRun.objects.filter(
        cohort=cohort_id, state=RunState.CLOSED, privacy=Privacy.CONFIDENTIAL, before__isnull=False
    )
    rows = rows.filter(before__state=RunState.CLOSED, before__privacy=Privacy.CONFIDENTIAL)
    rows = rows.select_related("before__version", "version")
    return list(rows.order_by(Greatest("closed_at", "before__closed_at"), "closed_at", "pk"))


@dataclass
class _Persons:
    """What each person answered in each run of a chain, and the chain itself."""

    chain: list[SurveyRun]
    answers: dict[int, dict[str, Mapping[str, Any]]]
    # The work unit of each person, by run.
    units: dict[int, dict[str, int | None]]
    # From how many answers on a run may be shown, where one person gives several.
    least: Mapping[int, int] = field(default_factory=dict)

    def __getitem__(self, run: int) -> dict[str, Mapping[str, Any]]:
        return self.answers[run]

    def least_of(self, *runs: int) -> int:
        return max(self.least.get(run, 0) for run in runs)

    def of(self, run: int, line: Line) -> Values:
        found = ((who, line.value(answers)) for who, answers in self.answers[run].items())
        return {who: value for who, value in found if value is not None}

    def cells(self, run: SurveyRun, people: frozenset[str]) -> list[frozenset[str]]:
        """The people of one run, cut so that everybody behind a figure of it makes whole cells: its work units, those hidden together."""
        # A question with too few answers is not shown of the run, so nothing can be taken from it.
        if not enough(len(people), self.least.get(run.pk, 0)):
            return []
        if not is_broken_down(run):
            return [people]
        units: dict[int | None, set[str]] = defaultdict(set)
        for who in people:
            units[self.units[run.pk].get(who)].add(who)
        hidden = hidden_groups({unit: len(some) for unit, some in units.items()})
        large = [frozenset(some) for unit, some in units.items() if unit not in hidden]
        rest = people.difference(*large)
        return [*large, *([rest] if rest else [])]


def _by_person(chain: list[SurveyRun]) -> _Persons:
    runs = {run.pk for run in chain} | {run.before_id for run in chain}
    rows = SurveyResponse.objects.filter(run__in=runs).values_list("run_id", "pseudonym", "answers", "work_unit_id")
    answers: dict[int, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    units: dict[int, dict[str, int | None]] = defaultdict(dict)
    for run, who, given, unit in rows.order_by("pk"):
        answers[run][who] = given
        units[run][who] = unit
    everyone = {run.pk: run for one in chain for run in (one, one.before) if run is not None}
    return _Persons(chain, answers, units, least_of(everyone.values()))


def _paired(line: Line, before: SurveyRun, after: SurveyRun, values: _Persons) -> Compared:
    early, late = values.of(before.pk, line), values.of(after.pk, line)
    both = early.keys() & late.keys()
    kept = _published(line, values).get((before.pk, after.pk), frozenset())
    if not kept:
        return Compared(line, None, None, hidden=True)
    order = sorted(kept)
    first, second = [early[who] for who in order], [late[who] for who in order]
    gain = paired_gain([float(one) for one in first], [float(one) for one in second])
    return Compared(line, _mean(line, first), _mean(line, second), gain=gain, left_out=len(both) - len(kept))


def _published(line: Line, values: _Persons) -> dict[tuple[int, int], frozenset[str]]:
    """Return whose pairs are counted in each comparison of the chain, each chosen with an eye to those before it.

    In the order in which they could first be seen, which never changes: what was shown once is not changed by a run that closes later.
    The people of each run are cut into cells, finer with each comparison, none of which ever holds a few.
    """
    cells: dict[int, list[frozenset[str]]] = {}
    found: dict[tuple[int, int], frozenset[str]] = {}
    for run in values.chain:
        early, late = int(run.before_id or 0), run.pk
        for one in (run.before, run):
            if one is not None and one.pk not in cells:
                cells[one.pk] = values.cells(one, frozenset(values.of(one.pk, line)))
        both = frozenset(values.of(early, line)) & frozenset(values.of(late, line))
        kept = safe_set(both, [*cells[early], *cells[late]], lot, values.least_of(early, late))
        if kept:
            cells[early], cells[late] = refined(cells[early], kept), refined(cells[late], kept)
        found[early, late] = kept
    return found


def lot(pseudonym: str) -> str:
    """Return a number drawn for a person: the same each time, and without the installation's key not to be told beforehand."""
    return hmac.new(settings.SECRET_KEY.encode(), f"results-lot:{pseudonym}".encode(), hashlib.sha256).hexdigest()


# --- Cohorts ---


@dataclass(frozen=True)
class CohortColumn:
    """One cohort's run beside others."""

    run: SurveyRun
    results: Results


@dataclass(frozen=True)
class CohortLine:
    """One question in every cohort, by name: its mean, None where it is hidden or asked otherwise, and the difference to the first."""

    line: Line
    cells: list[tuple[str, Mean | None, Difference | None]]


@dataclass(frozen=True)
class Cohorts:
    """The same questionnaire in several cohorts, this one first. No figure over all of them: it would tell the hidden ones."""

    columns: list[CohortColumn]
    lines: list[CohortLine]


def cohorts_of(run: SurveyRun, visible: QuerySet[SurveyRun]) -> Cohorts:
    """Return the closed runs of this questionnaire in other cohorts that the reader may see, beside this one. One a cohort, the latest.

    One query; the first time two more.
    """
    others = visible.filter(
        version__questionnaire=run.version.questionnaire_id,
        audience=run.audience,
        state=RunState.CLOSED,
        subject_user__isnull=True,
        subject_meeting__isnull=True,
    ).exclude(cohort=run.cohort_id)
    latest: dict[int, SurveyRun] = {}
    for one in others.select_related("cohort", "version").order_by("-closed_at", "-pk"):
        latest.setdefault(one.cohort_id, one)
    chosen = [run, *list(latest.values())[: MOST_COHORTS - 1]]
    if withheld(run):
        return Cohorts([], [])
    results = results_of_many(chosen)
    columns = [CohortColumn(one, results[one.pk]) for one in chosen if results[one.pk].shown]
    if len(columns) < 2 or columns[0].run.pk != run.pk:
        return Cohorts([], [])
    beside = [column.run for column in columns]
    return Cohorts(
        columns, counted_once(key_of("cohorts", beside, [one.cohort.name for one in beside]), lambda: _lines(columns))
    )


def _lines(columns: Sequence[CohortColumn]) -> list[CohortLine]:
    people = answers_of(column.run for column in columns)
    return [
        _cohort_line(one.line, columns, people)
        for one in columns[0].results.lines.values()
        if one.mean is not None and not one.hidden
    ]


def _cohort_line(line: Line, columns: Sequence[CohortColumn], people: Mapping[int, Answers]) -> CohortLine:
    cells: list[tuple[str, Mean | None, Difference | None]] = []
    here = _given(line, people[columns[0].run.pk])
    for place, column in enumerate(columns):
        there = column.results.lines.get(line.key)
        same = there is not None and not there.hidden and there.line.shape == line.shape
        compared = difference_of(here, _given(line, people[column.run.pk])) if same and place else None
        cells.append((column.run.cohort.name, there.mean if there is not None and same else None, compared))
    return CohortLine(line, cells)
