"""A cohort's field practice in one line: the page of figures and the report ask here, people with a seat alone counting."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, QuerySet

from courses.enums import SEATED
from courses.models import Cohort
from courses.queries.attended import percent_of
from courses.queries.learning import facts_of
from fieldpractice.enums import PresenceState, SessionState
from fieldpractice.models import Placement, Presence
from fieldpractice.queries.jp import field_jp
from fieldpractice.queries.logbook import earned_by, total_of
from fieldpractice.queries.logged import seen_by_week
from fieldpractice.queries.overview import own_weeks
from fieldpractice.weeks import WEEKS

# What being there is worth; leave does not count at all.
WORTH = {
    PresenceState.PRESENT: Fraction(1),
    PresenceState.PARTLY: Fraction(1, 2),
    PresenceState.ABSENT: Fraction(0),
}


def placed_in(cohort: Cohort) -> QuerySet[Placement]:
    """Return the placements of those with a seat."""
    return Placement.objects.filter(enrolment__cohort=cohort, enrolment__state__in=SEATED)


def seen_weeks(rows: QuerySet[Placement]) -> dict[int, int]:
    """Return by placement how many weeks the supervisor has seen as they stand now, 0 left out: four queries."""
    wanted = rows.order_by()
    return seen_by_week(own_weeks(wanted), wanted)


@dataclass(frozen=True)
class Totals:
    """What the page of figures shows. A share is None where there is nothing to divide by."""

    placed: int
    jp: Decimal | None
    seen: Decimal | None
    served: int
    hours: Decimal
    presence: Decimal | None


def totals_of(cohort: Cohort) -> Totals:
    """Return a cohort's field practice in sums: seven queries, however many people there are."""
    rows = placed_in(cohort)
    placed, logged = rows.count(), total_of(cohort)
    return Totals(
        placed=placed,
        jp=percent_of(earned_by(cohort), field_jp(facts_of(cohort).outline) * placed),
        seen=percent_of(sum(seen_weeks(rows).values()), WEEKS * placed),
        served=logged.served,
        hours=logged.hours,
        presence=_presence(cohort),
    )


def _presence(cohort: Cohort) -> Decimal | None:
    """How many of the sessions held were attended, by everybody who was asked and has no leave; in part counts half. One query."""
    rows = Presence.objects.filter(
        session__cohort=cohort,
        session__state=SessionState.HELD,
        enrolment__cohort=cohort,
        enrolment__state__in=SEATED,
    ).exclude(state=PresenceState.EXCUSED)
    counted = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    there = sum((WORTH[PresenceState(state)] * many for state, many in counted.items()), Fraction(0))
    return percent_of(Decimal(there.numerator) / there.denominator, sum(counted.values()))
