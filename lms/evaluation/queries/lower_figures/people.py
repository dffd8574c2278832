"""Who took part: seats, units, endings."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from courses.enums import SEATED, EnrolmentState
from courses.models import Cohort, Enrolment
from courses.queries.progress import given_up
from lms.evaluation.figures import Criterion, Figure, Reading, Rows, Unit, shared_facts
from lms.evaluation.queries.lower_figures.shares import PERSON, counts, day_of, decimal_of, page_of

S = EnrolmentState


class Seat(NamedTuple):
    """Somebody with a seat, and the sums kept on the enrolment."""

    id: int
    public_id: str
    state: str
    work_unit_id: int | None
    jp_done: int
    class_jp: int
    field_jp: int


@shared_facts
def seats(cohort: Cohort) -> list[Seat]:
    """Return everybody with a seat: one query."""
    rows = Enrolment.objects.filter(cohort=cohort, state__in=SEATED).order_by("public_id")
    return [Seat(*row) for row in rows.values_list(*Seat._fields)]


def _seated(cohort: Cohort) -> Reading:
    return Reading(Decimal(len(seats(cohort))), of=cohort.capacity)


def _seat_rows(cohort: Cohort) -> Rows:
    return Rows([PERSON, _("State")], [[one.public_id, S(one.state).label] for one in seats(cohort)])


@shared_facts
def unit_counts(cohort: Cohort) -> list[tuple[str, int]]:
    """Return how many people each unit has sent, the most first: one query."""
    rows = Enrolment.objects.filter(cohort=cohort, state__in=SEATED, work_unit__isnull=False).order_by()
    counted: dict[str, int] = dict(rows.values_list("work_unit__name").annotate(Count("pk")))
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def _unit_rows(cohort: Cohort) -> Rows:
    return Rows([_("Work unit"), _("Participants")], unit_counts(cohort))


def _unit_series(cohort: Cohort) -> Sequence[tuple[Any, int]]:
    return unit_counts(cohort)[:12]


def _completed(cohort: Cohort) -> Reading:
    people = seats(cohort)
    ended = [one for one in people if one.state in {S.COMPLETED, S.NOT_COMPLETED}]
    if not ended:
        return Reading(None, why=_("Nobody’s result has been released yet."))
    done = sum(one.state == S.COMPLETED for one in people)
    return Reading(decimal_of(Fraction(done * 100, len(people))), n=len(people))


@shared_facts
def leavers(cohort: Cohort) -> list[tuple[str, str, Any]]:
    """Return who gave up a seat: code, from which state, when. One query."""
    named = given_up(cohort.pk).values_list("enrolment__public_id", "before", "at")
    return [(code, before, at) for code, before, at in named]


def _leaver_rows(cohort: Cohort) -> Rows:
    lines = [[code, S(before).label, day_of(at)] for code, before, at in leavers(cohort)]
    return Rows([PERSON, _("State before"), _("Day")], lines)


PEOPLE_FIGURES = (
    Figure(
        key="people.seated",
        title=_("People with a seat"),
        unit=Unit.COUNT,
        criterion=Criterion.EFFICIENCY,
        activity_no=7,
        read=_seated,
        rows=_seat_rows,
        source=_("Enrolments of the cohort that are accepted, active or ended, of the seats the cohort has."),
        href=page_of("courses:cohort_people"),
    ),
    Figure(
        key="people.units",
        title=_("Work units that took part"),
        unit=Unit.COUNT,
        criterion=Criterion.RELEVANCE,
        activity_no=6,
        read=counts(unit_counts),
        rows=_unit_rows,
        series=_unit_series,
        source=_("Work units of everybody with a seat, each counted once."),
        href=page_of("courses:cohort_people"),
    ),
    Figure(
        key="people.completed",
        title=_("Completed the course"),
        unit=Unit.PERCENT,
        criterion=Criterion.EFFECTIVENESS,
        activity_no=9,
        read=_completed,
        rows=_seat_rows,
        source=_("People whose enrolment is completed, of everybody with a seat."),
        href=page_of("courses:cohort_people"),
    ),
    Figure(
        key="people.withdrawn",
        title=_("Gave up their seat"),
        unit=Unit.COUNT,
        criterion=Criterion.EFFICIENCY,
        activity_no=7,
        read=counts(leavers),
        rows=_leaver_rows,
        source=_("Steps of enrolments from a seat to withdrawn."),
        href=page_of("courses:cohort_people"),
    ),
)
