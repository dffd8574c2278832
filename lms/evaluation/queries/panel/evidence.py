"""What an evaluator has beside the sheet: the participant's components and the officer's page, as far as a panel may know them.

Neither the panel's own scores nor what they come to is here; nobody's evidence of clients, no file, no way to a page that is not for a panel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from courses.models import Enrolment
from fieldpractice.models import Placement
from fieldpractice.queries.lhpk import SectionRow, sections_in
from fieldpractice.queries.officer import Officer, officer
from lms.evaluation import schemes
from lms.evaluation.queries.panel.board import Board
from lms.evaluation.queries.panel.results import excused_of, sums_with
from lms.people.models import User


@dataclass(frozen=True)
class Evidence:
    """One participant's evidence. Without a placement there is no officer's page."""

    lines: list[schemes.Line]
    one: Officer | None
    report: list[SectionRow]
    report_number: int | None

    @property
    def weeks(self) -> list[Any]:
        return [week for week in self.one.weeks if week.begun] if self.one else []


def evidence_of(board: Board, enrolment: Enrolment, reader: User) -> Evidence:
    """Return what stands beside the sheet of one participant: the same number of queries for everybody with a placement."""
    lines: list[schemes.Line] = []
    if board.rules is not None:
        sums = sums_with(board.cohort, [enrolment.pk], board.rules, excused_of(board.cohort))[enrolment.pk]
        lines = [line for line in schemes.apply(board.rules, sums).lines if line.share.key != schemes.PANEL]
    named = ("enrolment__user", "enrolment__cohort__version", "work_unit", "supervisor", "lhpk__current")
    placement = Placement.objects.filter(enrolment=enrolment).select_related(*named).first()
    if placement is None:
        return Evidence(lines, None, [], None)
    report = getattr(placement, "lhpk", None)
    version = report.current if report else None
    return Evidence(
        lines=lines,
        one=officer(placement, reader, grades=True),
        report=sections_in(version) if version else [],
        report_number=version.number if version else None,
    )
