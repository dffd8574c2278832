"""How ready the candidate units are: the page, the spreadsheet, the report and the matrix ask here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from courses.models import Cohort
from lms.evaluation.enums import Element, Readiness, ReportState
from lms.evaluation.models import CandidateUnit, ProgrammeReport, ReadinessEntry
from lms.people.enums import UnitKind
from lms.people.models import WorkUnit

ELEMENTS = list(Element)


@dataclass(frozen=True)
class UnitReadiness:
    """One candidate with the latest word on each element; None where nothing was said."""

    candidate: CandidateUnit
    entries: dict[str, ReadinessEntry]

    @property
    def cells(self) -> list[tuple[Element, ReadinessEntry | None]]:
        return [(element, self.entries.get(element)) for element in ELEMENTS]

    @property
    def said(self) -> int:
        return len(self.entries)

    @property
    def state(self) -> str:
        """Ready when every element is; not ready when one is not; empty while something is not known."""
        states = {entry.state for entry in self.entries.values()}
        if Readiness.NOT_READY in states:
            return Readiness.NOT_READY
        if len(self.entries) < len(ELEMENTS):
            return ""
        return Readiness.READY if states == {Readiness.READY} else Readiness.PARTLY

    @property
    def label(self) -> str:
        return str(Readiness(self.state).label) if self.state else ""


def readiness_rows(candidates: QuerySet[CandidateUnit]) -> list[UnitReadiness]:
    """Return candidates with what was said last of each element: two queries, however many."""
    listed = list(candidates.select_related("work_unit").order_by("work_unit__name", "pk"))
    said: dict[int, dict[str, ReadinessEntry]] = defaultdict(dict)
    for row in _entries(listed):
        said[row.candidate_id][row.element] = row
    return [UnitReadiness(one, said[one.pk]) for one in listed]


def _entries(candidates: Iterable[CandidateUnit]) -> Iterable[ReadinessEntry]:
    return ReadinessEntry.objects.filter(candidate__in=list(candidates)).select_related("actor").order_by("pk")


def readiness_of(report: ProgrammeReport) -> list[UnitReadiness]:
    """Return the candidates of a report that are on its list: two queries."""
    return readiness_rows(CandidateUnit.objects.filter(report=report, removed_at__isnull=True))


def readiness_at(cohort: Cohort) -> list[UnitReadiness]:
    """Return the candidates of all reports on a cohort, each unit once with what was said last of it in any of them: two queries."""
    rows = CandidateUnit.objects.filter(report__cohorts=cohort, removed_at__isnull=True)
    found: dict[int, UnitReadiness] = {}
    for row in readiness_rows(rows):
        before = found.get(row.candidate.work_unit_id)
        entries = {**row.entries}
        for element, entry in (before.entries if before else {}).items():
            if element not in entries or entries[element].pk < entry.pk:
                entries[element] = entry
        found[row.candidate.work_unit_id] = UnitReadiness(row.candidate, entries)
    return list(found.values())


def asked_of(unit_ids: Iterable[int]) -> list[UnitReadiness]:
    """Return the candidates among these units of which something is still to be said: two queries."""
    rows = CandidateUnit.objects.filter(work_unit__in=list(unit_ids), removed_at__isnull=True).exclude(
        report__state=ReportState.FINAL
    )
    return [row for row in readiness_rows(rows.select_related("report")) if row.said < len(ELEMENTS)]


def units_to_name(report: ProgrammeReport) -> QuerySet[WorkUnit]:
    """Return the training centres that could be named as candidates and are not on the list."""
    listed = CandidateUnit.objects.filter(report=report, removed_at__isnull=True).values("work_unit")
    kinds = (UnitKind.BBPVP, UnitKind.BPVP, UnitKind.SATPEL, UnitKind.WORKSHOP)
    return WorkUnit.objects.filter(kind__in=kinds, is_active=True).exclude(pk__in=listed).order_by("name")
