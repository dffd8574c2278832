"""Figures of a report about units and competencies: the same queries that their screens ask, as readings with their rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from assignments.statistics import HIDDEN_BELOW, paired_gain
from courses.models import Cohort
from lms.evaluation.figures import Reading, Rows
from lms.evaluation.indicators import Change, rounded
from lms.evaluation.queries.competencies import gains_by_person
from lms.evaluation.queries.indicators import change_in
from lms.evaluation.queries.lower_figures.shares import decimal_of
from lms.people.models import WorkUnit


def change_reading(cohort: Cohort, *, key: str, later: bool) -> Reading:
    """Return the mean difference of one indicator with its interval; why not, where no unit is whole."""
    change = change_in(cohort, key, later=later)
    if not change.n:
        why = _("No unit has reported every month of the baseline and of the months after.")
        return Reading(None, 0, len(change.units), why=why)
    known = change.figures
    return Reading(
        change.difference,
        n=change.n,
        of=len(change.units),
        spread=rounded(known.spread) if known else None,
        low=rounded(known.low) if known else None,
        high=rounded(known.high) if known else None,
        why="" if known else _("One unit alone gives no interval."),
    )


def change_rows(cohort: Cohort, *, key: str, later: bool) -> Rows:
    """Return each unit's figure before and after, and whether it counts."""
    change = change_in(cohort, key, later=later)
    heads = [
        _("Work unit"),
        _("Before"),
        _("After"),
        _("Difference"),
        _("Months before"),
        _("Months after"),
        _("Counts"),
    ]
    return Rows(heads, _unit_lines(change))


def _unit_lines(change: Change) -> Iterator[Sequence[Any]]:
    names = dict(WorkUnit.objects.filter(pk__in=[one.unit_id for one in change.units]).values_list("pk", "name"))
    for one in change.units:
        figures = (_value(one.before.value), _value(one.after.value), _value(one.difference))
        yield [
            names[one.unit_id],
            *figures,
            one.before.reported,
            one.after.reported,
            _("yes") if one.counts else _("no"),
        ]


def _value(value: Fraction | None) -> Decimal | None:
    return None if value is None else rounded(value)


def gain_reading(cohort: Cohort) -> Reading:
    """Return the mean gain of people over the topics of the tests; nothing for fewer than five."""
    gains = [gain for _enrolment, gain in gains_by_person(cohort)]
    if len(gains) < HIDDEN_BELOW:
        return Reading(None, len(gains), why=_("Figures are shown from five people up who have both."))
    known = paired_gain([0.0] * len(gains), [float(gain) for gain in gains])
    ends = (known.spread, known.low, known.high) if known else ()
    # Rounding happens once, where a figure is shown.
    return Reading(
        decimal_of(sum(gains, Fraction(0)) / len(gains)), len(gains), None, *(Decimal(repr(one)) for one in ends)
    )


def gain_rows(cohort: Cohort) -> Rows:
    """Return the gains by size, nobody's name or code among them: a result of a test is its owner's."""
    heads, gains = [_("No."), _("Gain")], sorted(gain for _enrolment, gain in gains_by_person(cohort))
    if len(gains) < HIDDEN_BELOW:
        return Rows(heads, [])
    return Rows(heads, [(n, rounded(gain)) for n, gain in enumerate(gains, 1)])
