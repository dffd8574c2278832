"""Figures of a cohort's results, as screens and reports say them. From released results alone; no name is in their rows."""

from __future__ import annotations

from decimal import Decimal
from math import sqrt
from statistics import fmean, stdev
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments.statistics import HIDDEN_BELOW, t_quantile
from courses.models import Cohort
from lms.evaluation.enums import EvaluationState
from lms.evaluation.figures import Reading, Rows, Worded, shared, shared_facts
from lms.evaluation.models import ParticipantEvaluation
from lms.evaluation.queries.panel.agreeing import PanelAgreement, agreement_of, scored_by_all
from lms.evaluation.queries.panel.board import board_of

# The 97.5 % point of the normal distribution.
Z = 1.959963984540054


class Released(NamedTuple):
    """A released result; of its facts only what the band is called."""

    score: Decimal | None
    passed: bool | None
    band: str
    band_title: str | None


@shared_facts
def _released(cohort: Cohort) -> list[Released]:
    rows = ParticipantEvaluation.objects.filter(enrolment__cohort=cohort, state=EvaluationState.RELEASED)
    named = rows.order_by("enrolment__public_id").values_list("score", "passed", "band", "facts__band__title")
    return [Released(*row) for row in named.iterator(2000)]


@shared
def _agreement(cohort: Cohort) -> tuple[PanelAgreement, list[list[Decimal]]]:
    """Return how far the evaluators agree, and the scores it rests on where all their results are released. The board is let go again."""
    board = board_of(cohort, words=False)
    _raters, scored = scored_by_all(board)
    released = {one.id for one in board.people if one.state == EvaluationState.RELEASED}
    return agreement_of(board), list(scored.values()) if scored.keys() <= released else []


def pass_rate(cohort: Cohort) -> Reading:
    """Return how many percent of the released results pass, with Wilson's interval (1927): one query."""
    rows = _released(cohort)
    if (why := _too_few(len(rows))) is not None:
        return why
    passed, many = sum(row.passed is True for row in rows), len(rows)
    low, high = wilson(passed, many)
    # Rounding happens once, where a figure is shown.
    return Reading(Decimal(passed * 100) / many, n=many, low=_dec(low * 100), high=_dec(high * 100))


def mean_score(cohort: Cohort) -> Reading:
    """Return the mean of the released results, with spread and a 95 % interval: one query."""
    scores = [row.score for row in _released(cohort) if row.score is not None]
    if (why := _too_few(len(scores))) is not None:
        return why
    many, values = len(scores), [float(one) for one in scores]
    spread = stdev(values)
    reach = t_quantile(0.975, many - 1) * spread / sqrt(many)
    mean = fmean(values)
    exact = sum(scores, Decimal(0)) / many
    return Reading(
        exact, n=many, spread=_dec(spread), low=_dec(max(0.0, mean - reach)), high=_dec(min(100.0, mean + reach))
    )


def panel_agreement(cohort: Cohort) -> Reading:
    """Return ICC(2,k) of the scores given alone: eight queries. Empty while too few people were scored by all."""
    found, _scores = _agreement(cohort)
    if found.icc is None or not found.enough:
        return Reading(None, n=found.people, of=found.of, why=_("Too few people were scored by every evaluator."))
    one = found.icc
    return Reading(
        _dec(one.average), n=found.people, of=found.of, low=_dec(one.average_low), high=_dec(one.average_high)
    )


def rows(cohort: Cohort) -> Rows:
    """Return the released results by size, and none where there are fewer than five: one query.

    Neither a name nor a code stands with a result: a report is read by people to whom a result says whose it is.
    """
    heads = [gettext_lazy("No."), gettext_lazy("Result"), gettext_lazy("Band"), gettext_lazy("Passed")]
    found = _released(cohort)
    if len(found) < HIDDEN_BELOW:
        return Rows(heads, [])
    found = sorted(found, key=lambda row: (row.score is not None, row.score or 0, row.passed is True))
    return Rows(heads, [(n, row.score, _band(row), row.passed) for n, row in enumerate(found, 1)])


def _band(row: Released) -> str:
    """What the band is called; its key alone says nothing."""
    return row.band_title or row.band


def agreement_rows(cohort: Cohort) -> Rows:
    """Return the scores an agreement rests on, one line a person: eight queries.

    By size and without seats or names, and only when every result among them is released: before that a score is its evaluator's.
    """
    found, scores = _agreement(cohort)
    many = len(found.raters)
    heads = [gettext_lazy("No."), *(Worded(gettext_lazy("Evaluator %(n)s"), n=n) for n in range(1, many + 1))]
    if len(scores) < HIDDEN_BELOW:
        return Rows(heads, [])
    columns = sorted(zip(*scores, strict=True))
    return Rows(heads, [(n, *line) for n, line in enumerate(sorted(zip(*columns, strict=True)), 1)])


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return the ends of the 95 % interval of a share: Wilson (1927), "Probable inference", JASA 22(158), 209–212."""
    share, square = part / whole, Z * Z
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    reach = Z / (1 + square / whole) * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _too_few(many: int) -> Reading | None:
    if many == 0:
        return Reading(None, n=0, why=_("No result is released yet."))
    if many < HIDDEN_BELOW:
        return Reading(None, n=many, why=_("Fewer than five results: nothing is said of them."))
    return None


def _dec(value: float) -> Decimal:
    return Decimal(repr(value))
