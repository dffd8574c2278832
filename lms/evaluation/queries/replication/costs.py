"""What cohorts cost, and what one graduate: nothing is said where nothing was entered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count

from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment
from lms.evaluation.models import CostItem, ProgrammeReport


@dataclass(frozen=True)
class Cost:
    """The cost of one cohort, or of several together. `each` is empty without lines or without graduates."""

    lines: list[CostItem] = field(default_factory=list)
    struck: list[CostItem] = field(default_factory=list)
    graduates: int = 0

    @property
    def total(self) -> Decimal:
        return sum((one.amount for one in self.lines), Decimal(0))

    @property
    def each(self) -> Decimal | None:
        return self.total / self.graduates if self.lines and self.graduates else None


def cost_of(cohort: Cohort) -> Cost:
    """Return the cost of one cohort: two queries."""
    return _costs([cohort])[cohort.pk]


def costs_of(report: ProgrammeReport) -> tuple[list[tuple[Cohort, Cost]], Cost]:
    """Return the cost of each cohort of a report, and of all together: three queries."""
    cohorts = list(report.cohorts.order_by("number", "pk"))
    found = _costs(cohorts)
    whole = Cost(
        [line for one in found.values() for line in one.lines],
        [line for one in found.values() for line in one.struck],
        # A cohort that entered no cost does not make the others' graduates cheaper.
        sum(one.graduates for one in found.values() if one.lines),
    )
    return [(cohort, found[cohort.pk]) for cohort in cohorts], whole


def _costs(cohorts: Iterable[Cohort]) -> dict[int, Cost]:
    ids = [cohort.pk for cohort in cohorts]
    lines: dict[int, list[CostItem]] = defaultdict(list)
    struck: dict[int, list[CostItem]] = defaultdict(list)
    for row in CostItem.objects.filter(cohort__in=ids).select_related("entered_by", "struck_by").order_by("kind", "pk"):
        (lines if row.struck_at is None else struck)[row.cohort_id].append(row)
    done = Enrolment.objects.filter(cohort__in=ids, state=EnrolmentState.COMPLETED).order_by()
    graduates = dict(done.values_list("cohort").annotate(Count("pk")))
    return {pk: Cost(lines[pk], struck[pk], graduates.get(pk, 0)) for pk in ids}
