"""What the evaluation says in the matrix: how ready the kiosks are (activity 3), how far report and recommendation are (activity 10)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.evaluation.enums import Element, Readiness, ReplicationChoice, ReportState
from lms.evaluation.models import (
    CandidateUnit,
    CriterionJudgement,
    ProgrammeReport,
    ReadinessEntry,
    ReplicationCriterion,
    ReplicationDecision,
)
from lms.programme.enums import CellState
from lms.programme.registry import CellNote

FACILITIES, REPORT = 3, 10
ACTIVITIES = frozenset({FACILITIES, REPORT})
# What makes a kiosk a kiosk, of the elements of readiness.
OF_FACILITIES = (Element.KIOSK, Element.EQUIPMENT, Element.CONNECTION)


def cells() -> Iterator[CellNote]:
    """Yield what the evaluation says of the newest report: four queries."""
    report = _newest()
    if report is None:
        yield CellNote(REPORT, CellState.PLANNED, _("no report yet"), words=_("The evaluation report is not begun yet"))
        return
    yield from _report(report)
    yield from _scorecard(report)
    yield from _readiness(report)


def _newest() -> ProgrammeReport | None:
    choice = ReplicationDecision.objects.filter(report=OuterRef("pk")).order_by("-number").values("choice")[:1]
    reports = ProgrammeReport.objects.annotate(choice=Subquery(choice))
    return reports.order_by("-created_at", "-pk").first()


def _page(report: ProgrammeReport) -> str:
    return reverse("evaluation:replication_detail", args=[report.public_id])


def _report(report: ProgrammeReport) -> Iterator[CellNote]:
    state = CellState.DONE if report.state == ReportState.FINAL else CellState.RUNNING
    words = _("%(report)s: %(state)s") % {"report": report.local_title, "state": report.get_state_display()}
    label = _("report: %(state)s") % {"state": report.get_state_display().lower()}
    yield CellNote(REPORT, state, label, _page(report), words=words)
    if choice := getattr(report, "choice", ""):
        words = _("Recommendation: %(choice)s") % {"choice": ReplicationChoice(choice).label}
        yield CellNote(REPORT, CellState.DONE, str(ReplicationChoice(choice).label), _page(report), words=words)
    else:
        words = _("No recommendation on replication is written yet")
        yield CellNote(REPORT, CellState.PLANNED, _("no recommendation yet"), _page(report), words=words)


def _scorecard(report: ProgrammeReport) -> Iterator[CellNote]:
    judged = Exists(CriterionJudgement.objects.filter(criterion=OuterRef("pk")))
    counted = ReplicationCriterion.objects.filter(scorecard__report=report).annotate(is_judged=judged)
    numbers = dict(counted.order_by().values_list("is_judged").annotate(Count("pk")))
    done, rest = numbers.get(True, 0), numbers.get(False, 0)
    if done:
        words = _("Criteria of replication judged: %(done)s of %(all)s") % {"done": done, "all": done + rest}
        label = _("%(done)s of %(all)s judged") % {"done": done, "all": done + rest}
        yield CellNote(REPORT, CellState.DONE, label, _page(report), words=words)
    if rest:
        label = ngettext("%(n)s criterion to judge", "%(n)s criteria to judge", rest) % {"n": rest}
        yield CellNote(REPORT, CellState.PLANNED, label, _page(report))


def _readiness(report: ProgrammeReport) -> Iterator[CellNote]:
    """How many candidate kiosks of each unit have what a kiosk needs."""
    units = dict(
        CandidateUnit.objects.filter(report=report, removed_at__isnull=True)
        .exclude(work_unit__column="")
        .order_by()
        .values_list("pk", "work_unit__column")
    )
    entries = ReadinessEntry.objects.filter(candidate__in=units, element__in=OF_FACILITIES).order_by("pk")
    said: dict[int, dict[str, str]] = defaultdict(dict)
    for candidate, element, state in entries.values_list("candidate", "element", "state"):
        said[candidate][element] = state
    all_units, ready = Counter[str](), Counter[str]()
    for pk, column in units.items():
        all_units[column] += 1
        states = said[pk]
        ready[column] += len(states) == len(OF_FACILITIES) and set(states.values()) == {Readiness.READY}
    for column, many in all_units.items():
        yield from _kiosks(column, ready[column], many, _page(report))


def _kiosks(column: str, ready: int, many: int, href: str) -> Iterator[CellNote]:
    numbers = {"ready": ready, "many": many, "rest": many - ready}
    if ready:
        words = _("Candidate kiosks with place, equipment and connection ready: %(ready)s of %(many)s") % numbers
        yield CellNote(FACILITIES, CellState.DONE, _("%(ready)s of %(many)s kiosks") % numbers, href, column, words)
    if ready < many:
        words = _("Candidate kiosks that still lack something, or have not said: %(rest)s") % numbers
        yield CellNote(FACILITIES, CellState.PLANNED, _("%(rest)s kiosks not ready") % numbers, href, column, words)
