"""Everything about the replication of one report on one page, and as a spreadsheet."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.evaluation.enums import ReportState
from lms.evaluation.models import ProgrammeReport, Scorecard
from lms.evaluation.queries import replication as queries
from lms.evaluation.registry import replication_links
from lms.evaluation.replication_exports import replication_xlsx
from lms.evaluation.views.replication.shared import CHANGE, visible_report
from lms.people.access import needs, person
from lms.people.roles import hats_of
from lms.ui.downloads import XLSX, file_answer


@require_safe
@needs("evaluation.see_replication")
def replication_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """The scorecard with its evidence, readiness and cost, the recommendation with what units see otherwise."""
    report = visible_report(request, pid)
    scorecard = Scorecard.objects.filter(report=report).select_related("report", "created_by").first()
    lines = queries.lines_of(scorecard) if scorecard else []
    decisions, (costs, whole) = queries.decisions_of(report), queries.costs_of(report)
    units = queries.readiness_of(report)
    context = {
        "report": report,
        "scorecard": scorecard,
        "review": queries.review_of(scorecard) if scorecard else None,
        "lines": lines,
        "tally": queries.tally_of(lines),
        "has_figures": any(line.criterion.figure for line in lines),
        "units": units,
        "ready": sum(unit.state == "ready" for unit in units),
        "elements": queries.ELEMENTS,
        "costs": costs,
        "whole": whole,
        "decision": next(iter(decisions), None),
        "earlier": decisions[1:],
        "dissents": queries.dissents_of(report),
        "links": replication_links(request, report),
        "own": hats_of(request.user).columns,
        "may": _may(request, report, scorecard),
    }
    return render(request, "evaluation/replication_detail.html", context)


def _may(request: HttpRequest, report: ProgrammeReport, scorecard: Scorecard | None) -> dict[str, Any]:
    user, still_open = person(request), report.state != ReportState.FINAL
    agreed = scorecard is not None and scorecard.is_agreed
    changes = still_open and user.has_perm(CHANGE, report)
    draft = report.state == ReportState.DRAFT
    return {
        "change": changes,
        "draft": changes and not agreed,
        "judge": agreed and (changes or (draft and user.has_perm("evaluation.judge_replication", report))),
        "decide": changes and agreed,
        "reopen": still_open and agreed and user.has_perm("evaluation.reopen_scorecard", report),
        "dissent": draft and user.has_perm("evaluation.dissent", report),
    }


@require_safe
@needs("evaluation.see_replication")
def replication_export(request: HttpRequest, pid: str) -> HttpResponse:
    """The same as a spreadsheet, a sheet for each table."""
    return file_answer(replication_xlsx(visible_report(request, pid)), XLSX, _("replication") + ".xlsx")
