"""Replication as a spreadsheet: the tables of the page, from the same queries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from lms.evaluation.enums import Finding
from lms.evaluation.figures import Criterion
from lms.evaluation.models import ProgrammeReport, Scorecard
from lms.evaluation.queries import replication as queries
from lms.evaluation.queries.replication import ScoreLine, UnitReadiness
from lms.evaluation.sheets import Table, workbook
from lms.people.enums import Column


def replication_xlsx(report: ProgrammeReport) -> bytes:
    """Return the workbook: scorecard, readiness, cost, recommendation, dissent."""
    return workbook([_scorecard(report), _readiness(report), _costs(report), _decisions(report), _dissents(report)])


def _scorecard(report: ProgrammeReport) -> Table:
    scorecard = Scorecard.objects.filter(report=report).select_related("report").first()
    heads = [
        _("Criterion"), _("Asked under"), _("Essential"), _("Threshold"), _("Threshold from"), _("Finding"), _("Value"),
        _("What was seen"), _("Source"), _("Link to the source"), _("By"), _("When (WIB)"),
    ]  # fmt: skip
    return Table(_("Scorecard"), heads, map(_score, queries.lines_of(scorecard) if scorecard else []))


def _score(line: ScoreLine) -> list[Any]:
    one, criterion = line.judgement, line.criterion
    yes = _("Yes") if criterion.essential else _("No")
    head = [criterion.local_title, Criterion(criterion.dac).label, yes, line.threshold, criterion.basis]
    if one is None:
        return [*head, _("Not judged yet")]
    finding = Finding(one.finding).label
    seen = "; ".join(filter(None, [*line.beside, one.words]))
    return [*head, finding, one.value, seen, line.source, one.link, one.actor.display_name, one.at]


def _readiness(report: ProgrammeReport) -> Table:
    heads = [_("Work unit"), _("Altogether")]
    for element in queries.ELEMENTS:
        heads += [str(element.label), _("how many"), _("what there is, and what is missing"), _("Source")]
    return Table(_("Readiness"), heads, map(_unit, queries.readiness_of(report)))


def _unit(unit: UnitReadiness) -> list[Any]:
    cells: list[Any] = [str(unit.candidate.work_unit), unit.label]
    for _element, entry in unit.cells:
        cells += [entry.get_state_display(), entry.amount, entry.words, entry.source] if entry else [""] * 4
    return cells


def _costs(report: ProgrammeReport) -> Table:
    heads = [
        _("Cohort"),
        _("Kind"),
        _("For what"),
        _("Amount in rupiah"),
        _("Source"),
        _("Entered by"),
        _("When (WIB)"),
    ]
    return Table(_("Cost"), heads, _cost_lines(report))


def _cost_lines(report: ProgrammeReport) -> Iterable[list[Any]]:
    cohorts, whole = queries.costs_of(report)
    for cohort, cost in cohorts:
        for one in cost.lines:
            yield [
                cohort.name, one.get_kind_display(), one.title, one.amount, one.source, one.entered_by.display_name,
                one.entered_at,
            ]  # fmt: skip
        yield [cohort.name, _("Total"), "", cost.total if cost.lines else None]
        yield [cohort.name, _("Graduates"), "", cost.graduates]
        yield [cohort.name, _("Cost per graduate"), "", cost.each]
    yield [_("All cohorts with costs"), _("Cost per graduate"), "", whole.each]


def _decisions(report: ProgrammeReport) -> Table:
    heads = [
        _("Recommendation"), _("Reasons"), _("Reasons in English"), _("Conditions and changes"),
        _("Conditions and changes in English"), _("By"), _("When (WIB)"),
    ]  # fmt: skip
    lines = [
        [
            one.get_choice_display(), one.reasons, one.reasons_en, one.conditions, one.conditions_en,
            one.actor.display_name, one.at,
        ]
        for one in queries.decisions_of(report)
    ]  # fmt: skip
    return Table(_("Recommendation"), heads, lines)


def _dissents(report: ProgrammeReport) -> Table:
    heads = [_("Work unit"), _("What the unit sees otherwise"), _("By"), _("When (WIB)"), _("Withdrawn (WIB)")]
    lines = [
        [Column(one.column).label, one.words, one.person.display_name, one.at, one.withdrawn_at]
        for one in queries.dissents_of(report)
    ]
    return Table(_("Dissenting opinions"), heads, lines)
