"""How much of its classes a cohort attended: one definition for the page of classes, the matrix, the people at risk, the result and the report.

Counted in half JP of the classes held, so that nothing is rounded: late counts whole, half counts half, leave does not count, nor does who
is not on the list of a class.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, QuerySet, Sum, Value, When
from django.db.models.functions import Least

from cms.enums import StageKind
from courses.enums import EARNING, SEATED, AttendanceState, MeetingState
from courses.models import Attendance, ClassMeeting, Enrolment
from courses.queries.learning import CohortFacts

# Attended and held, in half JP.
HOURS = {
    "attended": Sum(
        Case(
            When(state__in=sorted(EARNING), then=F("meeting__jp") * 2),
            When(state=AttendanceState.HALF, then=F("meeting__jp")),
            default=Value(0),
            output_field=IntegerField(),
        )
    ),
    "held": Sum(F("meeting__jp") * 2),
}


def percent_of(part: int | Decimal, whole: int) -> Decimal | None:
    """Return a share in percent, exact: it is rounded once, where it is written. None where there is nothing to divide by."""
    return Decimal(part * 100) / whole if whole else None


def counting() -> QuerySet[Attendance]:
    """Return what counts of the lists of classes: of classes held, without leave, each at the cohort it was held for.

    Who moves to another cohort takes along what was attended (`services.attendance.carry_on`): it belongs to neither cohort's share.
    """
    rows = Attendance.objects.filter(
        meeting__state=MeetingState.HELD, meeting__jp__gt=0, enrolment__cohort=F("meeting__stage__cohort")
    )
    return rows.exclude(state=AttendanceState.EXCUSED).order_by()


def hours_by_person(cohort_id: int) -> dict[int, tuple[int, int]]:
    """Return for each person what was attended and what was held: one query."""
    rows = counting().filter(meeting__stage__cohort=cohort_id).values_list("enrolment")
    return {pk: (attended, held) for pk, attended, held in rows.annotate(**HOURS)}


def hours_by_stage(cohort_id: int) -> dict[str, dict[int, tuple[int, int]]]:
    """Return the same of each stage: one query."""
    rows = counting().filter(meeting__stage__cohort=cohort_id).values_list("meeting__stage__kind", "enrolment")
    found: dict[str, dict[int, tuple[int, int]]] = defaultdict(dict)
    for kind, pk, attended, held in rows.annotate(**HOURS):
        found[kind][pk] = attended, held
    return found


@dataclass(frozen=True)
class Attended:
    """A stage of a cohort in one share: of those with a seat, so many of whom there is something to count."""

    kind: str
    attended: int
    held: int
    people: int

    @property
    def stage(self) -> str:
        return str(StageKind(self.kind).label)

    @property
    def percent(self) -> Decimal | None:
        return percent_of(self.attended, self.held)


def attendance_of(cohort: CohortFacts) -> dict[str, Attended]:
    """Return how the stages were attended by those with a seat: one query."""
    rows = counting().filter(meeting__stage__cohort=cohort.id, enrolment__state__in=SEATED)
    grouped = rows.values_list("meeting__stage__kind").annotate(**HOURS, people=Count("enrolment", distinct=True))
    found = {row[0]: Attended(*row) for row in grouped}
    return {kind: found[kind] for kind in StageKind.values if kind in found}


def class_jp_to_earn(cohort: CohortFacts) -> int:
    """Return the JP that the classes held give to somebody who was at all of them; a module counts its JP once. One query."""
    held = ClassMeeting.objects.filter(stage__cohort=cohort.id, state=MeetingState.HELD).order_by()
    modules = cohort.outline.modules
    plain, by_module = 0, defaultdict[UUID, int](int)
    for jp, key in held.values_list("jp", "module_key"):
        if key in modules:
            by_module[key] = min(modules[key].jp, by_module[key] + jp)
        else:
            plain += jp
    return plain + sum(by_module.values())


def class_jp_percent(cohort: CohortFacts) -> Decimal | None:
    """Return how many percent of the JP of the classes held those with a seat have earned: two queries. None before a class was held."""
    if not (whole := class_jp_to_earn(cohort)):
        return None
    people = Enrolment.objects.filter(cohort_id=cohort.id, state__in=SEATED)
    found = people.aggregate(many=Count("pk"), earned=Sum(Least(F("class_jp"), Value(whole))))
    return percent_of(found["earned"] or 0, whole * found["many"])
