"""Figures of a report about units and competencies: the same queries that their screens ask, as readings with their rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from statistics import fmean
from typing import Any

from django.utils.translation import gettext_lazy as _

from assignments.statistics import HIDDEN_BELOW, paired_gain
from courses.models import Cohort, Enrolment
from lms.evaluation.figures import Reading, Rows
from lms.evaluation.indicators import Change, rounded
from lms.evaluation.queries.competencies import gains_by_person
from lms.evaluation.queries.indicators import change_in
from lms.people.models import WorkUnit


class Worded:
    """A sentence with parts, put together when it is read: in the reader's language."""

    def __init__(self, words: Any, **parts: Any) -> None:
        self.words, self.parts = words, parts

    def __str__(self) -> str:
        return str(self.words) % {name: str(part) for name, part in self.parts.items()}


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
    gains = [float(gain) for _enrolment, gain in gains_by_person(cohort)]
    if len(gains) < HIDDEN_BELOW:
        return Reading(None, len(gains), why=_("Figures are shown from five people up who have both."))
    known = paired_gain([0.0] * len(gains), gains)
    bounds = (rounded(known.spread), rounded(known.low), rounded(known.high)) if known else (None, None, None)
    return Reading(rounded(fmean(gains)), len(gains), None, *bounds)


def gain_rows(cohort: Cohort) -> Rows:
    """Return the gain of each person, by the person's number alone: a report names nobody."""
    gains = gains_by_person(cohort)
    if len(gains) < HIDDEN_BELOW:
        return Rows([_("Person"), _("Gain")], [])
    known = dict(Enrolment.objects.filter(pk__in=[one for one, _gain in gains]).values_list("pk", "public_id"))
    lines = sorted((known[enrolment], gain) for enrolment, gain in gains)
    return Rows([_("Person"), _("Gain")], lines)
