"""What several screens of replication need."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest

from lms.evaluation.models import ProgrammeReport, ReplicationCriterion
from lms.evaluation.queries.reports.visible import reports_visible_to
from lms.people.access import check, found, person
from lms.ui.form_pages import form_page as shared_form_page

# A conflict and a refusal are told apart by their status.
form_page = partial(shared_form_page, told_apart=True)

CHANGE = "evaluation.change_replication"


def visible_report(request: HttpRequest, pid: str) -> ProgrammeReport:
    """Return a report whose replication this reader may read, or raise Http404."""
    return found(reports_visible_to(person(request)).select_related("programme"), public_id=pid)


def report_to_change(request: HttpRequest, pid: str) -> ProgrammeReport:
    """Return a report this reader may write about; Http404, or the 403 page."""
    report = visible_report(request, pid)
    check(request, CHANGE, report)
    return report


def criterion_of(report: ProgrammeReport, pid: str) -> ReplicationCriterion:
    """Return one criterion of a report, or raise Http404."""
    rows = ReplicationCriterion.objects.filter(scorecard__report=report).select_related("scorecard__report")
    return found(rows, public_id=pid)
