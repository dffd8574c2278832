"""Where the course could be run next and how ready it is there; what a cohort cost."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from lms.evaluation.enums import ReportState
from lms.evaluation.forms.replication import CandidatesForm, CostForm, ReadinessForm, WhyForm
from lms.evaluation.models import CandidateUnit, CostItem, ReadinessEntry
from lms.evaluation.queries import replication as queries
from lms.evaluation.services import replication as services
from lms.evaluation.views.replication.shared import CHANGE, form_page, report_to_change
from lms.people.access import check, found, needs, person
from lms.people.errors import Refusal
from lms.ui.form_pages import GET_POST, done, posted

PAGE = "evaluation:replication_detail"


@require_http_methods(GET_POST)
@needs("evaluation.see_replication")
def candidate_add(request: HttpRequest, pid: str) -> HttpResponse:
    """Name units where the course could be run next."""
    report = report_to_change(request, pid)
    form = CandidatesForm(posted(request), units=queries.units_to_name(report))

    def act(data: dict[str, Any]) -> HttpResponse:
        rows = services.add_candidates(actor=person(request), report=report, units=list(data["units"]))
        words = ngettext(
            "%(n)s unit is named; its contacts are asked.",
            "%(n)s units are named; their contacts are asked.",
            len(rows),
        )
        return done(request, words % {"n": len(rows)}, PAGE, pid)

    return form_page(request, template="evaluation/candidate_add.html", form=form, act=act, context={"report": report})


@require_http_methods(GET_POST)
@needs("evaluation.see_readiness")
def candidate_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """How ready one unit is, with everything that was said; its contacts and organisers say it here."""
    rows = queries.candidates_visible_to(person(request)).select_related("report", "work_unit")
    row: CandidateUnit = found(rows, public_id=pid)
    may = person(request).has_perm("evaluation.enter_readiness", row) and row.report.state != ReportState.FINAL
    unit = queries.readiness_rows(CandidateUnit.objects.filter(pk=row.pk))[0]
    form = ReadinessForm(posted(request), entries=unit.entries)

    def act(data: dict[str, Any]) -> HttpResponse:
        check(request, "evaluation.enter_readiness", row)
        services.enter_readiness(actor=person(request), candidate=row, answers=form.answers(), last_id=data["last"])
        return done(request, _("Saved. It stands in the report."), row.get_absolute_url())

    if request.method == "POST":
        check(request, "evaluation.enter_readiness", row)
    context = {
        "report": row.report,
        "candidate": row,
        "unit": unit,
        "may": may and row.removed_at is None,
        "history": ReadinessEntry.objects.filter(candidate=row).select_related("actor").order_by("-pk"),
        "may_read_report": person(request).has_perm("evaluation.see_replication"),
        "may_remove": may and person(request).has_perm(CHANGE, row.report) and row.removed_at is None,
    }
    return form_page(request, template="evaluation/candidate_detail.html", form=form, act=act, context=context)


@require_POST
@needs("evaluation.see_readiness")
def candidate_remove(request: HttpRequest, pid: str) -> HttpResponse:
    """Take a unit off the list."""
    row = found(queries.candidates_visible_to(person(request)).select_related("report", "work_unit"), public_id=pid)
    check(request, CHANGE, row.report)
    try:
        services.remove_candidate(actor=person(request), candidate=row)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect(PAGE, row.report.public_id)
    return done(
        request, _("The unit is off the list. What was said of it stays on record."), PAGE, row.report.public_id
    )


@require_http_methods(GET_POST)
@needs("evaluation.see_replication")
def cost_add(request: HttpRequest, pid: str) -> HttpResponse:
    """Enter what a cohort cost."""
    report = report_to_change(request, pid)
    form = CostForm(posted(request), cohorts=report.cohorts.order_by("number"))

    def act(data: dict[str, Any]) -> HttpResponse:
        services.add_cost(actor=person(request), report=report, **data)
        return done(request, _("The cost is entered."), PAGE, pid)

    return form_page(request, template="evaluation/cost_add.html", form=form, act=act, context={"report": report})


@require_http_methods(GET_POST)
@needs("evaluation.see_replication")
def cost_strike(request: HttpRequest, pid: str, cost: str) -> HttpResponse:
    """Strike a line of cost out."""
    report = report_to_change(request, pid)
    row = found(CostItem.objects.filter(cohort__reports=report).select_related("cohort", "entered_by"), public_id=cost)
    form = WhyForm(posted(request))

    def act(data: dict[str, Any]) -> HttpResponse:
        services.strike_cost(actor=person(request), report=report, cost=row, reason=data["reason"])
        return done(request, _("The line is struck out."), PAGE, pid)

    context = {"report": report, "cost": row}
    return form_page(request, template="evaluation/cost_strike.html", form=form, act=act, context=context)
