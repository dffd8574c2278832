"""The figures of the register. Each has its one definition here: the page, the briefing and the report ask the same.

A duplicate counts with what it is merged into. A unit counts once for a constraint, however many of its people meet it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from math import ceil
from statistics import median
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.models import Cohort
from courses.queries.attended import percent_of
from courses.registry import SubjectOffer
from fieldpractice.enums import OPEN_CONSTRAINTS, AnswerKind, ConstraintState, Service, Severity
from fieldpractice.models import Constraint, ConstraintAnswer, ConstraintEvent, ConstraintVoice
from lms.people import clock
from lms.ui.addresses import address_of

S = ConstraintState
DAY = timedelta(days=1)
# Most subjects offered for a second training, and most units of a chart.
MOST_SUBJECTS, MOST_UNITS = 30, 12
MEASURED = (S.DISCUSSED, S.ASSIGNED, S.STRENGTHENED, S.RESOLVED)


def open_constraints(cohort: Cohort) -> QuerySet[Constraint]:
    """Return what is on somebody's hands in a cohort, shared by most units and gravest first."""
    rows = Constraint.objects.filter(cohort=cohort, merged_into__isnull=True, state__in=OPEN_CONSTRAINTS)
    return rows.select_related("work_unit").order_by("-units_count", "-severity", "raised_at", "pk")


@dataclass(frozen=True)
class Briefing:
    """What a session has to know of the register."""

    open: int
    new: int
    resolved: int
    by_service: list[tuple[str, int]]
    by_unit: list[tuple[str, int]]
    by_severity: list[tuple[str, int]]

    @property
    def resolved_percent(self) -> Decimal | None:
        """How many of those raised are resolved, of the same time."""
        return percent_of(self.resolved, self.new)


def briefing_of(cohort: Cohort, since: datetime | None = None) -> Briefing:
    """Return how many are open, by service, unit and severity, and how many were raised and resolved since an instant. Five queries."""
    whole = Constraint.objects.filter(cohort=cohort, merged_into__isnull=True)
    rows = list(whole.filter(state__in=OPEN_CONSTRAINTS).values_list("service", "severity"))
    later = whole if since is None else whole.filter(raised_at__gte=since)
    ended = whole.filter(state=S.RESOLVED)
    return Briefing(
        open=len(rows),
        new=later.count(),
        resolved=(ended if since is None else ended.filter(state_at__gte=since)).count(),
        by_service=by_service(service for service, _severity in rows),
        by_unit=by_unit(cohort),
        by_severity=by_severity(severity for _service, severity in rows),
    )


def service_name(number: int | None) -> str:
    return str(Service(number).label) if number else _("No service named")


def by_service(services: Iterable[int | None]) -> list[tuple[str, int]]:
    """Return how often each service is named, the most first."""
    return _most(Counter(map(service_name, services)).items())


def by_severity(levels: Iterable[int]) -> list[tuple[str, int]]:
    """Return how many there are of each severity, the gravest first."""
    counted = Counter(levels)
    return [(str(Severity(level).label), counted[level]) for level in sorted(counted, reverse=True)]


def _most(counted: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(counted, key=lambda pair: (-pair[1], pair[0]))


def by_unit(cohort: Cohort | int) -> list[tuple[str, int]]:
    """Return how many open constraints each unit meets, raised or shared, the most first. Two queries."""
    raised = list(
        Constraint.objects.filter(cohort=cohort).values_list(
            "pk", "merged_into", "state", "work_unit", "work_unit__name"
        )
    )
    whole = {pk: merged or pk for pk, merged, _state, _unit, _name in raised}
    still = {pk for pk, merged, state, _unit, _name in raised if state in OPEN_CONSTRAINTS and not merged}
    voices = ConstraintVoice.objects.filter(constraint__cohort=cohort)
    said = voices.values_list("constraint", "work_unit", "work_unit__name")
    met = {(whole[pk], unit, name) for pk, _merged, _state, unit, name in raised if unit}
    met |= {(whole[pk], unit, name) for pk, unit, name in said if unit}
    counted = Counter((unit, name) for pk, unit, name in met if pk in still)
    return _most((name, many) for (_unit, name), many in counted.items())


@dataclass(frozen=True)
class StateDays:
    """How long constraints took from being raised to a state: how many came there, the median and the longest, in days."""

    state: str
    label: str
    count: int
    median: float | None
    longest: float | None


def days_to_state(cohort: Cohort) -> list[StateDays]:
    """Return the days from being raised to the first time in each state, duplicates left out. One query."""
    return _days(_steps(cohort))


def days_of(events: Iterable[ConstraintEvent]) -> dict[str, float]:
    """Return the same of one constraint: days from being raised to the first time in each state."""
    return _first_times((event.after, event.at) for event in events)


@dataclass(frozen=True)
class _Step:
    constraint: int
    before: str
    after: str
    at: datetime


def _steps(cohort: Cohort) -> list[_Step]:
    rows = ConstraintEvent.objects.filter(constraint__cohort=cohort, constraint__merged_into__isnull=True)
    return [_Step(*row) for row in rows.order_by("at", "pk").values_list("constraint_id", "before", "after", "at")]


def _days(steps: list[_Step]) -> list[StateDays]:
    of: dict[int, list[tuple[str, datetime]]] = {}
    for step in steps:
        of.setdefault(step.constraint, []).append((step.after, step.at))
    taken = [_first_times(one) for one in of.values()]
    return [_state_days(state, [one[state] for one in taken if state in one]) for state in MEASURED]


def _state_days(state: ConstraintState, days: list[float]) -> StateDays:
    middle = round(median(days), 1) if days else None
    return StateDays(state.value, str(state.label), len(days), middle, round(max(days), 1) if days else None)


def _first_times(steps: Iterable[tuple[str, datetime]]) -> dict[str, float]:
    first: dict[str, datetime] = {}
    for after, at in steps:
        first.setdefault(after, at)
    raised = first.get(S.RAISED.value)
    if raised is None:
        return {}
    return {state: (at - raised) / DAY for state, at in first.items() if state != S.RAISED.value}


def strengthened_lessons(cohort: Cohort) -> list[tuple[str, str, str]]:
    """Return the lessons that were made stronger for a constraint of the cohort: title, digest before, digest after. One query."""
    rows = ConstraintAnswer.objects.filter(
        constraint__cohort=cohort, kind=AnswerKind.MATERIAL, lesson_key__isnull=False, after__isnull=False
    ).order_by("at", "pk")
    found: dict[Any, tuple[str, str, str]] = {}
    for key, title, before, after in rows.values_list("lesson_key", "lesson_title", "digest_before", "digest_after"):
        found[key] = title, before[:12], after[:12]
    return list(found.values())


@dataclass(frozen=True)
class Figures:
    """What the page of figures shows of one cohort."""

    cohort: Cohort
    steps: list[_Step]
    briefing: Briefing
    strengthened: int

    @cached_property
    def days(self) -> list[StateDays]:
        return _days(self.steps)

    @cached_property
    def weeks(self) -> list[dict[str, Any]]:
        """The series of the chart: raised and resolved in each week of seven days since the first, and open at its end."""
        if not self.steps:
            return []
        begin, end = self.steps[0].at, max(clock.now(), self.steps[-1].at)
        many = max(1, ceil((end - begin + timedelta(microseconds=1)) / (7 * DAY)))
        raised, resolved, opened = [0] * many, [0] * many, [0] * many
        for step in self.steps:
            week = int((step.at - begin) / (7 * DAY))
            raised[week] += step.before == ""
            resolved[week] += step.after == S.RESOLVED.value
            opened[week] += (step.after != S.RESOLVED.value) - (step.before in OPEN_CONSTRAINTS)
        still = [sum(opened[: week + 1]) for week in range(many)]
        series = ((_("Raised"), raised), (_("Resolved"), resolved), (_("Open at the end of the week"), still))
        return [{"name": name, "points": [(str(n), v) for n, v in enumerate(row, 1)]} for name, row in series]


def figures_of(cohort: Cohort) -> Figures:
    """Return the figures of a cohort. The same number of queries however many constraints there are."""
    return Figures(cohort, _steps(cohort), briefing_of(cohort), len(strengthened_lessons(cohort)))


def subjects_for_training(cohort: Cohort) -> list[SubjectOffer]:
    """Return what the second training should teach: the open constraints by how many people meet them, then by severity. One query."""
    rows = Constraint.objects.filter(cohort=cohort, merged_into__isnull=True, state__in=OPEN_CONSTRAINTS)
    rows = rows.order_by("-people_count", "-severity", "raised_at", "pk")[:MOST_SUBJECTS]
    return [
        SubjectOffer(
            ref=f"constraint:{one.public_id}",
            title=one.title,
            count=max(one.people_count, 1),
            severity=_("severity: %(severity)s") % {"severity": one.get_severity_display()},
            url=address_of("fieldpractice:constraint_detail", one.public_id),
        )
        for one in rows
    ]
