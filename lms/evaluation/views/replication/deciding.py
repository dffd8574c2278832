"""The recommendation, and what a unit sees otherwise."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.evaluation.forms.replication import DecisionForm, DissentForm
from lms.evaluation.models import Dissent, Scorecard
from lms.evaluation.queries import replication as queries
from lms.evaluation.services import replication as services
from lms.evaluation.views.replication.shared import form_page, report_to_change, visible_report
from lms.people.access import check, found, needs, person
from lms.people.errors import Refusal
from lms.people.roles import hats_of
from lms.ui.form_pages import GET_POST, done, posted

PAGE = "evaluation:replication_detail"


@require_http_methods(GET_POST)
@needs("evaluation.see_replication")
def decision_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Write the recommendation, with the scorecard in sight."""
    report = report_to_change(request, pid)
    decision = next(iter(queries.decisions_of(report)), None)
    scorecard = Scorecard.objects.filter(report=report).select_related("report").first()
    lines = queries.lines_of(scorecard) if scorecard else []
    form = DecisionForm(posted(request), decision=decision)

    def act(data: dict[str, Any]) -> HttpResponse:
        services.decide(actor=person(request), report=report, words=form.words(), number=data["number"])
        return done(request, _("The recommendation is written."), PAGE, pid)

    context = {"report": report, "lines": lines, "tally": queries.tally_of(lines), "decision": decision}
    return form_page(request, template="evaluation/decision_edit.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@needs("evaluation.see_replication")
def dissent_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Say what the own unit sees otherwise; it is printed with the recommendation."""
    report = visible_report(request, pid)
    check(request, "evaluation.dissent", report)
    columns = hats_of(request.user).columns
    mine = Dissent.objects.filter(report=report, column__in=columns, withdrawn_at__isnull=True).first()
    initial = {"column": mine.column, "words": mine.words} if mine else {}
    form = DissentForm(posted(request), columns=columns, initial=initial)

    def act(data: dict[str, Any]) -> HttpResponse:
        services.dissent(actor=person(request), report=report, **data)
        return done(request, _("Your unit’s opinion stands beside the recommendation."), PAGE, pid)

    context = {"report": report, "decision": next(iter(queries.decisions_of(report)), None)}
    return form_page(request, template="evaluation/dissent_edit.html", form=form, act=act, context=context)


@require_POST
@needs("evaluation.see_replication")
def dissent_withdraw(request: HttpRequest, pid: str, dissent: str) -> HttpResponse:
    """Take the own unit's opinion back; it stays on record."""
    report = visible_report(request, pid)
    check(request, "evaluation.dissent", report)
    rows = Dissent.objects.filter(report=report, column__in=hats_of(request.user).columns)
    row = found(rows.select_related("report"), public_id=dissent)
    try:
        services.withdraw_dissent(actor=person(request), row=row)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect(PAGE, pid)
    return done(request, _("Withdrawn. It stays on record."), PAGE, pid)
