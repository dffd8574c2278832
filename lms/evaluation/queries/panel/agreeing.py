"""How far a panel's evaluators agree, from the scores each gave alone."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from statistics import fmean

from lms.evaluation import agreement
from lms.evaluation.models import PanelMember
from lms.evaluation.queries.panel.board import Board


@dataclass(frozen=True)
class Rater:
    """One evaluator among the others: how high the own scores lie, and how far from the panel's mean."""

    member: PanelMember
    mean: float
    off: float


@dataclass(frozen=True)
class PanelAgreement:
    """Agreement of the evaluators whose scores count, over the people all of them scored. `of` is how many are evaluated."""

    people: int
    of: int
    raters: list[Rater]
    icc: agreement.Agreement | None
    # Mean of the weighted kappas of each two evaluators on the bands (Light 1971).
    kappa: float | None

    @property
    def enough(self) -> bool:
        """Whether anything may be said of it."""
        return self.people >= agreement.LEAST_PEOPLE and len(self.raters) > 1


def agreement_of(board: Board) -> PanelAgreement:
    """Return how far the evaluators agree. No query: everything is on the board.

    It rests on who has scored, not on who sits now: a seat that ends, or begins after the work, changes nothing of it. Whoever may read it
    has given a score of each person in it, or gives none: it tells no score before its time.
    """
    raters, scored = scored_by_all(board)
    rows = [[float(one) for one in line] for line in scored.values()]
    if len(rows) < 2 or len(raters) < 2 or board.rules is None:
        return PanelAgreement(len(rows), len(board.people), [Rater(one, 0, 0) for one in raters], None, None)
    grand = fmean(value for row in rows for value in row)
    columns = list(zip(*rows, strict=True))
    found = [Rater(one, fmean(values), fmean(values) - grand) for one, values in zip(raters, columns, strict=True)]
    return PanelAgreement(len(rows), len(board.people), found, agreement.icc(rows), _kappa(board, rows))


def scored_by_all(board: Board) -> tuple[list[PanelMember], dict[int, list[Decimal]]]:
    """Return the evaluators who are compared, and by enrolment what each of them gave alone to those whom all of them scored."""
    raters = [one for one in board.members if _rates(board, one)]
    found = {
        pk: [one.alone[rater.pk].percent for rater in raters]
        for pk, one in board.panels.items()
        if raters and all(rater.pk in one.alone and rater.pk not in one.barred for rater in raters)
    }
    return raters, found


def _rates(board: Board, member: PanelMember) -> bool:
    """Whether a seat gave a score that counts, or owes one still: while it does, nobody is compared without it."""
    gave = any(member.pk in one.alone and member.pk not in one.barred for one in board.panels.values())
    open_ones = (board.panels[one.id] for one in board.people if one.id in board.panels and not board.locked(one))
    return gave or any(member.pk in one.awaited for one in open_ones)


def _kappa(board: Board, rows: list[list[float]]) -> float | None:
    _adopted, rules = board.in_force
    starts = sorted(float(band.start) for band in rules.bands)
    classes = [[sum(value >= start for start in starts) - 1 for value in row] for row in rows]
    kappas = [
        agreement.weighted_kappa([(row[a], row[b]) for row in classes], kinds=len(starts))
        for a, b in combinations(range(len(rows[0])), 2)
    ]
    known = [one for one in kappas if one is not None]
    return fmean(known) if known else None
