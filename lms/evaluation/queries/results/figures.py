"""What a cohort's surveys say in one figure each, for the report: the latest closed survey of its kind, its figure, and the rows behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import Cohort
from lms.evaluation.enums import Audience, Level, RunState
from lms.evaluation.figures import Reading, Rows, Worded
from lms.evaluation.models import SurveyRun
from lms.evaluation.queries.results.keeping import counted_once, key_of
from lms.evaluation.queries.results.lines import Line, flat, lines_of
from lms.evaluation.queries.results.reading import (
    LineResult,
    Results,
    answers_of,
    ends_of,
    person_mean,
    results_from,
    withheld,
)
from lms.evaluation.queries.results.shown import Told, told_by
from lms.evaluation.statistics import Mean, rounded

# How many elements the public satisfaction index has.
ELEMENTS = 9
# What a mean says beside its n: of which scale it is.
SCALE = gettext_lazy("on a scale of %(least)s to %(most)s")


@dataclass(frozen=True)
class Source:
    """Which survey a figure is read from, and which questions of it: those of a group, or None for a figure of the whole survey."""

    level: Level
    audience: Audience
    group: str = ""


def latest_run(cohort: Cohort, source: Source) -> SurveyRun | None:
    """Return the survey last closed of this kind that is about the training as a whole and asks what is read; if none does, the last.

    One query.
    """
    rows = SurveyRun.objects.filter(
        cohort=cohort,
        audience=source.audience,
        version__questionnaire__level=source.level,
        state=RunState.CLOSED,
        subject_user__isnull=True,
        subject_meeting__isnull=True,
    )
    newest = list(rows.select_related("version").order_by("-closed_at", "-pk"))
    return next((run for run in newest if _asks(run, source)), newest[0] if newest else None)


def _asks(run: SurveyRun, source: Source) -> bool:
    lines = flat(lines_of(run.version.content))
    if source.group:
        return any(_is_measured(line, source.group) for line in lines)
    if source.audience == Audience.CLIENTS:
        return len({line.skm for line in lines if line.skm}) == ELEMENTS
    return any(line.is_nps for line in lines)


def _read(cohort: Cohort, source: Source) -> tuple[Results | None, Mean | None]:
    """The results, and the mean over people of their own mean in the group's questions. One query, the first time two."""
    run = latest_run(cohort, source)
    if run is None:
        return None, None
    if why := withheld(run):
        return Results(run, why), None
    told, mean = counted_once(key_of("figure", [run], source.group), lambda: _count(run, source.group))
    return Results(run, **told), mean


def _count(run: SurveyRun, group: str) -> tuple[Told, Mean | None]:
    people = answers_of([run])[run.pk]
    results = results_from(run, people, units=False)
    counted = [one.line for one in _counted(results, group)]
    return told_by(results), person_mean(people, counted, counted[0].ends) if counted else None


def _counted(results: Results, group: str) -> list[LineResult]:
    """The questions of a group that are shown, on the scale that most of them share: of two scales there is no mean."""
    asked = [one for one in results.lines.values() if _is_measured(one.line, group) and not one.hidden]
    ends = ends_of([one.line for one in asked])
    return [one for one in asked if one.line.ends == ends]


def _is_measured(line: Line, group: str) -> bool:
    return line.is_scale and not line.is_nps and line.item.group == group


def mean_reading(source: Source) -> Callable[[Cohort], Reading]:
    """Return what reads the mean of a group of questions."""

    def read(cohort: Cohort) -> Reading:
        results, mean = _read(cohort, source)
        if results is None or not results.shown:
            return Reading(None, why=results.why if results else _none())
        if mean is None:
            return Reading(None, why=_no_mean(results, source.group))
        least, most = _counted(results, source.group)[0].line.ends
        return Reading(
            rounded(mean.value), n=mean.n, of=results.n, spread=rounded(mean.spread),
            low=rounded(mean.low), high=rounded(mean.high), scale=Worded(SCALE, least=least, most=most),
        )  # fmt: skip

    return read


def _no_mean(results: Results, group: str) -> str:
    lines = [one.line for one in results.lines.values() if one.line.item.group == group]
    if lines and not any(line.is_scale for line in lines):
        return _("The survey asks this without a scale: its answers are counted, and have no mean.")
    return _("The survey does not ask this, or too few answered it.")


def nps_reading(source: Source) -> Callable[[Cohort], Reading]:
    """Return what reads the net promoter score."""

    def read(cohort: Cohort) -> Reading:
        results, _mean = _read(cohort, source)
        if results is None or not results.shown:
            return Reading(None, why=results.why if results else _none())
        nps = results.nps
        if nps is None:
            return Reading(None, why=_("The survey does not ask this, or too few answered it."))
        return Reading(rounded(nps.value), n=nps.n, of=results.n, low=rounded(nps.low), high=rounded(nps.high))

    return read


def skm_reading(source: Source) -> Callable[[Cohort], Reading]:
    """Return what reads the public satisfaction index."""

    def read(cohort: Cohort) -> Reading:
        results, _mean = _read(cohort, source)
        if results is None or not results.shown:
            return Reading(None, why=results.why if results else _none())
        index = results.index
        if index is None:
            return Reading(None, why=_("The survey does not ask all nine elements, or too few answered one of them."))
        return Reading(index.index, n=index.n, of=results.n, spread=index.spread, low=index.low, high=index.high)

    return read


def _none() -> str:
    return _("No survey of this kind has been closed yet.")


def rows_behind(source: Source) -> Callable[[Cohort], Rows]:
    """Return what gives the questions behind a figure, each with how often every answer was given."""

    def rows(cohort: Cohort) -> Rows:
        results, _mean = _read(cohort, source)
        lines: Sequence[LineResult] = []
        if results is not None and results.shown:
            lines = _counted(results, source.group) if source.group else _whole(results)
        heads = [
            gettext_lazy("Question"),
            gettext_lazy("n"),
            gettext_lazy("Mean"),
            gettext_lazy("Standard deviation"),
            gettext_lazy("Interval from"),
            gettext_lazy("Interval to"),
            gettext_lazy("Each answer"),
        ]
        return Rows(heads, [_row(one) for one in lines])

    return rows


def _whole(results: Results) -> list[LineResult]:
    """The questions behind a figure of the whole survey: the recommendation, or the nine elements."""
    if results.index:
        return [one for one in results.lines.values() if one.line.skm]
    return [one for one in results.lines.values() if one.nps]


def _row(one: LineResult) -> list[object]:
    mean = one.mean
    told = ", ".join(f"{bar.value}: {bar.count}" for bar in one.bars)
    if mean is None:
        return [one.line.text, one.n, None, None, None, None, told]
    return [
        one.line.text, one.n, rounded(mean.value), rounded(mean.spread), rounded(mean.low), rounded(mean.high), told
    ]  # fmt: skip


def href_of(source: Source) -> Callable[[Cohort], str]:
    """Return what leads to the page that shows the figure; nothing where there is none."""

    def href(cohort: Cohort) -> str:
        run = latest_run(cohort, source)
        return reverse("evaluation:survey_results", args=[run.public_id]) if run else ""

    return href
