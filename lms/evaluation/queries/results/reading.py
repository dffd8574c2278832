"""Results of one run: what was answered how often, with what every figure rests on.

Nothing is shown before the run is closed, so that two looks at it never differ by one answer; nothing below five answers; and in a
breakdown nothing from which a small group could be worked out (`lms.evaluation.suppression`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from statistics import median
from typing import Any

from django.utils.translation import gettext as _

from lms.evaluation import skm
from lms.evaluation.enums import Audience, RunState
from lms.evaluation.items import Section
from lms.evaluation.models import SurveyInvitee, SurveyResponse, SurveyRun
from lms.evaluation.queries.results.lines import Line, flat, lines_of
from lms.evaluation.statistics import CAUTION_BELOW, Mean, Nps, Share, mean_of, nps_of, share_of
from lms.evaluation.subjects import whom
from lms.evaluation.suppression import enough, hidden_groups, least_answers, least_shown
from lms.people.models import WorkUnit

Unit = int | None


@dataclass(frozen=True, slots=True)
class Bar:
    """One possible answer, and how many gave it."""

    value: Any
    label: str
    count: int
    n: int

    @property
    def share(self) -> float:
        return 100 * self.count / self.n if self.n else 0.0


@dataclass(frozen=True)
class LineResult:
    """What was answered to one question. `hidden`: fewer than five answered it, or a small group could be worked out from it."""

    line: Line
    n: int
    hidden: bool = False
    bars: tuple[Bar, ...] = ()
    mean: Mean | None = None
    # How many answered above the middle of the scale.
    favourable: Share | None = None
    nps: Nps | None = None
    median: float | None = None

    @property
    def key(self) -> str:
        return self.line.key


@dataclass(frozen=True)
class SectionResult:
    """A section: its questions, and the mean of what each person answered on average to those on its scale."""

    section: Section
    lines: list[LineResult]
    mean: Mean | None
    ends: tuple[int, int]

    @property
    def title(self) -> str:
        return self.section.title


@dataclass(frozen=True)
class GroupRow:
    """One work unit: the mean of each section by its title, None where it stays hidden."""

    unit: int
    n: int | None
    means: list[tuple[str, Mean | None]]
    index: skm.Skm | None = None
    # The unit's public id, empty for answers that name none, and what it is called now.
    pid: str = ""
    name: str = ""


@dataclass(frozen=True)
class Results:
    """What may be shown of a run. `why` says in words why nothing is; then everything else is empty."""

    run: SurveyRun
    why: str = ""
    n: int = 0
    sections: list[SectionResult] = field(default_factory=list)
    groups: list[GroupRow] = field(default_factory=list)
    index: skm.Skm | None = None

    @property
    def shown(self) -> bool:
        return not self.why

    @property
    def caution(self) -> bool:
        """Few people: the figures may come out otherwise with others."""
        return self.n < CAUTION_BELOW

    @property
    def lines(self) -> dict[str, LineResult]:
        return {one.key: one for part in self.sections for one in part.lines}

    @property
    def nps(self) -> Nps | None:
        return next((one.nps for one in self.lines.values() if one.nps), None)

    @property
    def scaled(self) -> list[SectionResult]:
        """The sections that have a mean."""
        return [part for part in self.sections if part.mean is not None]


@dataclass(frozen=True, slots=True)
class Answered:
    """One person's answers, without the person."""

    unit: Unit
    answers: Mapping[str, Any]


class Answers(list[Answered]):
    """The answers of one run, and from how many on they may be shown: where one person gives several, more than five."""

    least = 0


def _least(people: Sequence[Answered]) -> int:
    return people.least if isinstance(people, Answers) else 0


def withheld(run: SurveyRun, n: int | None = None, least: int = 0) -> str:
    """Return in words why nothing of a run is shown, or nothing where it may be."""
    if run.state != RunState.CLOSED:
        return _(
            "Results are shown when the survey is closed: while answers come in, two looks could tell what one person said."
        )
    if n is not None and not enough(n, least):
        if run.audience == Audience.SUPERVISORS:
            return _(
                "Fewer than %(least)s supervisors answered. So that nobody is read out of it, nothing is shown."
            ) % {"least": least_shown()}
        return _("Fewer than %(least)s answers came in. So that nobody is read out of them, nothing is shown.") % {
            "least": least_shown()
        }
    return ""


def earlier_of(run: SurveyRun) -> SurveyRun | None:
    """Return the run this one is compared with; none where that one is about somebody whom this one is not about."""
    before = run.before
    if before is None:
        return None
    subject = whom(before)
    return before if subject is None or subject == whom(run) else None


def is_broken_down(run: SurveyRun) -> bool:
    """Whether answers carry a unit by which results may be shown. Of supervisors none is: most units have one."""
    return run.audience == Audience.CLIENTS or (bool(run.by_unit) and run.audience != Audience.SUPERVISORS)


def results_from(
    run: SurveyRun, people: Sequence[Answered], *, group: WorkUnit | None = None, units: bool = True
) -> Results:
    """Return what may be shown of a run, or of one of its work units, from its answers; the units are not named yet.

    Without `units` the breakdown is left out.
    """
    least = _least(people)
    if why := withheld(run, len(people), least):
        return Results(run, why)
    sections = lines_of(run.version.content)
    cube = _Cube(people, flat(sections), broken_down=is_broken_down(run), least=least)
    if group is not None:
        return _of_group(run, group, sections, cube)
    return Results(
        run,
        n=len(people),
        sections=[_section(section, lines, cube) for section, lines in sections],
        groups=_groups(sections, cube) if units and cube.broken_down else [],
        index=_index(flat(sections), people, cube.shown),
    )


def answers_of(runs: Iterable[SurveyRun]) -> dict[int, Answers]:
    """Return the answers of runs by their key. One query, with supervisors two. A row's own key is random and reaches no figure."""
    runs = list(runs)
    found = {run.pk: Answers() for run in runs}
    for pk, least in least_of(runs).items():
        found[pk].least = least
    rows = SurveyResponse.objects.filter(run__in=found).order_by("pk")
    for run, unit, answers in rows.values_list("run_id", "work_unit_id", "answers"):
        found[run].append(Answered(unit, answers))
    return found


def least_of(runs: Iterable[SurveyRun]) -> dict[int, int]:
    """Return from how many answers on runs of supervisors may be shown. One query, without supervisors none.

    A supervisor answers about each of the own people and is one person. Whose an answer is nobody reads here: so many answers are asked
    for that five people gave them even if they were those who gave the most.
    """
    each: dict[int, Counter[object]] = {run.pk: Counter() for run in runs if run.audience == Audience.SUPERVISORS}
    if not each:
        return {}
    for one in SurveyInvitee.objects.filter(run__in=each, answered=True):
        each[one.run_id][one.who] += 1
    return {pk: least_answers(counted.values()) for pk, counted in each.items()}


# --- How it is counted ---


class _Cube:
    """Every value by question and unit, and which units stay hidden at which question."""

    def __init__(self, people: Sequence[Answered], lines: Sequence[Line], *, broken_down: bool, least: int = 0) -> None:
        self.people, self.broken_down, self.least = people, broken_down, least
        self.values: dict[str, list[tuple[Unit, Any]]] = defaultdict(list)
        for person in people:
            for line in lines:
                value = line.value(person.answers)
                if value is not None:
                    self.values[line.key].append((person.unit, value))
        self.counts = {line.key: Counter(unit for unit, _value in self.values[line.key]) for line in lines}
        self.hidden = {key: self._hidden(counts) for key, counts in self.counts.items()}
        self.hidden_units = self._hidden(Counter(person.unit for person in people))

    def _hidden(self, counts: Counter[Unit]) -> frozenset[Unit]:
        return hidden_groups(counts) if self.broken_down else frozenset()

    def shown(self, line: Line) -> bool:
        return enough(len(self.values[line.key]), self.least)

    def shown_in(self, line: Line, unit: Unit) -> bool:
        """Whether a question may be shown of one unit."""
        if not self.shown(line) or unit in self.hidden_units or unit in self.hidden[line.key]:
            return False
        return enough(self.counts[line.key][unit])

    def of(self, line: Line, unit: Unit) -> list[Any]:
        return [value for mine, value in self.values[line.key] if mine == unit]

    def all(self, line: Line) -> list[Any]:
        return [value for _unit, value in self.values[line.key]]


def _of_group(run: SurveyRun, group: WorkUnit, sections: Sequence[tuple[Section, list[Line]]], cube: _Cube) -> Results:
    """The same of one unit; what is hidden there is hidden whatever it would say."""
    if not cube.broken_down:
        return Results(run, _("This survey was declared without a breakdown by work unit."))
    people = [person for person in cube.people if person.unit == group.pk]
    n = len(people)
    if group.pk in cube.hidden_units or not enough(n):
        return Results(run, _("Too few answered in this unit, or in another one whose answers could be worked out."))
    parts = []
    for section, lines in sections:
        ends = ends_of(lines)
        mine = [one for one in lines if cube.shown_in(one, group.pk)]
        found = [
            _line(one, cube.of(one, group.pk)) if cube.shown_in(one, group.pk) else LineResult(one, 0, hidden=True)
            for one in lines
        ]
        parts.append(SectionResult(section, found, person_mean(people, _on_scale(mine, ends), ends), ends))
    index = _index(flat(sections), people, lambda line: cube.shown_in(line, group.pk))
    return Results(run, n=n, sections=parts, index=index)


def _section(section: Section, lines: list[Line], cube: _Cube) -> SectionResult:
    ends = ends_of(lines)
    found = [
        _line(one, cube.all(one)) if cube.shown(one) else LineResult(one, len(cube.values[one.key]), hidden=True)
        for one in lines
    ]
    counted = _on_scale([one for one in lines if cube.shown(one)], ends)
    return SectionResult(section, found, person_mean(cube.people, counted, ends), ends)


def _line(line: Line, values: list[Any]) -> LineResult:
    n = len(values)
    if line.is_scale:
        low, high = line.ends
        return LineResult(
            line,
            n,
            bars=_bars(line, Counter(values), n),
            mean=mean_of(values, least=low, most=high),
            favourable=share_of(sum(one > line.middle for one in values), n),
            nps=nps_of(values) if line.is_nps else None,
        )
    if line.is_text:
        return LineResult(line, n)
    if line.item.options:
        chosen = Counter(key for one in values for key in (one if isinstance(one, list) else [one]))
        return LineResult(line, n, bars=_bars(line, chosen, n))
    return LineResult(line, n, mean=mean_of(values), median=float(median(values)))


def _bars(line: Line, counted: Mapping[Any, int], n: int) -> tuple[Bar, ...]:
    return tuple(Bar(value, label, counted.get(value, 0), n) for value, label in line.steps())


def ends_of(lines: Sequence[Line]) -> tuple[int, int]:
    """The scale that most questions of a section share; the recommendation on 0–10 has a figure of its own."""
    counted = Counter(one.ends for one in lines if one.is_scale and not one.is_nps)
    return max(counted, key=lambda ends: (counted[ends], ends)) if counted else (0, 0)


def _on_scale(lines: Iterable[Line], ends: tuple[int, int]) -> list[Line]:
    return [one for one in lines if one.is_scale and not one.is_nps and one.ends == ends]


def person_mean(people: Iterable[Answered], lines: Sequence[Line], ends: tuple[int, int]) -> Mean | None:
    """The mean over people of each one's own mean: a person counts once, however many questions were left out."""
    own = []
    for person in people:
        given = [value for one in lines if (value := one.value(person.answers)) is not None]
        if given:
            own.append(Fraction(sum(given), len(given)))
    return mean_of(own, least=ends[0], most=ends[1]) if enough(len(own)) else None


def _groups(sections: Sequence[tuple[Section, list[Line]]], cube: _Cube) -> list[GroupRow]:
    """The units. A section's mean rests on the questions shown of that unit; where a unit's people are too few it is hidden."""
    of_unit: dict[Unit, list[Answered]] = defaultdict(list)
    for person in cube.people:
        of_unit[person.unit].append(person)
    columns = [(section.title, lines, ends_of(lines)) for section, lines in sections if ends_of(lines) != (0, 0)]
    rows = []
    for unit, people in of_unit.items():
        shown = unit not in cube.hidden_units
        cells = [
            (title, _of_unit(people, unit, lines, ends, cube) if shown else None) for title, lines, ends in columns
        ]
        index = _index(flat(sections), people, partial(cube.shown_in, unit=unit)) if shown else None
        rows.append(GroupRow(unit or 0, len(people) if shown else None, cells, index))
    return rows


def _of_unit(
    people: Sequence[Answered], unit: Unit, lines: Sequence[Line], ends: tuple[int, int], cube: _Cube
) -> Mean | None:
    return person_mean(people, _on_scale([one for one in lines if cube.shown_in(one, unit)], ends), ends)


def _index(lines: Sequence[Line], people: Sequence[Answered], shown: Callable[[Line], bool]) -> skm.Skm | None:
    """The satisfaction index of these people; None unless all nine elements are asked and may be shown."""
    asked = {one.skm: one for one in lines if one.skm}
    if len(asked) < skm.ELEMENTS or not all(shown(one) for one in asked.values()):
        return None
    given = {number: _values(line, people) for number, line in asked.items()}
    found = {number: mean_of(values, least=skm.LEAST, most=skm.MOST) for number, values in given.items()}
    elements = {number: mean for number, mean in found.items() if mean is not None}
    whole = []
    for person in people:
        own = [value for line in asked.values() if (value := line.value(person.answers)) is not None]
        if len(own) == skm.ELEMENTS:
            whole.append(Fraction(sum(own), skm.ELEMENTS))
    return skm.skm_from(elements, whole if enough(len(whole), _least(people)) else [])


def _values(line: Line, people: Iterable[Answered]) -> list[Any]:
    return [value for one in people if (value := line.value(one.answers)) is not None]
