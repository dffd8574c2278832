"""Schemes as they are listed, and what would come out of one for a cohort before it is adopted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import fmean
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from lms.evaluation import schemes
from lms.evaluation.components import EXCUSED, Sum
from lms.evaluation.models import CohortScheme, Scheme
from lms.evaluation.queries.panel.board import Person, adopted_by, people_of
from lms.evaluation.queries.panel.results import excused_of, sums_with
from lms.evaluation.schemes import Result, Rules, Share

RUBRICS = ((schemes.PANEL, _("Rubric of the panel")), (schemes.ATTITUDE, _("Rubric of attitude")))


@dataclass(frozen=True)
class SchemeRow:
    scheme: Scheme
    components: int
    cohorts: list[str]


def scheme_rows() -> list[SchemeRow]:
    """Return every scheme with the cohorts that adopted it: two queries."""
    used: dict[int, list[str]] = defaultdict(list)
    for row in CohortScheme.objects.select_related("cohort").order_by("cohort__number"):
        used[row.scheme_id].append(str(row.cohort))
    return [SchemeRow(one, len(one.content["components"]), used[one.pk]) for one in Scheme.objects.all()]


def cohorts_using(scheme: Scheme) -> list[CohortScheme]:
    """Return the cohorts that adopted a scheme: one query."""
    return list(scheme.cohorts.select_related("cohort", "adopted_by").order_by("cohort__number"))


@dataclass(frozen=True)
class OutlookRow:
    """One person by this scheme, and by the one adopted now, where there is another."""

    person: Person
    result: Result
    now: Result | None

    @property
    def turns(self) -> bool:
        """Whether the scheme changes who passes."""
        return self.now is not None and self.now.passed != self.result.passed


@dataclass(frozen=True)
class ShareOutlook:
    """One component over a whole cohort: for how many it is there, its mean, and how many do not reach the minimum."""

    share: Share
    there: int
    mean: float | None
    below: int

    @property
    def empty(self) -> bool:
        """Whether nobody has anything in it: still to be scored, or never offered to this cohort."""
        return self.there == 0


@dataclass(frozen=True)
class Outlook:
    """What would come out of a scheme for a cohort as it stands. `assumed` is what was put in for components that nobody has yet."""

    rules: Rules
    adopted: CohortScheme | None
    rows: list[OutlookRow]
    # Those of whom the reader may know what comes out: all that is counted is counted over them.
    told: list[OutlookRow]
    shares: list[ShareOutlook]
    assumed: Decimal | None

    @property
    def results(self) -> int:
        return sum(row.result.score is not None for row in self.told)

    @property
    def passed(self) -> int:
        return sum(row.result.passed is True for row in self.told)

    @property
    def without(self) -> int:
        return len(self.told) - self.results

    @property
    def turning(self) -> int:
        return sum(row.turns for row in self.told)

    @property
    def bands(self) -> list[tuple[str, int]]:
        keys = [row.result.band.key for row in self.told if row.result.band]
        return [(band.label, keys.count(band.key)) for band in self.rules.bands]

    @property
    def empty_shares(self) -> list[Share]:
        return [one.share for one in self.shares if one.empty]


def outlook_of(
    scheme: Scheme, cohort: Cohort, *, assumed: Decimal | None = None, without: Collection[int] = ()
) -> Outlook:
    """Return what a scheme would make of a cohort today: as many queries for one person as for thousands.

    A component that nobody has anything in yet (the panel before it has scored) is left out with its weight, or, where something is assumed
    for it, counted with that for everybody. A part missing for some alone is missing, as it would be at the lock. The people `without` are kept
    from the reader: no figure tells what their panel came to.
    """
    rules, adopted = schemes.read(scheme.content), adopted_by(cohort)
    other = schemes.read(adopted.scheme.content) if adopted and adopted.scheme_id != scheme.pk else None
    people = people_of(cohort)
    ids = [one.id for one in people]
    keys = list(dict.fromkeys([*rules.keys, *(other.keys if other else ())]))
    sums = sums_with(cohort, ids, rules, excused_of(cohort), keys=keys)
    known = {key: [pk for pk in ids if key != schemes.PANEL or pk not in without] for key in keys}
    there = {key: sum(sums[pk][key].share is not None for pk in known[key]) for key in keys}
    stand_in = EXCUSED if assumed is None else Sum(Fraction(assumed), 100)
    empty = {key: stand_in for key in keys if not there[key]}
    rows = [
        OutlookRow(
            one,
            schemes.apply(rules, sums[one.id] | empty),
            schemes.apply(other, sums[one.id] | empty) if other else None,
        )
        for one in people
    ]
    told = [row for row in rows if row.person.id not in without]
    shares = [
        _share(place, share, told if share.key == schemes.PANEL else rows, there[share.key])
        for place, share in enumerate(rules.shares)
    ]
    return Outlook(rules, adopted, rows, told, shares, assumed)


def _share(place: int, share: Share, rows: list[OutlookRow], there: int) -> ShareOutlook:
    lines = [row.result.lines[place] for row in rows]
    known: list[Any] = [line.percent for line in lines if line.percent is not None] if there else []
    below = sum(line.met is False for line in lines) if there else 0
    return ShareOutlook(share, there, fmean(map(float, known)) if known else None, below)
